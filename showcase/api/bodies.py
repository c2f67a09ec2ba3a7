"""Request bodies: how long they may be, and multipart forms with files in them.

The form is the graphql-multipart-request-spec: `operations` (JSON with null where a file belongs),
`map` (file part → paths into operations), then the files.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from showcase.api.refusals import Refused
from showcase.errors import ErrorCode

MAX_JSON_BYTES = 256 * 1024
MAX_FORM_OVERHEAD_BYTES = 1024 * 1024
"""What a form with one file may be longer than the longest file."""
MAX_FORM_FILES = 5
MAX_FORM_FIELDS = 5
MAX_FILE_PATHS = 10
INDEX = re.compile(r"[0-9]{1,6}")
NO_ROOM = "Files cannot be taken at the moment. Please try again in a few minutes."
PREFLIGHTED_HEADERS = (
    "authorization",
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)
"""A page of another origin can send none of these without asking first (CORS preflight)."""

log = structlog.get_logger()


def limit_body(request: Request, receive: Receive, *, max_upload_bytes: int) -> Receive:
    """Return a `receive` that stops a body longer than its kind may be.

    Raises:
        Refused: Its length is announced and too long; or, later, from the new `receive`.
    """
    long = is_form(request.headers)
    limit = max_upload_bytes + MAX_FORM_OVERHEAD_BYTES if long else MAX_JSON_BYTES
    code = ErrorCode.FILE_TOO_LARGE if long else ErrorCode.COST_LIMIT_EXCEEDED
    refusal = Refused(413, f"The request is longer than {limit:,} bytes.", code)
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise refusal
    received = 0

    async def receive_within_limit() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise refusal
        return message

    return receive_within_limit


def is_form(headers: Mapping[str, str]) -> bool:
    """Tell whether a request's body is a multipart form."""
    return headers.get("content-type", "").lower().startswith("multipart/form-data")


def check_preflight(headers: Mapping[str, str]) -> None:
    """Return if a form can only have been sent by a page that may.

    Raises:
        Refused: Any page could have sent it, on behalf of whoever looks at that page.
    """
    if not any(header in headers for header in PREFLIGHTED_HEADERS):
        raise Refused(
            400, "Send the header `GraphQL-Require-Preflight: 1` with multipart requests."
        )


async def read_form(request: Request) -> dict[str, Any]:
    """Return the operation in a multipart form, its files in their places.

    Raises:
        Refused: The form is malformed.
    """
    try:
        form = await request.form(max_files=MAX_FORM_FILES, max_fields=MAX_FORM_FIELDS)
    except (MultiPartException, StarletteHTTPException) as error:
        raise Refused(400, "The multipart body is malformed.") from error
    except OSError as error:  # long files wait on the disk, and that is full
        log.warning("body.not_kept", error=type(error).__name__, errno=error.errno)
        raise Refused(503, NO_ROOM, ErrorCode.UNAVAILABLE) from error
    operations = _read_object(form, "operations")
    for name, paths in _read_object(form, "map").items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise Refused(400, "`map` names a part that is no file of this form.")
        if not isinstance(paths, list) or len(paths) > MAX_FILE_PATHS:
            raise Refused(400, f"`map` gives each file a list of up to {MAX_FILE_PATHS} paths.")
        for path in paths:
            _place(file, operations, path)
    return operations


def _read_object(form: FormData, name: str) -> dict[str, Any]:
    text = form.get(name)
    try:
        value = orjson.loads(text) if isinstance(text, str) else None
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise Refused(400, f"The part `{name}` must be a JSON object.")
    return value


def _place(file: UploadFile, operations: dict[str, Any], path: object) -> None:
    """Put a file where its path leads, in the place of a null."""
    if not isinstance(path, str):
        raise Refused(400, "The paths in `map` are strings, such as variables.input.file.")
    *parents, last = path.split(".")
    target: Any = operations
    for step in parents:
        target = _step(target, step)
    if parents and _step(target, last) is None:
        target[int(last) if isinstance(target, list) else last] = file
        return
    raise Refused(400, "A path in `map` must lead to a null in `operations`.")


def _step(value: object, step: str) -> Any:  # noqa: ANN401 (a part of any JSON value)
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and INDEX.fullmatch(step) and int(step) < len(value):
        return value[int(step)]
    raise Refused(400, "A path in `map` leads nowhere in `operations`.")
