"""The scripts that everybody starts with."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL_SCRIPTS = ("assets", "clients", "lock", "npm", "setup", "test", "up")


@pytest.mark.parametrize("name", SHELL_SCRIPTS)
def test_script_runs_in_any_posix_shell(name: str) -> None:
    script = ROOT / "scripts" / name

    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", script], check=True)


@pytest.mark.parametrize("path", [ROOT / ".ci" / "run", *(ROOT / "scripts").iterdir()])
def test_script_can_be_run(path: Path) -> None:
    assert os.access(path, os.X_OK)


def test_ci_runs_what_everybody_runs() -> None:
    assert "sh scripts/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "sh scripts/test" in (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")
