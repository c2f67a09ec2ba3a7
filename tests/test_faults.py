"""Fault points: named once, refused in production, and deadly only where armed."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from showcase.choices import Environment
from showcase.faults import POINTS, arm
from tests.support.settings import make_settings

SHOWCASE = Path(__file__).parents[1] / "showcase"
VISIT = """
from showcase.faults import arm, reach
arm("model.kept:2")
for point in ("model.answered", "model.kept", "model.answered", "model.kept"):
    print(point, flush=True)
    reach(point)
print("still here")
"""


def test_production_refuses_to_be_killed(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="SHOWCASE_FAULT"):
        make_settings(tmp_path, environment=Environment.PRODUCTION, fault=POINTS[0])


def test_an_unknown_point_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"nowhere"):
        arm("nowhere")


def test_a_process_dies_at_its_point_the_time_that_was_asked_for() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", VISIT], capture_output=True, text=True, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.split() == ["model.answered", "model.kept"] * 2


def test_every_point_that_is_named_in_the_code_is_listed() -> None:
    code = "".join(path.read_text() for path in SHOWCASE.rglob("*.py") if path.stem != "faults")
    named = set(re.findall(r'reach\("([\w.]+)"\)', code))

    assert named <= set(POINTS)
    assert named
