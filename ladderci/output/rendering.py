"""A page as GitHub-flavoured Markdown: the same bytes for the same page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ladderci.output.page import Page

_BLANK_LINES: Final = re.compile(r"\n{3,}")


def render(page: Page) -> str:
    """Return a page as the built-in template shows it."""
    from ladderci.output.template import render_built_in

    return tidy(render_built_in(page))


def tidy(text: str) -> str:
    """Return what a template made with one blank line where it left several, and one line end at its end."""
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
