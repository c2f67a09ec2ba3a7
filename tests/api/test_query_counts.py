"""Lists cost the same number of statements, however long they are."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.database import counted
from tests.support.world import World, make_world

JOBS = """
{ jobs(first: 50) { totalCount nodes { id failure { code } portfolio {
  slug publicUrl sections { id canUndo revisions(first: 2) { nodes { id } } }
  deployments(first: 2) { nodes { job { id portfolio { id } } } }
} } } }
"""
PORTFOLIOS = """
{ portfolios(first: 50) { nodes {
  publicUrl preferences { theme { key } } notices { code } quality { score }
  sections { id canUndo revisions(first: 2) { nodes { id content { __typename } } } }
  deployments(first: 2) { nodes { job { id portfolio { id } } } }
  proposals(first: 2) { nodes { status items { stale section { id } } job { id } } }
  export { json }
} } }
"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def count(api: Api, world: World, query: str, **variables: Any) -> int:
    with counted(api.resources.database) as statements:
        answer = await api.run(query, who=world.person, **variables)
    assert answer.data
    return len(statements)


@pytest.mark.parametrize(("query", "most"), [(JOBS, 13), (PORTFOLIOS, 16)])
async def test_a_list_costs_the_same_whatever_its_length(api: Api, query: str, most: int) -> None:
    world = await make_world(api)
    short = await count(api, world, query)

    for _ in range(3):
        await make_world(api, person=world.person)
    long = await count(api, world, query)

    assert short == long
    assert long <= most


async def test_many_nodes_of_a_kind_cost_one_statement(api: Api) -> None:
    world = await make_world(api)
    ids = list(world.sections.values())

    one = await count(api, world, NODES, ids=ids[:1])
    all_of_them = await count(api, world, NODES, ids=ids)

    assert one == all_of_them
