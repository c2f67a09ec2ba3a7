"""What the tests of the engines share: each kind of model on this machine, and orders for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from agents.engines import EngineSettings, Order, Usage, retries
from agents.engines.opening import open_engine
from agents.sections import Piece
from tests.agents.samples import make_settings
from tests.support.gemini import FakeGemini, run_gemini
from tests.support.openai import API_KEY, MODEL, FakeOpenAI, run_openai

PIECE = Piece(id="ABOUT/text", form="about", text="Bakes bread in Bergen.")


def make_order(**changes: Any) -> Order:
    """An order of one text."""
    values: dict[str, Any] = {
        "pieces": (PIECE,),
        "facts": {"HERO": {"name": "Mara Lindqvist"}},
        "language": "en",
        "tone": "FRIENDLY",
    }
    return Order(**(values | changes))


def make_openai_settings(model: FakeOpenAI, **changes: Any) -> EngineSettings:
    """Settings that lead to the model of the tests."""
    values = {"name": "openai", "api_key": API_KEY, "model": MODEL, "base_url": model.url}
    return EngineSettings(**(values | {"timeout_seconds": 10} | changes))


@dataclass
class Rig:
    """A model, and how to reach it."""

    model: FakeGemini
    settings: EngineSettings

    async def write(self, **changes: Any) -> tuple[dict[str, str], Usage]:
        """Order texts; also return what they cost."""
        async with open_engine(self.settings) as engine:
            return await engine.write(make_order(**changes)), engine.usage


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait next to nothing between attempts, unless the server asks for it."""
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.01)


@pytest_asyncio.fixture
async def openai() -> AsyncIterator[FakeOpenAI]:
    """A model behind the OpenAI-compatible protocol on this machine."""
    async with run_openai() as running:
        yield running


@pytest_asyncio.fixture(params=["gemini", "openai"])
async def rig(request: pytest.FixtureRequest, quick_retries: None) -> AsyncIterator[Rig]:
    """Each kind of model in turn."""
    if request.param == "gemini":
        async with run_gemini() as gemini:
            yield Rig(gemini, make_settings(gemini))
    else:
        async with run_openai() as openai:
            yield Rig(openai, make_openai_settings(openai))
