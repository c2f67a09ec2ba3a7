"""Limits of time and place: long operations, many sockets."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
import sqlalchemy as sa
from websockets import InvalidStatus, connect

from showcase.api.places import Places
from showcase.api.refusals import Refused
from showcase.config import Settings
from showcase.models import Session
from tests.support.api import Api, open_api
from tests.support.socket import dial

REFRESH = """
mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { errors { code } } }
"""


@pytest_asyncio.fixture
async def hasty(settings: Settings) -> AsyncIterator[Api]:
    """An application in which nothing may take longer than half a second."""
    async with open_api(settings.model_copy(update={"operation_seconds": 0.5})) as api:
        yield api


async def test_an_operation_that_takes_too_long_is_called_off(api: Api, hasty: Api) -> None:
    person = await api.join()
    async with api.resources.database.begin() as session:
        await session.execute(sa.select(Session).with_for_update())

        answer = await hasty.run(REFRESH, input={"refreshToken": person.refresh_token})

    assert answer.code == "TIMED_OUT", answer.body
    assert answer.error["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert (await api.run("{ me { id } }", who=person)).data["me"]["id"] == person.user_id


async def test_one_address_has_its_share_of_sockets(
    api: Api, address: str, settings: Settings
) -> None:
    api.app.state.places = Places(settings.model_copy(update={"max_sockets_per_address": 2}))
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(dial(address))
        with pytest.raises(InvalidStatus) as refusal:
            await connect(address.replace("http", "ws") + "/graphql")

    response = refusal.value.response
    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert b"RATE_LIMITED" in (response.body or b"")
    async with dial(address):  # the others have gone
        pass


def test_places_are_counted_whoever_takes_them(settings: Settings) -> None:
    places = Places(settings.model_copy(update={"max_sockets": 2}))
    with (
        places.taking("192.0.2.1"),
        places.taking("192.0.2.2"),
        pytest.raises(Refused) as refusal,
    ):
        places.check_room("192.0.2.3")
    places.check_room("192.0.2.3")

    assert refusal.value.status_code == 503
