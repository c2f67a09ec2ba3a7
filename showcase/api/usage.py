"""What a job has spent on language models."""

from typing import Self

import strawberry

from showcase import models


@strawberry.type(description="What a job has asked of language models, and what it cost.")
class ModelUsage:
    model: str = strawberry.field(description="The model that was asked last.")
    requests: int = strawberry.field(description="Requests made, failed ones too.")
    input_tokens: int = strawberry.field(description="Tokens read.")
    output_tokens: int = strawberry.field(description="Tokens written.")
    thinking_tokens: int = strawberry.field(description="Tokens thought before writing.")
    seconds: float = strawberry.field(
        description="Time spent in requests; they run side by side, so the job may be shorter."
    )
    cost_micro_usd: int | None = strawberry.field(
        description="In millionths of a US dollar, by list price; null where a price is unknown."
    )

    @classmethod
    def from_row(cls, row: models.Job) -> Self | None:
        """Return what a job has spent, if it has asked a model at all."""
        if row.model is None:
            return None
        return cls(
            model=row.model,
            requests=row.model_requests,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            thinking_tokens=row.thinking_tokens,
            seconds=row.model_seconds,
            cost_micro_usd=row.cost_micro_usd,
        )
