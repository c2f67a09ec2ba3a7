"""Pages of lists, against the real database."""

from uuid import UUID

import pytest

from showcase.database import Database
from showcase.errors import InvalidInput
from showcase.models import Portfolio
from showcase.services.pages import Page, PageRequest, list_pages
from showcase.services.portfolios import list_own
from tests.support.factories import make_portfolio, make_user


async def make_owner(database: Database, *, portfolios: int) -> UUID:
    """Return a person with portfolios named 0, 1, 2…, each in a transaction of its own."""
    async with database.begin() as session:
        user_id = (await make_user(session)).user_id
    for number in range(portfolios):
        async with database.begin() as session:
            await make_portfolio(session, user_id=user_id, title=str(number))
    return user_id


async def read(database: Database, owner: UUID, request: PageRequest) -> Page[Portfolio]:
    async with database.begin() as session:
        return (await list_pages(session, list_own(None), parents=[owner], request=request))[owner]


def titles(page: Page[Portfolio]) -> str:
    return "".join(row.title for _, row in page.items)


async def test_walking_forward_meets_every_row_once_newest_first(database: Database) -> None:
    owner = await make_owner(database, portfolios=5)

    first = await read(database, owner, PageRequest(first=2))
    second = await read(database, owner, PageRequest(first=2, after=first.items[-1][0]))
    third = await read(database, owner, PageRequest(first=2, after=second.items[-1][0]))

    assert [titles(page) for page in (first, second, third)] == ["43", "21", "0"]
    assert [page.has_next for page in (first, second, third)] == [True, True, False]
    assert [page.has_previous for page in (first, second, third)] == [False, True, True]
    assert first.total == 5


async def test_walking_backward_meets_the_same_rows(database: Database) -> None:
    owner = await make_owner(database, portfolios=5)

    end = await read(database, owner, PageRequest(last=2))
    middle = await read(database, owner, PageRequest(last=2, before=end.items[0][0]))

    assert [titles(end), titles(middle)] == ["10", "32"]
    assert (end.has_next, end.has_previous) == (False, True)
    assert (middle.has_next, middle.has_previous) == (True, True)


async def test_rows_added_meanwhile_neither_repeat_nor_skip_others(database: Database) -> None:
    owner = await make_owner(database, portfolios=3)
    first = await read(database, owner, PageRequest(first=2))

    async with database.begin() as session:
        await make_portfolio(session, user_id=owner, title="9")
    second = await read(database, owner, PageRequest(first=2, after=first.items[-1][0]))

    assert titles(second) == "0"


async def test_pages_of_many_parents_come_at_once(database: Database) -> None:
    owners = [await make_owner(database, portfolios=number) for number in (0, 1, 3)]

    async with database.begin() as session:
        pages = await list_pages(
            session, list_own(None), parents=owners, request=PageRequest(first=2)
        )

    assert [titles(pages[owner]) for owner in owners] == ["", "0", "21"]
    assert [pages[owner].total for owner in owners] == [0, 1, 3]
    assert [pages[owner].has_next for owner in owners] == [False, False, True]


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        (PageRequest(first=0), ["first"]),
        (PageRequest(first=101), ["first"]),
        (PageRequest(last=-1), ["last"]),
        (PageRequest(first=1, last=1), ["last"]),
        (PageRequest(after="?"), ["after"]),
        (PageRequest(before="W10="), ["before"]),
        (PageRequest(after="WyIyMDI2LTAxLTAxIiwgMV0="), ["after"]),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    database: Database, request_: PageRequest, path: list[str]
) -> None:
    owner = await make_owner(database, portfolios=1)

    with pytest.raises(InvalidInput) as refusal:
        await read(database, owner, request_)

    assert refusal.value.path == path
