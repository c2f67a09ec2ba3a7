"""Hosts that fail are asked again at once."""

import pytest
import tenacity

from showcase.adapters.hosts import calls


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer before a call is made again than the host asks for."""
    monkeypatch.setattr(calls, "backoff", tenacity.wait_none())
