"""How the environment says to reach GitHub."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ladderci.app.verifying import Service


def github_service(*, keeps: bool = True, seconds: float = 180.0) -> Service:
    """Return how to reach GitHub: by the variables that GitHub's runner sets and its own command line reads.

    Where GITHUB_API_URL is not set, the address is left open: it follows from the host that the policy names.

    Args:
        keeps: whether what can no longer change is kept in the user's cache folder.
        seconds: how long all questions together may take.

    """
    from ladderci.app.verifying import Service

    return Service(
        address=os.environ.get("GITHUB_API_URL", ""),
        token=os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or "",
        graphql=os.environ.get("GITHUB_GRAPHQL_URL", ""),
        cache=cache_folder() if keeps else None,
        seconds=seconds,
    )


def cache_folder() -> Path | None:
    """Return the user's folder for caches, by the XDG base directory specification or Apple's guidelines.

    None where nobody knows the user's home.
    """
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "ladderci"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ladderci"
