"""Settings for tests."""

from pathlib import Path
from typing import Any

from pydantic import AliasChoices

from showcase.config import Settings

SECRET_KEY = "a key that is long enough and only for tests"


def list_setting_names() -> frozenset[str]:
    """Return every environment variable that Settings reads."""
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        if isinstance(field.validation_alias, AliasChoices):
            names.update(str(choice) for choice in field.validation_alias.choices)
        else:
            names.add(f"SHOWCASE_{name.upper()}")
    return frozenset(names)


SETTING_NAMES = list_setting_names()


def make_settings(data_dir: Path, **changes: Any) -> Settings:
    """Return settings that read neither the environment's `.env` nor this machine's."""
    values: dict[str, Any] = {"data_dir": data_dir, "secret_key": SECRET_KEY, **changes}
    return Settings(_env_file=None, **values)
