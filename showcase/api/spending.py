"""What each operation costs its caller, and what is left."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import lru_cache

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from showcase.adapters.budget import Allowance
from showcase.api.context import Context, Info
from showcase.api.cost import Scale
from showcase.api.documents import read_document
from showcase.errors import RateLimited

WINDOW_SECONDS = 300
PER_CALLER = Allowance("points", points=100_000, window_seconds=WINDOW_SECONDS)
PER_ADDRESS = Allowance("address-points", points=1_000_000, window_seconds=WINDOW_SECONDS)
"""An office shares an address; guest sessions without end shall not multiply what one has."""
REMEMBERED = 512


@strawberry.type(description="Points left to the caller.")
class RateLimit:
    limit: int = strawberry.field(description="Points per window.")
    remaining: int = strawberry.field(description="Points left.")
    cost: int = strawberry.field(description="Points of this request.")
    reset_at: datetime = strawberry.field(description="When the window ends.")


class Spending(SchemaExtension):
    """Takes an operation's points off its caller's budget before it runs."""

    async def on_validate(self) -> AsyncIterator[None]:
        """Refuse a valid operation that its caller has no points for."""
        operation = self.execution_context
        context: Context = operation.context
        if not operation.pre_execution_errors:
            context.cost = _cost_of(operation.query or "", operation.operation_name)
            try:
                await _spend(context)
            except RateLimited as error:
                refusal = GraphQLError(error.message, original_error=error)
                operation.pre_execution_errors = [refusal]
        yield


@strawberry.type
class SpendingQuery:
    @strawberry.field(
        description="Limits and what is left of them, for the caller and this request."
    )
    async def rate_limit(self, info: Info) -> RateLimit | None:
        context = info.context
        balance = await context.resources.budgets.get_balance(PER_CALLER, subject=context.subject)
        return RateLimit(
            limit=balance.limit,
            remaining=balance.remaining,
            cost=context.cost,
            reset_at=balance.reset_at,
        )


async def _spend(context: Context) -> None:
    budgets = context.resources.budgets
    await budgets.spend(PER_CALLER, subject=context.subject, points=context.cost)
    if context.subject != context.address:
        await budgets.spend(PER_ADDRESS, subject=context.address, points=context.cost)


@lru_cache(maxsize=REMEMBERED)
def _cost_of(query: str, operation_name: str | None) -> int:
    document = read_document(query)
    scale = Scale(document)
    return max(
        scale.measure(node.selection_set).cost
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        and (operation_name is None or (node.name and node.name.value == operation_name))
    )
