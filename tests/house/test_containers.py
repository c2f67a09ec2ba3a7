"""The several-machines form keeps its promises, as far as its files can tell."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^[a-z/]+:v?\d+\.\d+")
OURS = ("web", "worker", "migrate")
FOREIGN = ("postgres", "redis", "store", "bucket")
ONE_SHOT = ("migrate", "bucket")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


@pytest.fixture(scope="module")
def stages() -> list[str]:
    """The Dockerfile, cut at each FROM."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    return re.split(r"^(?=FROM )", text, flags=re.MULTILINE)[1:]


def test_compose_has_these_services(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, *FOREIGN}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_image_is_pinned(services: dict[str, Any], name: str) -> None:
    assert PINNED.match(services[name]["image"])


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nothing_of_ours_starts_before_the_migration(services: dict[str, Any], name: str) -> None:
    condition = services[name]["depends_on"]["migrate"]["condition"]

    assert condition == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["worker", "postgres", "redis", "store"])
def test_long_running_service_has_a_health_check(services: dict[str, Any], name: str) -> None:
    assert services[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ONE_SHOT)
def test_one_shot_is_not_started_again(services: dict[str, Any], name: str) -> None:
    assert services[name]["restart"] == "no"


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_nothing_they_need_not(services: dict[str, Any], name: str) -> None:
    service = services[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["postgres", "redis", "store"])
def test_foreign_server_is_not_root(services: dict[str, Any], name: str) -> None:
    assert services[name]["user"] not in {"root", "0"}


def test_web_and_worker_can_be_scaled(services: dict[str, Any]) -> None:
    assert all("container_name" not in service for service in services.values())
    assert "-" in services["web"]["ports"][0].partition(":")[0]


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    environment = services["web"]["environment"]

    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert environment["AWS_SECRET_ACCESS_KEY"].startswith("${STORE_SECRET:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_image_is_built_in_stages_from_pinned_ones(stages: list[str]) -> None:
    assert len(stages) == 3
    assert all(PINNED.match(stage.split()[1]) for stage in stages)


def test_image_runs_as_nobody_special_and_tells_its_health(stages: list[str]) -> None:
    final = stages[-1]

    assert re.search(r"^USER \d{4,}", final, flags=re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", final, flags=re.MULTILINE)
    assert "tesseract-ocr" in final
