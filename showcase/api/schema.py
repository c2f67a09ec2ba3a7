"""The schema: what all nouns add to its roots, and the rules for every operation."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from showcase.api.account_export import AccountExportQuery
from showcase.api.accounts import AccountMutation
from showcase.api.context import Identifying
from showcase.api.documents import Documents, make_check
from showcase.api.editing import EditingMutation
from showcase.api.guests import GuestMutation
from showcase.api.jobs import JobMutation, JobQuery, JobSubscription
from showcase.api.masking import MaskedSchema
from showcase.api.node_query import NodeQuery
from showcase.api.observing import Observing
from showcase.api.passwords import PasswordMutation
from showcase.api.people import PersonQuery
from showcase.api.portfolios import PortfolioQuery
from showcase.api.previews import PreviewMutation
from showcase.api.problems import (
    ConflictError,
    FileRejectedError,
    QuotaExceededError,
    SimpleError,
    SlugTakenError,
)
from showcase.api.proposals import ProposalMutation
from showcase.api.publishing import PublishingMutation
from showcase.api.refining import RefiningMutation
from showcase.api.regeneration import RegenerationMutation
from showcase.api.resumes import ResumeMutation
from showcase.api.scalars import SCALARS
from showcase.api.sections import SectionMutation
from showcase.api.sessions import SessionMutation
from showcase.api.spending import Spending, SpendingQuery
from showcase.api.targets import TargetMutation, TargetQuery
from showcase.api.themes import ThemeQuery

BUILT_IN = "directive @oneOf on INPUT_OBJECT\n\n"
"""Strawberry prints this, though it is part of GraphQL itself."""


@strawberry.type(
    description="Root of all reads. Every field answers for the caller's own data unless its "
    "description says public."
)
class Query(
    PersonQuery,
    AccountExportQuery,
    NodeQuery,
    JobQuery,
    PortfolioQuery,
    ThemeQuery,
    TargetQuery,
    SpendingQuery,
):
    pass


@strawberry.type(
    description="Root of all writes. Each takes one `input` and gives one payload whose `errors` "
    "lists what the user can put right."
)
class Mutation(
    AccountMutation,
    SessionMutation,
    GuestMutation,
    PasswordMutation,
    ResumeMutation,
    JobMutation,
    EditingMutation,
    RegenerationMutation,
    RefiningMutation,
    ProposalMutation,
    SectionMutation,
    PublishingMutation,
    TargetMutation,
    PreviewMutation,
):
    pass


@strawberry.type(description="Root of all streams.")
class Subscription(JobSubscription):
    pass


def make_schema(
    *, explorable: bool = True, operation_seconds: float | None = None
) -> strawberry.Schema:
    """Return the schema.

    Args:
        explorable: Whether introspection and suggestions of similar names are for everyone.
        operation_seconds: How long a query or mutation may take.
    """
    check = make_check(explorable=explorable)
    schema = MaskedSchema(
        Query,
        Mutation,
        Subscription,
        types=[SimpleError, FileRejectedError, QuotaExceededError, ConflictError, SlugTakenError],
        extensions=[Observing, Identifying, lambda: Documents(check=check), Spending],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    schema.operation_seconds = operation_seconds
    return schema


def print_sdl() -> str:
    """Return the schema as text, as it stands in `schema.graphql`."""
    return make_schema().as_str().removeprefix(BUILT_IN)
