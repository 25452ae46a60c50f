"""Writes the pages that are generated: `docs/findings.md`. With `--check` it only says whether they are stale."""

from __future__ import annotations

import sys
from pathlib import Path

from ladderci.output.explain import findings_page
from ladderci.rules import catalogue

PAGE = Path(__file__).parent.parent / "docs" / "findings.md"


def main() -> int:
    """Write the page, or check it; return the exit code."""
    text = findings_page(catalogue())
    if "--check" not in sys.argv[1:]:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/findings.md is stale: run `make docs`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
