"""Who has been signed out, for the sockets that are open in this process.

Redis hints whose sessions have ended. Hints get lost, so the rows of everyone are looked at now and
then without any, in one statement however many sockets are open.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from showcase.adapters.doorbell import ENDED_SESSIONS, Doorbell
from showcase.adapters.tokens import AccessClaims
from showcase.database import Database
from showcase.models import Session, User
from showcase.services.hints import heeding

RECHECK_SECONDS = 30.0
"""How long a socket may outlive its session when the news of its end is lost."""

Doubt = Callable[[], None]
"""What is called when a session may have ended. It looks later, by itself: it must not wait."""


class Revocations:
    """Tells those who watch in this process that their session may have ended."""

    def __init__(self, *, database: Database, doorbell: Doorbell) -> None:
        self._database = database
        self._doorbell = doorbell
        self._watched: dict[UUID, dict[Doubt, UUID | None]] = defaultdict(dict)

    async def announce(self, user_id: UUID) -> None:
        """Tell every process; call it after the commit."""
        await self._doorbell.publish({"user_id": str(user_id)}, channel=ENDED_SESSIONS)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Revocations"]:
        """Take news while the block runs."""
        news = self._doorbell.listen(ENDED_SESSIONS)
        async with heeding(
            news, take=self._doubt_person, make_up=self._doubt_ended, every=RECHECK_SECONDS
        ):
            yield self

    def watch(self, claims: AccessClaims, doubt: Doubt) -> None:
        """Call back whenever this session may have ended."""
        self._watched[claims.user_id][doubt] = claims.session_id

    def forget(self, claims: AccessClaims, doubt: Doubt) -> None:
        """Call back no more."""
        del self._watched[claims.user_id][doubt]
        if not self._watched[claims.user_id]:
            del self._watched[claims.user_id]

    def _doubt_person(self, news: dict[str, object]) -> None:
        for doubt in self._watched.get(UUID(str(news["user_id"])), ()):
            doubt()

    async def _doubt_ended(self) -> None:
        for user_id, session_id in await self._list_ended():
            for doubt, watched in self._watched.get(user_id, {}).items():
                if watched == session_id:
                    doubt()

    async def _list_ended(self) -> Sequence[sa.Row[UUID, UUID | None]]:
        """Read in one statement which watched sessions are no more, or their account."""
        pairs = {(user, of) for user, doubts in self._watched.items() for of in doubts.values()}
        if not pairs:
            return []
        users, sessions = (
            sa.literal(list(ids), sa.ARRAY(sa.Uuid)) for ids in zip(*pairs, strict=True)
        )
        columns = ("user_id", "session_id")
        watched = sa.func.unnest(users, sessions).table_valued(*columns).render_derived()
        lives = sa.exists().where(col(Session.session_id) == watched.c.session_id, still_open())
        exists = sa.exists().where(col(User.user_id) == watched.c.user_id)
        ended = sa.select(watched.c.user_id, watched.c.session_id).where(
            sa.case((watched.c.session_id.is_(None), ~exists), else_=~lives)
        )
        async with self._database.read() as session:
            return (await session.execute(ended)).all()


def still_open() -> sa.ColumnElement[bool]:
    """Return the condition that a session has neither been ended nor run out."""
    return sa.and_(col(Session.ended_at).is_(None), col(Session.expires_at) > sa.func.now())
