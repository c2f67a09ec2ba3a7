"""The import contracts hold, and each of them catches what it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("showcase", "agents")
LINTER = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()")

VIOLATIONS = {
    "Layers: down only, and no stray module": {
        "showcase/services/planted.py": "import showcase.pipeline.save",
    },
    "Layers: down only, and no stray module (exhaustive)": {
        "showcase/planted.py": '"""A module in no layer."""',
    },
    "Agents stand alone": {
        "agents/planted.py": "import sqlmodel",
    },
    "One door into agents, one bridge to it": {
        "showcase/pipeline/planted.py": "import agents.document",
    },
    "The web process stays light": {
        "showcase/api/planted.py": "import pypdfium2",
        "showcase/app.py": "import showcase.api.planted",
    },
    "GraphQL and HTTP stay at the edge": {
        "showcase/services/planted.py": "import strawberry",
    },
    "Steps do not know each other; only job.py knows their order": {
        "showcase/pipeline/save.py": "import showcase.pipeline.validate",
    },
    "No cycles": {
        "showcase/adapters/planted.py": "import showcase.adapters.planted_too",
        "showcase/adapters/planted_too.py": "import showcase.adapters.planted",
    },
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LINTER, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )


def skip_all_but_python(_: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(name).suffix not in {"", ".py"}]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=skip_all_but_python)
    return copy


def test_the_contracts_hold(tree: Path) -> None:
    result = lint(tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_planted_violation_is_caught(tree: Path, contract: str) -> None:
    planted = {tree / path: line for path, line in VIOLATIONS[contract].items()}
    before = {path: path.read_text() if path.exists() else None for path in planted}
    for path, line in planted.items():
        path.write_text(f"{before[path] or ''}\n{line}\n")

    result = lint(tree)

    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    assert result.returncode == 1
    assert f"{contract.split(' (', maxsplit=1)[0]} BROKEN" in result.stdout, result.stdout
