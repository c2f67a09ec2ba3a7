"""Scalars: what they mean, and what is refused before a resolver sees it."""

from datetime import datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile
from strawberry.schema.types.base_scalars import DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

from showcase.models.content import Url

URL = NewType("URL", str)
JSON = NewType("JSON", object)
Upload = NewType("Upload", UploadFile)

_URL = TypeAdapter(Url)


def _read_url(value: object) -> str:
    try:
        return _URL.validate_python(value, strict=True)
    except ValidationError as error:
        raise GraphQLError(
            "An address starts with https://, http://, mailto: or tel: and has at most 2,000 "
            "characters."
        ) from error


def _read_upload(value: object) -> UploadFile:
    if not isinstance(value, UploadFile):
        raise GraphQLError("A file comes as a file part of a multipart request.")
    return value


def _keep(value: object) -> object:
    return value


def _write_time(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time, RFC 3339 in UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=_write_time,
        parse_value=DateTimeDefinition.parse_value,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute http or https address; for links also mailto: and tel:.",
        specified_by_url="https://url.spec.whatwg.org/",
        serialize=str,
        parse_value=_read_url,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=_keep,
        parse_value=_keep,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file part of a graphql-multipart-request.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        parse_value=_read_upload,
    ),
}
"""Python types and the scalars they are in the schema."""
