"""How much CPU time it takes to refuse documents that cost too much.

    python -m benchmarks.hostile_documents

Each is met for the first time; documents are remembered, so the second time is nearly free. The
baseline is a harmless document of the studio, met for the first time, too: parsed and validated.
"""

import time
from contextlib import suppress

from graphql import GraphQLError

from benchmarks.stage import print_table
from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from showcase.cli.web import calm_garbage_collector
from tests.support.hostile_documents import DOCUMENTS

ROUNDS = 5
HARMLESS = """
query ($id: ID!) {
  job(id: $id) {
    id kind status stage percent attempt lastSequence createdAt startedAt finishedAt canRetry
    portfolio { id slug title version status engine preferences { tone theme { key name } } }
  }
}
"""


def measure(query: str) -> float:
    """Return the milliseconds of CPU time that a new document takes, at best."""
    schema, taken = make_schema()._schema, []  # noqa: SLF001 (Strawberry keeps it there)
    for number in range(ROUNDS):
        check = make_check(explorable=True)
        begun = time.process_time()
        with suppress(GraphQLError):
            check(schema, f"{query} # {number}")
        taken.append(1000 * (time.process_time() - begun))
    return min(taken)


def main() -> None:
    """Measure and print."""
    measure("{ __typename }")
    calm_garbage_collector()
    base = measure(HARMLESS)
    rows: list[list[str | float]] = [["harmless, 20 fields", base, 1.0]]
    for name, query in DOCUMENTS.items():
        spent = measure(query)
        rows.append([name, spent, spent / base])
    print_table("CPU time of a document met for the first time", ("", "ms", "÷ harmless"), rows)


if __name__ == "__main__":
    main()
