"""Tries to put a portfolio online."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.types.lazy_type import LazyType

from showcase import models
from showcase.api.context import Info
from showcase.api.enums import DeploymentStatus, DeployTarget
from showcase.api.nodes import Node, global_id, show_row
from showcase.api.scalars import URL
from showcase.services.deployments import find_release
from showcase.services.releases import RELEASES_KEPT


@strawberry.type(description="A try to put a portfolio online.")
class Deployment(Node):
    job_key: strawberry.Private[UUID | None]
    release_key: strawberry.Private[UUID | None]
    status: DeploymentStatus = strawberry.field(description="Where it stands.")
    target: DeployTarget = strawberry.field(description="Where it goes.")
    portfolio_version: int = strawberry.field(description="The portfolio's version that it shows.")
    url: URL | None = strawberry.field(description="Where it is, once live.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    finished_at: datetime | None = strawberry.field(description="When it ended.")

    @classmethod
    def from_row(cls, row: models.Deployment) -> Self:
        """Return a deployment."""
        return cls(
            id=global_id("Deployment", row.deployment_id),
            job_key=row.job_id,
            release_key=find_release(row),
            status=row.status,
            target=DeployTarget(row.target),
            portfolio_version=row.portfolio_version,
            url=URL(row.url) if row.url else None,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )

    @strawberry.field(
        description="Whether it was online once and rollbackDeployment may put it back: the newest "
        f"{RELEASES_KEPT} of a portfolio are kept."
    )
    async def can_roll_back(self, info: Info) -> bool:
        key = self.release_key
        return key is not None and bool(await info.context.loaders.kept_releases.load(key))

    @strawberry.field(
        description="The job that does it.",
        graphql_type=LazyType("Job", "showcase.api.jobs") | None,
    )
    async def job(self, info: Info) -> object:
        if self.job_key is None:
            return None
        return show_row(info, "Job", await info.context.loaders.jobs.load(self.job_key))
