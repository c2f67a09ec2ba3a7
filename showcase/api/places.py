"""Places for websockets: how many may be open in a process, and how many from one address."""

from collections import Counter

from showcase.api.refusals import Refused
from showcase.config import Settings
from showcase.errors import ErrorCode

RETRY_SECONDS = 10


class Places:
    """Counts the open websockets of this process."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.max_sockets
        self._most_from_one = settings.max_sockets_per_address
        self._taken: Counter[str] = Counter()

    def check_room(self, address: str) -> None:
        """Return if somebody from an address may open another socket.

        Raises:
            Refused: 503 when all places are taken, 429 when the address has its share.
        """
        again = {"Retry-After": str(RETRY_SECONDS)}
        if self._taken.total() >= self._most:
            sentence = "All places for live connections are taken. Please try again in a moment."
            raise Refused(503, sentence, ErrorCode.UNAVAILABLE, again)
        if self._taken[address] >= self._most_from_one:
            sentence = f"{self._most_from_one} live connections are open from your address already."
            raise Refused(429, sentence, ErrorCode.RATE_LIMITED, again)

    def taking(self, address: str) -> "Place":
        """Take a place while the block runs."""
        return Place(self._taken, address)


class Place:
    """A place of a socket. Thousands are held: each would take a generator and its surroundings."""

    __slots__ = ("_address", "_taken")

    def __init__(self, taken: Counter[str], address: str) -> None:
        self._taken = taken
        self._address = address

    def __enter__(self) -> None:
        self._taken[self._address] += 1

    def __exit__(self, *_: object) -> None:
        self._taken[self._address] -= 1
        if not self._taken[self._address]:
            del self._taken[self._address]
