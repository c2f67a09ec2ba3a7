"""Secrets that must be read again, unreadable at rest: Fernet with keys derived from SECRET_KEY.

Each secret has keys of its own, derived with its owner's name, so that a secret moved to another
row opens nothing.
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

PURPOSE = b"showcase: sealed secret "
NAMING = b"showcase: name of a sealing key"
"""Keys for one purpose tell nothing of those for another, though all come from SECRET_KEY."""
KEY_BYTES = 32
NAME_BYTES = 8


class Unsealable(Exception):
    """None of the keys opens it: SECRET_KEY was changed without keeping the previous one."""


class Sealer:
    """Seals with the newest key and opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in keys]

    @property
    def key_name(self) -> str:
        """What tells whether a secret was sealed with the newest key; it gives nothing away."""
        return _derive(self._keys[0], NAMING, NAME_BYTES).hex()

    def seal(self, secret: SecretStr, *, owner: UUID) -> str:
        """Return the secret, unreadable."""
        return self._ring(owner).encrypt(secret.get_secret_value().encode()).decode()

    def open(self, sealed: str, *, owner: UUID) -> SecretStr:
        """Return the secret.

        Raises:
            Unsealable: No key opens it.
        """
        try:
            return SecretStr(self._ring(owner).decrypt(sealed).decode())
        except InvalidToken as error:
            raise Unsealable from error

    def _ring(self, owner: UUID) -> MultiFernet:
        purpose = PURPOSE + owner.bytes
        keys = (_derive(key, purpose, KEY_BYTES) for key in self._keys)
        return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def _derive(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(key)
