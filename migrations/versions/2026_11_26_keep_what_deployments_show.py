"""Keep what deployments show."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ea1588ae2c8c"
down_revision = "fa4b5ccfa2b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployments.deployment_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deployment_id"),
    )
    op.add_column("deployments", sa.Column("rolled_back_to", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_deployments_rolled_back_to"), "deployments", ["rolled_back_to"], unique=False
    )
    op.create_foreign_key(
        "deployments_rolled_back_to_fkey",
        "deployments",
        "deployments",
        ["rolled_back_to"],
        ["deployment_id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_constraint("deployments_rolled_back_to_fkey", "deployments", type_="foreignkey")
    op.drop_index(op.f("ix_deployments_rolled_back_to"), table_name="deployments")
    op.drop_column("deployments", "rolled_back_to")
    op.drop_table("releases")
