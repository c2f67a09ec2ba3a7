"""The command line. Each command imports what it needs, so that each starts fast."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from showcase.choices import Engine
from showcase.config import Settings

USAGE_ERROR = 2

ThemeOption = Annotated[
    str,
    typer.Option(
        "--theme",
        help="The look, and after a colon its accent colour: poster:#7a2e6b; a wrong one lists "
        "all.",
        metavar="KEY[:COLOUR]",
    ),
]
ToneOption = Annotated[str, typer.Option("--tone", help="The voice; a wrong one lists all.")]

commands = typer.Typer(
    help="A resume goes in; a truthful, good-looking, live portfolio comes out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@commands.command()
def up(
    resume: Annotated[
        Path | None,
        typer.Argument(help="The resume to start with; a sample if left out.", show_default=False),
    ] = None,
    *,
    theme: ThemeOption = "folio",
    tone: ToneOption = "professional",
    once: Annotated[bool, typer.Option("--once", help="End when the portfolio is live.")] = False,
) -> None:
    """Run everything here, turn a resume into a live site, and serve it until Ctrl-C."""
    from showcase.cli.choices import read_look, read_tone
    from showcase.cli.up import run_up

    preferences = {**vars(read_look(theme)), "tone": read_tone(tone)}
    running = run_up(_read_settings(), resume=resume, preferences=preferences, once=once)
    raise typer.Exit(asyncio.run(running))


@commands.command()
def web() -> None:
    """Run the web process: GraphQL, GraphiQL and the sites."""
    from showcase.cli.web import run_web

    run_web(_read_settings(servers=True))


@commands.command()
def worker() -> None:
    """Run a worker process; any number may run."""
    from showcase.logs import configure_logs
    from showcase.worker import run_worker

    configure_logs()
    run_worker(_read_settings(servers=True))


@commands.command()
def migrate() -> None:
    """Bring the database to the newest revision; any number may run at once."""
    from showcase.cli.migrate import migrate_database

    asyncio.run(migrate_database(_read_settings(servers=True).database_url))


@commands.command()
def janitor(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Remove what belongs to nobody, as workers do now and then by themselves."""
    from showcase.cli.janitor import run_janitor
    from showcase.logs import configure_logs

    configure_logs(level=logging.WARNING)
    raise typer.Exit(asyncio.run(run_janitor(_read_settings(servers=True), dry_run=dry_run)))


@commands.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from showcase.api.schema import print_sdl

    typer.echo(print_sdl())


@commands.command()
def codes() -> None:
    """Print the codes of errors, for docs/errors.md."""
    from showcase.api.codes import print_codes

    typer.echo(print_codes(), nl=False)


@commands.command()
def doctor() -> None:
    """Show what is installed, reachable and configured, and the cure of what is not."""
    from showcase.cli.doctor import run_doctor

    raise typer.Exit(asyncio.run(run_doctor(_read_settings())))


@commands.command()
def generate(
    files: Annotated[list[Path], typer.Argument(help="Resumes.", metavar="FILE…")],
    *,
    out: Annotated[Path, typer.Option(help="Gets a folder per file.", metavar="DIR")],
    theme: ThemeOption = "folio",
    tone: ToneOption = "professional",
    engine: Annotated[Engine, typer.Option(help="Who writes.", case_sensitive=False)] = Engine.AUTO,
    watch: Annotated[bool, typer.Option("--watch", help="Again on each change.")] = False,
) -> None:
    """Turn resume files into portfolio files, without any server."""
    from showcase.cli.choices import read_look, read_tone
    from showcase.cli.generate import Wishes, generate_all
    from showcase.logs import configure_logs

    configure_logs(level=logging.WARNING)
    settings = _read_settings()
    if engine is not Engine.AUTO:
        settings.engine = engine
    wishes = Wishes(out=out, look=read_look(theme), tone=read_tone(tone), settings=settings)
    raise typer.Exit(asyncio.run(generate_all(files, wishes, watch=watch)))


@commands.command()
def extract(file: Annotated[Path, typer.Argument(help="A resume.")]) -> None:
    """Print what can be seen in a resume file, as JSON: words with boxes."""
    from showcase.cli.generate import print_document
    from showcase.logs import configure_logs

    configure_logs(level=logging.WARNING)
    raise typer.Exit(asyncio.run(print_document(file, _read_settings())))


def _read_settings(*, servers: bool = False) -> Settings:
    """Return the settings, or say in plain words what is wrong with them."""
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"{name}: {problem['msg']}" if name else problem["msg"], err=True)
        raise typer.Exit(USAGE_ERROR) from None
    if servers and not (settings.database_url and settings.redis_url):
        typer.echo(
            "DATABASE_URL and REDIS_URL must name the servers to use. "
            "To run everything here with servers of its own: showcase up",
            err=True,
        )
        raise typer.Exit(USAGE_ERROR)
    return settings


def main() -> None:
    """Run the command line."""
    commands()


if __name__ == "__main__":
    main()
