"""What every test gets: real servers when it asks for them, and no way off this machine."""

import os
import sys
from pathlib import Path

import pytest

from showcase.config import Settings
from showcase.database import Database
from tests.support.network import refuse_foreign_addresses
from tests.support.settings import SETTING_NAMES, make_settings

pytest_plugins = ["tests.support.servers", "tests.support.database", "tests.support.s3"]


def pytest_configure() -> None:
    """Cut the network off, and keep the machine's own settings out of the tests."""
    sys.addaudithook(refuse_foreign_addresses)
    for name in SETTING_NAMES & os.environ.keys():
        del os.environ[name]


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_url: str, database: Database) -> Settings:
    """Settings of a fresh installation on the test servers: no rows, no files, no keys."""
    return make_settings(tmp_path, database_url=database_url, redis_url=redis_url)
