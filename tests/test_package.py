"""The built wheel, installed alone into an empty environment outside of the checkout, does the main job."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.workspace import ROOT, RUBRIC, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `ladderci` of an environment that holds the wheel and sees no checkout.

    What the wheel depends on is taken from this environment, by a path file: the wheel itself is what is tried.
    """
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install: list[str | Path] = [python, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    site = next((environment / "lib").glob("python*/site-packages"))
    others = {path for path in sys.path if path.endswith("site-packages")}
    (site / "dependencies.pth").write_text("\n".join(others), encoding="utf-8")
    return environment / "bin" / "ladderci"


def run(command: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    return subprocess.run(
        [command, *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_wheel_uses_the_schemas_and_templates_that_it_ships(installed: Path, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    path = workspace.write(complete_review())
    where = run(installed.parent / "python", tmp_path, "-c", "import ladderci; print(ladderci.__file__)")
    assert str(installed.parent.parent) in where.stdout
    for arguments in (["schema"], ["check"], ["render", path], ["rubric", "show", RUBRIC], ["explain", "LC201"]):
        result = run(installed, tmp_path, *arguments)
        assert result.returncode == 0, result.stderr
        assert result.stdout
    assert (tmp_path / "schema" / f"{RUBRIC}.schema.json").is_file()
    assert run(installed.parent / "python", tmp_path, "-m", "ladderci", "--version").stdout.startswith("ladderci")


def test_the_package_says_that_it_is_typed(installed: Path) -> None:
    assert list(installed.parent.parent.glob("lib/python*/site-packages/ladderci/py.typed"))
