"""Removes what belongs to nobody, now and not at the workers' next beat."""

from rich.console import Console

from showcase.adapters.storage import open_store
from showcase.config import Settings
from showcase.database import Database
from showcase.services.janitor import clean


async def run_janitor(settings: Settings, *, dry_run: bool) -> None:
    """Remove, or only count, and print how much of each kind.

    Raises:
        DatabaseUnreachable, StoreUnavailable: The rest is left to the next time.
    """
    database = Database(settings.database_url)
    try:
        removed = await clean(database, open_store(settings.object_store_url), dry_run=dry_run)
    finally:
        await database.close()
    console = Console()
    console.print("To be removed:" if dry_run else "Removed:")
    for kind, count in removed.items():
        console.print(f"{count:8,} {kind.replace('_', ' ')}")
