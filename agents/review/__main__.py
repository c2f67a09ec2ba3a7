"""Prints the rules as a page for people: `python -m agents.review > docs/quality.md`."""

import sys
from collections.abc import Iterator, Sequence

from agents.review.rules import Rules, read_rules, read_stated

HEAD = """\
# The quality report

`Portfolio.quality` tells how good a portfolio is as it stands now, draft or online, and what to
look at before it is published. It is worked out whenever it is asked for, so an edit counts at
once; only the sections that show count. Nobody but the owner sees it. The rules below are all there
are: this page is printed from `agents/review/rules.toml` by `python -m agents.review`.

```graphql
{ portfolio(by: {id: "…"}) { quality {
  score
  sections { kind score reasons { code message points path } }
  findings { code severity message kind path page box }
} } }
```

A path is a JSON pointer into the section's content, as in `Section.sources`: `/items/0/start_date`.
A box is in points from the top left of the upright page, as everywhere in the API.

A gap between two jobs is nobody's business: no rule looks for it.
"""

SCORES = """\
## Scores

A section begins with 100 points. Each place where a rule is broken takes points off, all places of
one rule together at most as many as the last column says. A section with nothing in it has no
score. The score of the whole is the mean of its sections by their weight.
"""

CLICHES = """\
Found in any language, without regard to capitals, in sentences only. `\\w*` stands for any letters.
"""

FINDINGS = """\
## Findings

What was seen in the file, and what contradicts itself. Findings take no points off: they are about
what is true, not about how it reads.
"""


def print_page(rules: Rules) -> Iterator[str]:
    """Yield the lines of the page."""
    yield HEAD
    yield SCORES
    yield from _print_table(
        ("rule", "what it is about", "points", "at most"),
        [(f"`{code}`", r.about, r.points, r.most) for code, r in rules.rules.items()],
    )
    yield "### What a section needs, and its weight\n"
    yield from _print_table(
        ("section", "weight", "it should have"),
        [(kind, weight, _list_needs(rules, kind)) for kind, weight in rules.weights.items()],
    )
    yield "### How long a text should be\n"
    bands = [(form, low, high) for form, (low, high) in rules.bands.items()]
    yield from _print_table(("text", "from characters", "to characters"), bands)
    yield "### What goes with a tone\n"
    voices = [
        (tone, voice.sentence, "yes" if voice.exclamation else "no")
        for tone, voice in rules.tones.items()
    ]
    yield from _print_table(("tone", "words of a sentence at most", "exclamation marks"), voices)
    yield "### Clichés\n"
    yield CLICHES
    yield from _print_table(("language", "phrases"), list(_list_cliches()))
    yield FINDINGS
    yield from _print_table(
        ("finding", "severity", "what it is about"),
        [(f"`{code}`", f.severity, f.about) for code, f in rules.findings.items()],
    )


def _list_needs(rules: Rules, kind: str) -> str:
    """Return what a section should have, each with what it costs if it has not."""
    usual = rules.rules["INCOMPLETE"].points
    needs = rules.needs.get(kind, ())
    return "; ".join(
        f"{need.what.rstrip(',')} ({usual if need.points is None else need.points})"
        for need in needs
    )


def _list_cliches() -> Iterator[tuple[object, ...]]:
    """Yield the phrases by language."""
    for language, phrases in read_stated()["words"]["cliches"].items():
        yield language, ", ".join(f"`{phrase.replace('|', chr(92) + '|')}`" for phrase in phrases)


def _print_table(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write("\n".join(print_page(read_rules())).rstrip() + "\n")
