"""`.env.example` lists every setting with its default, and nothing else."""

import re
from pathlib import Path

from showcase.config import Settings
from tests.support.settings import SECRET_KEY, SETTING_NAMES, make_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
LINE = re.compile(r"^#? ?([A-Z][A-Z0-9_]*)=(.*)$")


def read_example() -> dict[str, str]:
    lines = (LINE.match(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in lines if match}


def test_every_setting_is_in_the_example_once() -> None:
    listed = [
        match[1]
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if (match := LINE.match(line))
    ]

    assert sorted(listed) == sorted(set(listed))
    assert set(listed) <= SETTING_NAMES
    assert len(listed) == len(Settings.model_fields)


def test_example_shows_the_defaults(tmp_path: Path) -> None:
    example = tmp_path / ".env"
    example.write_text(
        "\n".join(f"{name}={value}" for name, value in read_example().items() if value)
    )

    read = Settings(_env_file=example)

    assert read.model_dump() == Settings(_env_file=None).model_dump()


def test_database_url_of_any_host_means_the_same_driver(tmp_path: Path) -> None:
    urls = {
        make_settings(tmp_path, database_url=f"{scheme}://somebody@there/showcase").database_url
        for scheme in ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg")
    }

    assert urls == {"postgresql+asyncpg://somebody@there/showcase"}
    assert SECRET_KEY not in repr(make_settings(tmp_path))
