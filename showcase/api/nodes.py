"""Global ids: the type's name and the row's key, in base64, opaque to clients."""

import base64
from typing import Any
from uuid import UUID

import strawberry

from showcase.errors import NotFound


@strawberry.interface(description="An object with a global id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, stable, unique over all types.")


def global_id(type_name: str, key: UUID | str) -> strawberry.ID:
    """Return the global id of an object."""
    return strawberry.ID(base64.b64encode(f"{type_name}:{key}".encode()).decode())


def split_global_id(value: str) -> tuple[str, str]:
    """Return type name and key; two empty strings for what was never a global id."""
    try:
        type_name, _, key = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return type_name, key


def find_key(type_name: str, value: str) -> UUID | None:
    """Return the row key in the global id of an object of a type; None if it is no such id."""
    named, key = split_global_id(value)
    try:
        return UUID(key) if named == type_name else None
    except ValueError:
        return None


def get_key(type_name: str, value: str, *, path: list[str]) -> UUID:
    """Return the row key in the global id of an object of a type.

    Raises:
        NotFound: It is no such id; there can be no such object then.
    """
    key = find_key(type_name, value)
    if key is None:
        raise NotFound(path=path)
    return key


def show_row(info: strawberry.Info, type_name: str, row: object | None) -> object | None:
    """Return a row as the type of this name, for types whose modules cannot import each other."""
    if row is None:
        return None
    definition: Any = info.schema.get_type_by_name(type_name)
    shown: object = definition.origin.from_row(row)
    return shown
