"""How much a Gemini model thinks before it writes.

Models up to 2.5 take a budget in tokens, later ones a level, and giving both is an error. Of the
levels, `minimal` is known to the Flash-Lite models only; the others refuse it.
"""

import re

from google.genai import types

LAST_WITH_BUDGET = (2, 5)
LOW_BUDGET, MEDIUM_BUDGET = 2_048, 8_192  # tokens up to which a level stands for a budget


def choose_thinking(model: str, *, budget: int) -> types.ThinkingConfig | None:
    """Return the setting for a model; None leaves it to the model.

    Args:
        model: The model's name, such as gemini-3.5-flash-lite.
        budget: Tokens; 0 is as few as the model can, below 0 as it likes.
    """
    version = re.search(r"gemini-(\d+)(?:\.(\d+))?", model)
    if version and (int(version[1]), int(version[2] or 0)) <= LAST_WITH_BUDGET:
        return types.ThinkingConfig(thinking_budget=budget)
    if budget < 0 or not version:
        return None
    return types.ThinkingConfig(thinking_level=_choose_level(model, budget=budget))


def _choose_level(model: str, *, budget: int) -> types.ThinkingLevel:
    """Return the level nearest to a budget."""
    if budget == 0 and "flash-lite" in model:
        return types.ThinkingLevel.MINIMAL
    if budget <= LOW_BUDGET:
        return types.ThinkingLevel.LOW
    return types.ThinkingLevel.MEDIUM if budget <= MEDIUM_BUDGET else types.ThinkingLevel.HIGH
