"""What jobs spend on language models: counted on the job, priced, and limited."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from showcase.choices import Price
from showcase.config import Settings
from showcase.errors import LeaseLost
from showcase.models import Job
from showcase.services.runs import Run, owned_by

DAY = timedelta(days=1)
TOKENS = col(Job.input_tokens) + col(Job.output_tokens) + col(Job.thinking_tokens)


@dataclass(frozen=True)
class Spent:
    """What one call of a model cost."""

    requests: int
    input_tokens: int
    output_tokens: int
    thinking_tokens: int
    seconds: float


async def record_usage(
    session: AsyncSession, run: Run, spent: Spent, *, settings: Settings
) -> None:
    """Add a call to what the run's job has spent, whatever becomes of the job.

    A job that used a model of unknown price has no known cost from then on.

    Raises:
        LeaseLost: Another attempt owns the job.
    """
    cost = find_cost(settings.model, spent, prices=settings.model_prices)
    known = sa.case((col(Job.model_requests) == 0, 0), else_=col(Job.cost_micro_usd))
    counted = await session.execute(
        sa.update(Job)
        .where(owned_by(run))
        .values(
            model=settings.model,
            model_requests=col(Job.model_requests) + spent.requests,
            input_tokens=col(Job.input_tokens) + spent.input_tokens,
            output_tokens=col(Job.output_tokens) + spent.output_tokens,
            thinking_tokens=col(Job.thinking_tokens) + spent.thinking_tokens,
            model_seconds=col(Job.model_seconds) + spent.seconds,
            cost_micro_usd=known + sa.literal(cost, sa.BigInteger()),
        )
        .returning(col(Job.job_id))
    )
    if counted.first() is None:
        raise LeaseLost


async def count_tokens_left(session: AsyncSession, run: Run, *, settings: Settings) -> int:
    """Return how many tokens the job may still spend, by its own limit and its owner's; or 0.

    The owner's limit is for all jobs begun within a day.
    """
    today = sa.and_(col(Job.user_id) == run.user_id, col(Job.created_at) > sa.func.now() - DAY)
    this = col(Job.job_id) == run.job_id
    chosen = sa.select(
        sa.func.coalesce(sa.func.sum(TOKENS).filter(this), 0),
        sa.func.coalesce(sa.func.sum(TOKENS).filter(today), 0),
    ).where(sa.or_(this, today))
    by_job, by_owner = (await session.execute(chosen)).one()
    left = min(settings.model_job_tokens - by_job, settings.model_day_tokens - by_owner)
    return max(0, left)


def find_cost(model: str, spent: Spent, *, prices: dict[str, Price]) -> int | None:
    """Return what a call cost in millionths of a US dollar; None if the price is not known."""
    price = prices.get(model) or read_prices().get(model)
    if price is None:
        return None
    written = spent.output_tokens + spent.thinking_tokens
    return round(spent.input_tokens * price.input + written * price.output)


@cache
def read_prices() -> dict[str, Price]:
    """Return the prices that we know, by model."""
    text = files(__package__).joinpath("prices.toml").read_text("utf-8")
    return {model: Price.model_validate(price) for model, price in tomllib.loads(text).items()}
