"""Connect people's own deploy accounts."""

import sqlalchemy as sa
from alembic import op

revision = "c41d7a90b5e2"
down_revision = "ea1588ae2c8c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deploy_connections",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=100), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=True),
        sa.Column("sealed_by", sa.String(length=16), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection_id"),
        sa.UniqueConstraint("user_id", "target", "account_id", "place"),
    )
    op.create_index("deploy_connections_by_key", "deploy_connections", ["sealed_by"], unique=False)
    op.create_index(
        "deploy_connections_in_use",
        "deploy_connections",
        ["user_id", "target"],
        unique=True,
        postgresql_where=sa.text("sealed_token IS NOT NULL"),
    )
    op.add_column("deployments", sa.Column("connection_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_deployments_connection_id"), "deployments", ["connection_id"], unique=False
    )
    op.create_foreign_key(
        "deployments_connection_id_fkey",
        "deployments",
        "deploy_connections",
        ["connection_id"],
        ["connection_id"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_constraint("deployments_connection_id_fkey", "deployments", type_="foreignkey")
    op.drop_index(op.f("ix_deployments_connection_id"), table_name="deployments")
    op.drop_column("deployments", "connection_id")
    op.drop_index("deploy_connections_in_use", table_name="deploy_connections")
    op.drop_index("deploy_connections_by_key", table_name="deploy_connections")
    op.drop_table("deploy_connections")
