"""People and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from showcase.models.columns import created_time, primary_id, reference, time


class User(SQLModel, table=True):
    """An account."""

    __tablename__ = "users"

    user_id: UUID = primary_id()
    email: str = Field(unique=True, max_length=320)
    password_hash: str
    display_name: str | None = Field(default=None, max_length=200)
    created_at: datetime = created_time()


class Session(SQLModel, table=True):
    """A family of refresh tokens: each refresh replaces the hash, an old token ends the family."""

    __tablename__ = "sessions"

    session_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id")
    token_hash: str = Field(max_length=64)
    expires_at: datetime = time()
    ended_at: datetime | None = time()
    created_at: datetime = created_time()


class IdempotencyKey(SQLModel, table=True):
    """A key a client chose, so that a repeated request finds what the first one made."""

    __tablename__ = "idempotency_keys"

    user_id: UUID = reference("users.user_id", index=False, primary_key=True)
    mutation: str = Field(max_length=64, primary_key=True)
    key: str = Field(max_length=200, primary_key=True)
    arguments_hash: str = Field(max_length=64)
    job_id: UUID = reference("jobs.job_id")
    created_at: datetime = created_time()
