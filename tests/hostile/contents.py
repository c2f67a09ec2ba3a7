"""Portfolios with something hostile in every field there is: the models themselves are walked.

A new field is filled like the others; one of a kind that nobody knows fails the tests until it is
taught here.
"""

import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from showcase.models.content import CONTENT_TYPES, SectionKind
from showcase.models.draft import SiteContent
from showcase.site.themes import DEFAULT_THEME

DAY = "2020-01-31"
COLOUR = "#0b6e6e"
EVIL = "window.pwned=1;fetch('/pwned')"
"""What a program would do, could it run: leave a mark, and ask our server for a file."""
PAYLOADS = {
    "element": f"</p></title></style></textarea><script>{EVIL}</script>",
    "attribute": f"\"'><img src=x onerror=\"{EVIL}\"> ' onmouseover='{EVIL}' x='",
    "json": f"</script><script>{EVIL}</script><!--<script>\\u003c/script> \u2028\u2029",
    "drawing": f'<svg onload="{EVIL}"/><math><mtext><style><img onerror="{EVIL}" src=x>',
    "document": "]]><?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///x'>]>&e;",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "style": "red;}</style>*{background:url(/pwned)}@import '/pwned';/*\" expression(alert(1))",
    "markdown": f"[press](javascript:{EVIL}) ![x](/pwned) <javascript:alert(1)> [x]: data:,x\n# y",
    "reference": "[a](data:text/html,x) [b](//pwned.example) [c](vbscript:x) [d]( javascript:x)",
    "header": "a\r\nSet-Cookie: pwned=1\r\n\r\n<script>pwned</script>",
    "formula": '=HYPERLINK("http://pwned.example";"x") @SUM(1) +1-1 | cmd|\' /C calc\'!A0',
    "direction": "\u202egpj.exe\u202c \u2066x \u200b\u00ad",
    "frame": '<iframe srcdoc="<script>top.pwned=1</script>"></iframe><base href="//pwned.example">',
    "refresh": '<meta http-equiv="refresh" content="0;url=//pwned.example"><link href=/pwned>',
}
"""Texts that mean something else somewhere: in HTML, JSON, XML, CSS, Markdown, headers, tables."""
ADDRESS_TAIL = f'/?"\'><script>{EVIL}</script>&x=javascript:alert(1)#"onfocus="{EVIL}'
ADDRESSES = (f"https://pictures.example{ADDRESS_TAIL}", f'HTTP://a"onmouseover="{EVIL}".example/')
BAD_ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\r\nscript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript%3aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://a.example/x",
    "filesystem:https://a.example/x",
    "view-source:https://a.example",
    "ftp://a.example",
    "ws://a.example",
    "//a.example/x",
    "\\\\a.example\\x",
    "/x",
    "x",
    "",
    "https:a.example",
    "https:/a.example",
)
"""What no portfolio may link to."""

Choose = Callable[[TypeAdapter[Any]], str]
"""Gives the text for a field, from what the field takes."""


def make_poisoned(payload: str, address: str = ADDRESSES[0]) -> SiteContent:
    """Return a portfolio with every section and every field, the payload in each that takes it."""

    def choose(field: TypeAdapter[Any]) -> str:
        return next(text for text in (payload, address, DAY, COLOUR) if _takes(field, text))

    filled = _fill_model(SiteContent, choose)
    filled |= {"theme": DEFAULT_THEME, "sections": list(_fill_sections(choose, payload))}
    return SiteContent.model_validate(filled)


def list_address_fields() -> list[tuple[type[BaseModel], str]]:
    """Return the models and fields that take an address and not just any text."""
    found = [
        (model, name)
        for model in _list_models()
        for name in model.model_fields
        if not _takes(_field(model, name), PAYLOADS["element"])
        and _takes(_field(model, name), ADDRESSES[0])
    ]
    return sorted(found, key=str)


def takes(model: type[BaseModel], name: str, text: str) -> bool:
    """Tell whether a field of a model takes a text."""
    return _takes(_field(model, name), text)


def _fill_sections(choose: Choose, payload: str) -> Iterator[dict[str, Any]]:
    for kind in SectionKind:
        content = _fill_model(CONTENT_TYPES[kind], choose)
        yield {"kind": kind, "heading": payload, "content": content}


def _fill_model(model: type[BaseModel], choose: Choose) -> dict[str, Any]:
    return {
        name: _fill(_kind(info), choose)
        for name, info in model.model_fields.items()
        if name not in {"sections", "sources"}
    }


def _fill(kind: Any, choose: Choose) -> Any:
    """Return a value for a field of this kind, optional ones filled as well."""
    bare, *_ = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    if get_origin(bare) in {Union, types.UnionType}:
        [only] = [part for part in get_args(bare) if part is not type(None)]
        return _fill(only, choose)
    if get_origin(bare) is Annotated:
        return _fill(bare, choose)
    if get_origin(bare) is list:
        return [_fill(get_args(bare)[0], choose)]
    if bare is bool:
        return True
    if bare is str:
        return choose(TypeAdapter(kind))
    assert isinstance(bare, type), f"Teach tests.hostile.contents what to put into {kind}."
    assert issubclass(bare, BaseModel), f"Teach tests.hostile.contents what to put into {kind}."
    return _fill_model(bare, choose)


def _field(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_kind(model.model_fields[name]))


def _kind(field: FieldInfo) -> Any:
    """Return the type of a field with its rules."""
    kind: Any = field.annotation
    return Annotated[kind, *field.metadata] if field.metadata else kind


def _takes(field: TypeAdapter[Any], text: str) -> bool:
    try:
        field.validate_python(text, strict=True)
    except ValidationError:
        return False
    return True


def _list_models() -> set[type[BaseModel]]:
    """Return every model that a portfolio is made of."""
    found: set[type[BaseModel]] = set()

    def visit(kind: Any) -> None:
        for part in get_args(kind):
            visit(part)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
            found.add(kind)
            for info in kind.model_fields.values():
                visit(info.annotation)

    for model in (SiteContent, *CONTENT_TYPES.values()):
        visit(model)
    return found
