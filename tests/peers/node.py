"""Where the peers that run on Node are found, and what happens where they are not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

NODE_MODULES = Path(__file__).resolve().parent.parent / "node" / "node_modules"


class PeerError(RuntimeError):
    """A peer died, fell silent or answered with an error of its own: never a verdict."""


def require(part: str) -> Path:
    """Return the path of `part` under `tests/node/node_modules`, for instance `ajv` or `.bin/ajv`.

    Where Node or the part is missing, the calling test is skipped; with `CI=true` in the environment it
    fails, since there a check that silently did not run would look like one that passed.
    """
    executable()
    path = NODE_MODULES / part
    if not path.exists():
        _unavailable(f"{part} is not installed under tests/node")
    return path


def executable() -> Path:
    """Return the path of Node itself, or skip or fail as `require` does."""
    found = shutil.which("node")
    if found is None:
        _unavailable("node is not on the PATH")
    return Path(found)


def _unavailable(reason: str) -> NoReturn:
    sentence = f"{reason}: `make test` installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
