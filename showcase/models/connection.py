"""People's own accounts at the providers that put sites online."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from showcase.models.columns import primary_id, reference, time


class DeployConnection(SQLModel, table=True):
    """A person's account at a provider: its token while it is connected, its name for good.

    What was put online with it is known by this row, so that it is never looked for in another
    account; connecting the same account again makes it reachable again.
    """

    __tablename__ = "deploy_connections"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "target", "account_id", "place"),
        sa.Index(
            "deploy_connections_in_use",
            "user_id",
            "target",
            unique=True,
            postgresql_where=sa.text("sealed_token IS NOT NULL"),
        ),
        sa.Index("deploy_connections_by_key", "sealed_by"),
    )

    connection_id: UUID = primary_id()
    user_id: UUID = reference("users.user_id", index=False)
    target: str = Field(max_length=32)
    account_id: str = Field(max_length=100)
    account_name: str = Field(max_length=200)
    place: str = Field(default="", max_length=100)
    sealed_token: str | None = Field(default=None, sa_type=sa.Text)
    sealed_by: str | None = Field(default=None, max_length=16)
    connected_at: datetime = time()
