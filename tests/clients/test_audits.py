"""The audits of the GraphQL over HTTP specification, against a running server."""

import json

from showcase.config import Settings
from tests.support.node import CLIENTS, needs_node, run_node
from tests.support.stack import run_web

AUDITS = 61


@needs_node
async def test_every_audit_passes(own_settings: Settings) -> None:
    async with run_web(own_settings) as web:
        ending = await run_node(CLIENTS / "audits.mjs", f"{web.url}/graphql")
    audits = [json.loads(line) for line in ending.lines]

    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len({audit["id"] for audit in audits}) == len(audits) == AUDITS
