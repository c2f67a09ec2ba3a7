"""Removes what belongs to nobody, now and not at the workers' next beat."""

from rich.console import Console

from showcase.adapters.storage import StoreUnavailable, open_store
from showcase.config import Settings
from showcase.database import Database, DatabaseUnreachable
from showcase.services.deletion import Places
from showcase.services.janitor import clean


async def run_janitor(settings: Settings, *, dry_run: bool) -> int:
    """Remove, or only count, and print how much of each kind; return the exit code."""
    console, database = Console(), Database(settings.database_url)
    try:
        places = Places(database, open_store(settings.object_store_url), settings)
        removed = await clean(places, dry_run=dry_run)
    except DatabaseUnreachable:
        console.print("PostgreSQL does not answer. Start it, or correct DATABASE_URL.")
        return 1
    except StoreUnavailable:
        console.print(f"Files cannot be reached. Check {settings.object_store_url}")
        return 1
    finally:
        await database.close()
    console.print("To be removed:" if dry_run else "Removed:")
    for kind, count in removed.items():
        console.print(f"{count:8,} {kind.replace('_', ' ')}")
    return 0
