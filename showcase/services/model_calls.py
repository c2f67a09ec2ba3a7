"""What one run may ask of language models: how much, whether at all, and what it learns from it."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from showcase import metrics
from showcase.adapters.circuit import Circuit
from showcase.choices import Engine
from showcase.config import Settings
from showcase.database import Database
from showcase.faults import reach
from showcase.models import Job, JobStage
from showcase.models.content import SectionKind
from showcase.services.checkpoints import Checkpoint, find_kept, keep, make_checkpoint
from showcase.services.runs import Run
from showcase.services.usage import Spent, count_tokens_left, find_cost, record_usage

REPORT_SECONDS = 0.5
"""Watchers hear no more often than this how far a text is."""

GOES_ON = "What it has not worded keeps the wording of our own rules."

Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Allowance:
    """What the next writing may cost."""

    tokens: int
    seconds: float


@dataclass
class ModelCalls:
    """All that a run asks of language models; every call is written down under its attempt."""

    run: Run
    job: Job
    settings: Settings
    database: Database
    circuit: Circuit
    tell: Tell
    """Tells watchers a sentence."""
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._deadline = self.clock() + self.settings.model_job_seconds
        self._next_report = self.clock()
        self._told: set[str] = set()

    async def get_allowance(self) -> Allowance:
        """Return what the next writing may cost; 0 where nothing is left."""
        async with self.database.read() as session:
            left = await count_tokens_left(session, self.run, settings=self.settings)
        seconds = min(self.settings.model_seconds, self._deadline - self.clock())
        return Allowance(tokens=min(self.settings.model_tokens, left), seconds=max(0.0, seconds))

    async def pay(self, spent: Spent) -> None:
        """Write down what a call cost.

        Raises:
            LeaseLost: Another attempt owns the job.
        """
        settings = self.settings
        metrics.count_model_call(
            asdict(spent),
            engine=settings.chosen_engine,
            model=settings.model,
            cost_micro_usd=find_cost(settings.model, spent, prices=settings.model_prices),
        )
        async with self.database.begin() as session:
            await record_usage(session, self.run, spent, settings=settings)

    async def report(self, kinds: Sequence[str], *, begun: int, total: int) -> None:
        """Tell watchers which text is being written, not oftener than they can follow.

        Only that: what the model says may be false until the critic has let it through.
        """
        if self.clock() < self._next_report:
            return
        self._next_report = self.clock() + REPORT_SECONDS
        names = " and ".join(_name(kind) for kind in kinds)
        await self.tell(f"Writing {names}: text {begun} of {total}.")

    async def explain(self, reason: str) -> None:
        """Tell watchers once why texts are not the model's, and what becomes of them."""
        if reason in self._told:
            return
        self._told.add(reason)
        goes_on = self.settings.engine is Engine.AUTO
        metrics.MODEL_FAILURES.labels(
            self.settings.chosen_engine, self.settings.model, "fell_back" if goes_on else "failed"
        ).inc()
        await self.tell(f"{reason} {GOES_ON}" if goes_on else reason)

    async def find(self, key: str) -> dict[str, str] | None:
        """Return the texts that an earlier attempt of this job got for the same question."""
        return await find_kept(self._checkpoint(key), self.database)

    async def keep(self, key: str, texts: dict[str, str]) -> None:
        """Keep the texts for the next attempt."""
        reach("model.answered")
        await keep(self._checkpoint(key), texts, self.database)
        reach("model.kept")

    def _checkpoint(self, key: str) -> Checkpoint:
        return make_checkpoint(self.job, JobStage.GENERATING, str(self.job.job_id), key)


def _name(kind: str) -> str:
    """Return what people call a section, or what else a page has."""
    return kind.lower() if kind in set(SectionKind) else "page description"
