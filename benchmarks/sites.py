"""How long the first page of a published site takes, many at once, beside a plain answer.

    python -m benchmarks.sites --at-once 100 --rounds 20

The plain one is a Starlette route that answers with the same bytes from memory. Ours asks the
database each time whether the site is still published. Both in turn, over connections that are
open already. Then how long a theme takes to render a site.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
import sqlalchemy as sa

from benchmarks.bare_servers import PAGE
from benchmarks.queries import make_job
from benchmarks.stage import Stage, find_percentile, open_stage, print_table
from showcase.database import Database
from showcase.models import Portfolio
from showcase.models.draft import SiteContent
from showcase.services.sections import list_sections
from showcase.services.site_content import make_site_content
from showcase.site.render import render_site
from showcase.site.themes import list_themes

RENDERINGS = 100
LENGTH = b"content-length:"


@dataclass(frozen=True)
class Visitor:
    """A connection that asks for a page again and again, with as little work as can be."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    request: bytes

    async def visit(self) -> float:
        """Return the milliseconds until the whole page is there."""
        begun = time.perf_counter()
        self.writer.write(self.request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH)]
        await self.reader.readexactly(int(lengths[0].removeprefix(LENGTH)))
        return 1000 * (time.perf_counter() - begun)


async def open_visitors(url: str, number: int) -> list[Visitor]:
    """Open so many connections to where a page is."""
    place = urlsplit(url)
    request = f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    opened = [await asyncio.open_connection(place.hostname, place.port) for _ in range(number)]
    return [Visitor(reader, writer, request) for reader, writer in opened]


async def publish(stage: Stage) -> tuple[str, SiteContent]:
    """Return the address of a site that is online, and what it shows."""
    job = await make_job(stage, await stage.sign_up())
    database = Database(stage.settings.database_url)
    async with database.read() as session:
        portfolio = (await session.scalars(sa.select(Portfolio))).one()
        sections = await list_sections(session, [portfolio.portfolio_id])
    await database.close()
    if job.portfolio_id != portfolio.portfolio_id:
        raise SystemExit("There is another portfolio.")
    return f"{stage.url}/p/{portfolio.slug}/", make_site_content(portfolio, sections)


async def compare(*, at_once: int, rounds: int) -> tuple[dict[str, list[float]], SiteContent]:
    """Return the milliseconds of all visits by server, and what the site shows."""
    async with open_stage() as stage:
        await stage.start("web")
        url, content = await publish(stage)
        async with httpx2.AsyncClient(trust_env=False) as client:
            (stage.settings.data_dir / PAGE).write_bytes((await client.get(url)).content)
        _, plain = await stage.start_bare("page")
        visitors = {
            "plain answer": await open_visitors(f"{plain}/", at_once),
            "published site": await open_visitors(url, at_once),
        }
        taken: dict[str, list[float]] = {name: [] for name in visitors}
        for number in range(rounds + 1):  # the first round warms up
            for name, group in visitors.items():
                times = await asyncio.gather(*(visitor.visit() for visitor in group))
                taken[name] += times if number else []
    return taken, content


def render_often(content: SiteContent, theme: str) -> list[float]:
    """Return the milliseconds of renderings of a site in a theme."""
    themed = content.model_copy(update={"theme": theme})
    taken = []
    for _ in range(RENDERINGS + 1):
        begun = time.perf_counter()
        render_site(themed, url="https://site.example/")
        taken.append(1000 * (time.perf_counter() - begun))
    return taken[1:]  # the first one reads the templates


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--at-once", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args()
    taken, content = asyncio.run(compare(at_once=chosen.at_once, rounds=chosen.rounds))
    visits = {
        name: [find_percentile(times, percent) for percent in (50, 99)]
        for name, times in taken.items()
    }
    bare = visits["plain answer"]
    rows: list[list[str | float]] = [
        [name, *values, *(value / base for value, base in zip(values, bare, strict=True))]
        for name, values in visits.items()
    ]
    head = ("ms", "p50", "p99", "p50 ÷ plain", "p99 ÷ plain")
    print_table(f"First page of a site, {chosen.at_once} at once", head, rows)
    renderings = {theme.key: render_often(content, theme.key) for theme in list_themes()}
    print_table(
        "Rendering a site",
        ("ms", "p50", "p99"),
        [[name, *(find_percentile(t, p) for p in (50, 99))] for name, t in renderings.items()],
    )


if __name__ == "__main__":
    main()
