"""What a job works with."""

from dataclasses import dataclass

from showcase.adapters.children import ChildPool
from showcase.adapters.doorbell import Doorbell
from showcase.adapters.storage import FileStore
from showcase.config import Settings
from showcase.database import Database


@dataclass(frozen=True)
class Tools:
    """What a job works with."""

    settings: Settings
    database: Database
    store: FileStore
    doorbell: Doorbell
    children: ChildPool
