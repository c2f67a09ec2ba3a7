"""Answer a refresh again for a moment."""

import sqlalchemy as sa
from alembic import op

revision = "a90c3b7de812"
down_revision = "554f3e65d4f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    salt = sa.Column("token_salt", sa.String(length=64), server_default="", nullable=False)
    op.add_column("sessions", salt)
    op.add_column("sessions", sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "rotated_at")
    op.drop_column("sessions", "token_salt")
