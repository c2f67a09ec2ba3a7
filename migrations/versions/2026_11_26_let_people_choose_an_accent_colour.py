"""Let people choose an accent colour."""

import sqlalchemy as sa
from alembic import op

revision = "554f3e65d4f1"
down_revision = "c41d7a90b5e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("portfolios", sa.Column("accent", sa.String(length=7), nullable=True))


def downgrade() -> None:
    op.drop_column("portfolios", "accent")
