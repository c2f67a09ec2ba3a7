"""What a fault has done: counted in the database and in what the watchers saw."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from showcase.api.nodes import global_id
from showcase.config import Settings
from showcase.database import Database
from tests.chaos.cluster import Member
from tests.chaos.crowd import Story
from tests.journey.person import TERMINAL

LOST = "SELECT count(*) FROM jobs WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')"
DONE_TWICE = """
SELECT count(*) FROM (SELECT job_id FROM job_events
WHERE type IN ('COMPLETED', 'FAILED', 'CANCELLED') GROUP BY job_id HAVING count(*) > 1) AS twice"""
SECOND_PORTFOLIOS = """
SELECT count(*) FROM (SELECT resume_id FROM portfolios
GROUP BY resume_id HAVING count(*) > 1) AS p"""
SECOND_DEPLOYMENTS = """
SELECT count(*) FROM (SELECT portfolio_id FROM deployments WHERE status = 'LIVE'
GROUP BY portfolio_id HAVING count(*) > 1) AS d"""
UNSETTLED_DEPLOYMENTS = "SELECT count(*) FROM deployments WHERE status IN ('PENDING', 'BUILDING')"
RESCUE_SECONDS = """
SELECT max(extract(epoch FROM claimed.at - last.at)) FROM job_events AS told
JOIN job_events AS last ON last.job_id = told.job_id AND last.sequence = told.sequence - 1
JOIN job_events AS claimed ON claimed.job_id = told.job_id AND claimed.sequence = told.sequence + 1
WHERE told.type = 'RETRYING' AND told.message LIKE '%stopped answering%'"""
"""From the last word of a worker that died to the first of the one that goes on."""
LAST_SEQUENCES = "SELECT job_id, last_sequence FROM jobs"


@dataclass(frozen=True)
class Damage:
    """What went wrong; all but the last two must be 0."""

    lost: int
    accepted_twice: int
    done_twice: int
    second_portfolios: int
    second_deployments: int
    unsettled_deployments: int
    wrong_stories: int
    own_exits: int
    jobs: int
    slowest_rescue: float

    @property
    def is_none(self) -> bool:
        """Whether every promise was kept."""
        return not any(getattr(self, field.name) for field in fields(self)[:-2])


async def count_damage(
    settings: Settings, stories: Sequence[tuple[str, Story]], members: Sequence[Member]
) -> Damage:
    """Compare what the database says with what was seen and with what should be."""
    database = Database(settings.database_url)
    try:
        async with database.begin() as session:
            jobs = await _count(session, "SELECT count(*) FROM jobs")
            return Damage(
                lost=await _count(session, LOST),
                accepted_twice=jobs - len({job_id for job_id, _ in stories}),
                done_twice=await _count(session, DONE_TWICE),
                second_portfolios=await _count(session, SECOND_PORTFOLIOS),
                second_deployments=await _count(session, SECOND_DEPLOYMENTS),
                unsettled_deployments=await _count(session, UNSETTLED_DEPLOYMENTS),
                wrong_stories=await _count_wrong(session, stories),
                own_exits=sum(member.has_ended_by_itself for member in members),
                jobs=jobs,
                slowest_rescue=float(
                    (await session.execute(sa.text(RESCUE_SECONDS))).scalar() or 0
                ),
            )
    finally:
        await database.close()


async def _count(session: AsyncSession, query: str) -> int:
    return int((await session.execute(sa.text(query))).scalar_one())


async def _count_wrong(session: AsyncSession, stories: Sequence[tuple[str, Story]]) -> int:
    """Count the jobs whose watcher missed an event, saw one twice, or did not see the end."""
    rows = (await session.execute(sa.text(LAST_SEQUENCES))).all()
    lengths = {str(global_id("Job", job_id)): last for job_id, last in rows}
    return sum(not _is_whole(story) or len(story) != lengths[job_id] for job_id, story in stories)


def _is_whole(story: Story) -> bool:
    sequences = [event["sequence"] for event in story]
    ends = [event for event in story if event["type"] in TERMINAL]
    return sequences == list(range(1, len(story) + 1)) and ends == story[-1:]
