"""Documents that cost a server much more than they cost whoever sends them."""

DEEP = "{ portfolios(first: 1) { nodes { %s } } }"
REVISIONS = "{ nodes { sections { revisions(first: %s) { nodes { id version } } } } }"
CHAIN = (
    "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    + "fragment F40 on Query { __typename }"
)
SPREADS = " ".join(f"...P{n}" for n in range(60))
PARTS = " ".join(f"fragment P{n} on Portfolio {{ id title slug version }}" for n in range(60))

UPDATE = "mutation { updatePortfolio(input: "

DOCUMENTS = {
    "depth": '{ job(id: "") '
    + "{ portfolio { deployments { nodes { job " * 6
    + "{ id }"
    + " } } } }" * 6
    + " }",
    "levels": "{ a" * 330 + " }" * 330,
    "aliases": "{ ... on Query { " + " ".join(f"a{n}: __typename" for n in range(60)) + " } }",
    "roots": "{ " + " ".join(f"a{n}: __typename" for n in range(30)) + " }",
    "tokens": "{ " + "__typename " * 1_500 + "}",
    "length": "{ __typename } #" + "x" * 40_000,
    "a chain of fragments": CHAIN + "{ ...F0 }",
    "fragments that overlap": DEEP % SPREADS + PARTS,
    "fragments nobody spreads": "{ __typename }" + PARTS,
    "pages": "{ portfolios(first: 100) " + REVISIONS % 100 + " }",
    "variable pages": "query ($n: Int) { portfolios(first: $n) " + REVISIONS % "$n" + " }",
    "one field again and again": DEEP % ("id " * 400),
    "one object again and again": DEEP % ("sections { id } " * 150),
    "objects in objects again and again": DEEP % ("sections { revisions { nodes { id } } } " * 60),
    "fields that do not exist": DEEP % " ".join(f"x{n}" for n in range(600)),
    "inline fragments": DEEP % ("... on Portfolio { id } " * 150),
    "directives": DEEP % ("id " + "@include(if: true) " * 100),
    "variables": "query (" + " ".join(f"$v{n}: Int" for n in range(100)) + ") { __typename }",
    "operations": " ".join(f"query Q{n} {{ __typename }}" for n in range(50)),
    "a long list": "{ jobs(filter: {status: [" + "QUEUED " * 900 + "]}) { nodes { id } } }",
    "a wide object": UPDATE
    + "{"
    + " ".join(f"a{n}: 1" for n in range(300))
    + "}) { __typename } }",
    "a deep object": UPDATE + "{a: " * 240 + "1" + "}" * 240 + ") { __typename } }",
}
"""Each is refused before anything is executed, or even validated."""

FILTERS: dict[str, dict[str, object]] = {
    "a long list": {"status": ["QUEUED"] * 10_000},
    "values that are none": {"status": ["QUEUE"] * 10_000},
    "members that are none": {f"statu{n}": 1 for n in range(10_000)},
    "lists in lists": {"status": [[["QUEUED"]]] * 3_000},
}
FILTERED = "query ($filter: JobFilter) { jobs(filter: $filter) { nodes { id } } }"
"""Takes one of them as its variable."""
