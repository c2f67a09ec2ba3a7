"""Have sections of a portfolio written anew, each from its checkpoint or by the agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from showcase.database import Database
from showcase.models import Job, JobStage, Section
from showcase.models.content import Tone
from showcase.models.document import Document
from showcase.models.draft import SectionDraft
from showcase.pipeline import think
from showcase.pipeline.progress import Teller
from showcase.services.checkpoints import make_checkpoint, once
from showcase.services.model_calls import ModelCalls


@dataclass(frozen=True)
class Wish:
    """A section to write anew, and how."""

    section: Section
    tone: Tone
    instructions: str
    adds_facts: bool = True
    """Whether the section may say what the instructions say, as its owner's own word."""


@dataclass(frozen=True)
class Rewriter:
    """Writes the sections of one job."""

    job: Job
    document: Document
    calls: ModelCalls
    teller: Teller
    database: Database

    async def rewrite(self, wishes: Sequence[Wish]) -> list[dict[str, Any]]:
        """Return drafts in the order of the wishes, not yet validated; each is shown when ready.

        Raises:
            StepFailed: The engine failed.
        """
        drafts: list[dict[str, Any]] = []
        for wish in wishes:
            drafts.append(await self._rewrite(wish))
            await self.teller.show(drafts[-1], done=len(drafts), total=len(wishes))
        return drafts

    async def _rewrite(self, wish: Wish) -> dict[str, Any]:
        current = wish.section.model_dump(include={"kind", "heading", "content", "sources"})
        draft = SectionDraft.model_validate(current, strict=False)

        async def write() -> dict[str, Any]:
            return await think.rewrite_section(
                self.document,
                draft,
                tone=wish.tone,
                instructions=wish.instructions,
                adds_facts=wish.adds_facts,
                calls=self.calls,
            )

        wishes = (str(self.job.job_id), wish.tone, wish.instructions, wish.adds_facts)
        engine = think.describe_engine(self.calls.settings)
        checkpoint = make_checkpoint(self.job, JobStage.GENERATING, engine, wishes, current)
        return await once(checkpoint, write, database=self.database)
