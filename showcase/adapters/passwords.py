"""Password hashes: argon2id, made and checked in threads, a few at a time."""

import asyncio
import base64

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

HASHES_AT_ONCE = 2
"""Each hash fills 64 MiB and a core; more at once would only starve the event loop's machine."""


class Passwords:
    """Makes and checks password hashes."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(HASHES_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return a salted hash to store."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password made this hash; without a hash: no, after the same time."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, password, password_hash or self._decoy())

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False

    def _decoy(self) -> str:
        """Return a hash with today's parameters that no password fits."""
        hasher = self._hasher
        cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
        salt, digest = _zeros(hasher.salt_len), _zeros(hasher.hash_len)
        return f"$argon2id$v=19${cost}${salt}${digest}"


def _zeros(length: int) -> str:
    return base64.b64encode(bytes(length)).decode().rstrip("=")
