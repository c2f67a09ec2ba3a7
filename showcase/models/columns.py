"""Column kinds that several tables share: ids, times, enums, JSON, references."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

# SQLModel's Field returns Any so that it fits every annotation; these functions pass that on.
Column = Any
MOMENT = sa.DateTime(timezone=True)


def primary_id() -> Column:
    """A random UUID primary key."""
    return Field(default_factory=uuid4, primary_key=True)


def created_time() -> Column:
    """The moment the row was inserted, by the database's clock."""
    clock = {"server_default": sa.func.now(), "nullable": False}
    return Field(default=None, sa_type=MOMENT, sa_column_kwargs=clock)


def time(*, index: bool = False) -> Column:
    """A UTC-aware moment that may be missing."""
    return Field(default=None, nullable=True, index=index, sa_type=MOMENT)


def enumeration(kind: type[StrEnum], *, default: StrEnum | None = None) -> Column:
    """An enum kept as its text, so that adding a value needs no migration."""
    column_type = sa.Enum(kind, native_enum=False, length=32)
    if default is None:
        return Field(sa_type=column_type)
    return Field(default=default, nullable=False, sa_type=column_type)


def optional_enumeration(kind: type[StrEnum]) -> Column:
    """An enum that may be missing."""
    return Field(default=None, nullable=True, sa_type=sa.Enum(kind, native_enum=False, length=32))


def total(kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> Column:
    """A sum that begins at 0, also in rows that older processes write."""
    return Field(default=0, nullable=False, sa_type=kind, sa_column_kwargs={"server_default": "0"})


def json(default_factory: Callable[[], Any]) -> Column:
    """A JSON value."""
    return Field(default_factory=default_factory, nullable=False, sa_type=JSONB)


def optional_json() -> Column:
    """A JSON value that may be missing."""
    return Field(default=None, nullable=True, sa_type=JSONB(none_as_null=True))


def reference(target: str, *, index: bool = True, primary_key: bool = False) -> Column:
    """A foreign key; the row goes when its target is deleted."""
    return Field(foreign_key=target, ondelete="CASCADE", index=index, primary_key=primary_key)


def optional_reference(target: str) -> Column:
    """A foreign key that may be missing, and is let go when its target is deleted."""
    return Field(default=None, nullable=True, foreign_key=target, ondelete="SET NULL", index=True)
