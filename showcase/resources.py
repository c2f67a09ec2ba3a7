"""What a process opens at its start and closes at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from showcase import traces
from showcase.adapters.budget import Budgets
from showcase.adapters.doorbell import Doorbell
from showcase.adapters.storage import FileStore, open_store
from showcase.config import Settings
from showcase.database import Database
from showcase.faults import arm
from showcase.services.following import Hub


@dataclass(frozen=True)
class Resources:
    """Everything outside the process that its code may touch."""

    settings: Settings
    database: Database
    doorbell: Doorbell
    budgets: Budgets
    store: FileStore
    hub: Hub


@asynccontextmanager
async def tracing(settings: Settings, service: str) -> AsyncIterator[None]:
    """Send traces where the settings say, if they say so; what is left goes out at the end."""
    traces.configure_traces(settings.otlp_endpoint, service=service)
    try:
        yield
    finally:
        await asyncio.to_thread(traces.stop_traces)


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open the database, Redis and the object store; the hub takes hints while they are open."""
    arm(settings.fault)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        doorbell = Doorbell(settings.redis_url)
        stack.push_async_callback(doorbell.close)
        hub = await stack.enter_async_context(Hub(database=database, doorbell=doorbell).listening())
        yield Resources(
            settings=settings,
            database=database,
            doorbell=doorbell,
            budgets=Budgets(doorbell.redis),
            store=open_store(settings.object_store_url),
            hub=hub,
        )
