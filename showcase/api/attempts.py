"""How often anybody may try: counted for each field of a request, so that aliases gain nothing."""

import hashlib

from showcase.adapters.budget import Allowance
from showcase.api.context import Info
from showcase.services.account_rules import find_email

WINDOW_SECONDS = 900
PER_ACCOUNT = Allowance("account-attempts", points=20, window_seconds=WINDOW_SECONDS)
PER_ADDRESS = Allowance("address-attempts", points=300, window_seconds=WINDOW_SECONDS)
SIGN_UPS = Allowance("sign-ups", points=60, window_seconds=3600)
"""Accounts, and tries at them, from one address: sign-up says whether an e-mail has an account."""
GUESTS = Allowance("guests", points=30, window_seconds=3600)
RESETS_OF_ACCOUNT = Allowance("account-resets", points=5, window_seconds=3600)
RESETS_BY_ADDRESS = Allowance("address-resets", points=30, window_seconds=3600)
CONNECTIONS = Allowance("connections", points=20, window_seconds=3600)
"""Tokens of other hosts that an account may have tried."""
EXPORTS = Allowance("exports", points=20, window_seconds=3600)
PAGE_PICTURES = Allowance("page-pictures", points=600, window_seconds=3600)


async def count_proof(info: Info, subject: str) -> None:
    """Let nobody guess passwords for ever: neither of one account, nor from one address.

    Args:
        info: Of the field that takes the password.
        subject: The account: an e-mail address as it was typed, or an id.

    Raises:
        RateLimited: Too many attempts.
    """
    await count_for(info, PER_ACCOUNT, subject)
    await count_by_address(info, PER_ADDRESS)


async def count_for(info: Info, allowance: Allowance, subject: str) -> None:
    """Count for an account, named so that Redis learns no address.

    Raises:
        RateLimited: Too many.
    """
    known = find_email(subject) or subject
    name = hashlib.sha256(known.encode()).hexdigest()
    await info.context.resources.budgets.spend(allowance, subject=name)


async def count_by_address(info: Info, allowance: Allowance) -> None:
    """Count for the caller's network address.

    Raises:
        RateLimited: Too many.
    """
    await info.context.resources.budgets.spend(allowance, subject=info.context.address)
