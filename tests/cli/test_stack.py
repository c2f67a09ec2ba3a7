"""What `showcase up` runs."""

import socket
from collections.abc import Iterator

import pytest

from showcase.cli.stack import find_free_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_next_port_is_used_when_the_wanted_one_is_taken(taken_port: int) -> None:
    assert find_free_port("127.0.0.1", taken_port) > taken_port


def test_wanted_port_is_used_when_it_is_free(taken_port: int) -> None:
    free = find_free_port("127.0.0.1", taken_port)

    assert find_free_port("127.0.0.1", free) == free
