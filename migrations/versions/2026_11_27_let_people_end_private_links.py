"""Let people end private links."""

import sqlalchemy as sa
from alembic import op

revision = "b7d2f04c9a16"
down_revision = "a90c3b7de812"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "portfolios",
        sa.Column("preview_generation", sa.Integer(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("portfolios", "preview_generation")
