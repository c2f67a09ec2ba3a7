"""People and their sessions."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from showcase.models.columns import created_time, primary_id, reference, time


class User(SQLModel, table=True):
    """A person: an account with a password, one of a foreign issuer, or a guest with neither."""

    __tablename__ = "users"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject", name="users_by_identity"),)

    user_id: UUID = primary_id()
    email: str | None = Field(default=None, unique=True, max_length=320)
    password_hash: str | None = None
    issuer: str | None = Field(default=None, max_length=500)
    subject: str | None = Field(default=None, max_length=255)
    display_name: str | None = Field(default=None, max_length=200)
    created_at: datetime = created_time()

    @property
    def is_guest(self) -> bool:
        """Whether only a session leads back to this person; the same rule as `GUEST`."""
        return self.password_hash is None and self.subject is None


GUEST = sa.and_(col(User.password_hash).is_(None), col(User.subject).is_(None))
"""Matches guests."""


class Session(SQLModel, table=True):
    """A family of refresh tokens: each refresh replaces the hash, an old token ends the family.

    The salt is what the newest secret was made with, of the one before it.
    """

    __tablename__ = "sessions"

    session_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id")
    token_hash: str = Field(max_length=64)
    token_salt: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    rotated_at: datetime | None = time()
    expires_at: datetime = time()
    ended_at: datetime | None = time()
    created_at: datetime = created_time()


class PasswordReset(SQLModel, table=True):
    """A link that was mailed; whoever has it may choose a new password, once."""

    __tablename__ = "password_resets"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: UUID = reference("users.user_id")
    expires_at: datetime = time()
    created_at: datetime = created_time()


class EndedIdentity(SQLModel, table=True):
    """A deleted account of a foreign issuer, so that its older tokens do not bring it back."""

    __tablename__ = "ended_identities"

    identity_hash: str = Field(primary_key=True, max_length=64)
    ended_at: datetime = created_time()


class IdempotencyKey(SQLModel, table=True):
    """A key a client chose, so that a repeated request finds what the first one made."""

    __tablename__ = "idempotency_keys"

    user_id: UUID = reference("users.user_id", index=False, primary_key=True)
    mutation: str = Field(max_length=64, primary_key=True)
    key: str = Field(max_length=200, primary_key=True)
    arguments_hash: str = Field(max_length=64)
    job_id: UUID = reference("jobs.job_id")
    created_at: datetime = created_time()
