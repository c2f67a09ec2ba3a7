"""Uploaded files."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from showcase.models.columns import created_time, primary_id, reference, time

RESUMES = "resumes"
"""The prefix of all uploaded files in the object store."""
PICTURES = "pages"
"""The prefix of all pictures of their pages."""


def picture_prefix(resume_id: UUID) -> str:
    """Return the prefix of the pictures of a resume's pages."""
    return f"{PICTURES}/{resume_id}"


class Resume(SQLModel, table=True):
    """A resume file: the row describes it, the bytes lie in the object store."""

    __tablename__ = "resumes"

    resume_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id")
    storage_key: str = Field(unique=True, max_length=200)
    sha256: str = Field(index=True, max_length=64)
    media_type: str = Field(max_length=64)
    byte_size: int
    filename: str = Field(max_length=200)
    removed_at: datetime | None = time()
    created_at: datetime = created_time()
