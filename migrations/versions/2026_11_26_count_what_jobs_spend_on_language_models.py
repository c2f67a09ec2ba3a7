"""Count what jobs spend on language models."""

import sqlalchemy as sa
from alembic import op

revision = "039d423f689d"
down_revision = "91ff60d72450"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("model", sa.String(length=200), nullable=True))
    op.add_column(
        "jobs", sa.Column("model_requests", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "jobs", sa.Column("input_tokens", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "jobs", sa.Column("output_tokens", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "jobs", sa.Column("thinking_tokens", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "jobs", sa.Column("model_seconds", sa.Float(), server_default="0", nullable=False)
    )
    op.add_column("jobs", sa.Column("cost_micro_usd", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("jobs", "cost_micro_usd")
    op.drop_column("jobs", "model_seconds")
    op.drop_column("jobs", "thinking_tokens")
    op.drop_column("jobs", "output_tokens")
    op.drop_column("jobs", "input_tokens")
    op.drop_column("jobs", "model_requests")
    op.drop_column("jobs", "model")
