"""Tables, enums and contracts; no queries, no I/O."""

from showcase.models.connection import DeployConnection
from showcase.models.job import (
    TERMINAL_EVENTS,
    TERMINAL_STATUSES,
    Job,
    JobEvent,
    JobEventType,
    JobKind,
    JobStage,
    JobStatus,
    StepResult,
)
from showcase.models.portfolio import (
    Deployment,
    DeploymentStatus,
    FormerSlug,
    Portfolio,
    PortfolioStatus,
    Reading,
    Release,
    RevisionAuthor,
    Section,
    SectionRevision,
)
from showcase.models.proposal import (
    ChangeKind,
    Decision,
    Proposal,
    ProposalItem,
    ProposalStatus,
)
from showcase.models.resume import Resume
from showcase.models.user import (
    GUEST,
    EndedIdentity,
    IdempotencyKey,
    PasswordReset,
    Session,
    User,
)

__all__ = [
    "GUEST",
    "TERMINAL_EVENTS",
    "TERMINAL_STATUSES",
    "ChangeKind",
    "Decision",
    "DeployConnection",
    "Deployment",
    "DeploymentStatus",
    "EndedIdentity",
    "FormerSlug",
    "IdempotencyKey",
    "Job",
    "JobEvent",
    "JobEventType",
    "JobKind",
    "JobStage",
    "JobStatus",
    "PasswordReset",
    "Portfolio",
    "PortfolioStatus",
    "Proposal",
    "ProposalItem",
    "ProposalStatus",
    "Reading",
    "Release",
    "Resume",
    "RevisionAuthor",
    "Section",
    "SectionRevision",
    "Session",
    "StepResult",
    "User",
]
