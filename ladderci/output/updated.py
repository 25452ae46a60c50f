"""What bringing a review up to its rubric came to, as lines for a terminal.

Both wordings of what was reworded stand here in full: whoever reads them is the only one who can say whether the answer
still holds.
"""

from __future__ import annotations

from difflib import unified_diff
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci.output.escape import no_command, terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.comparison import Outdated
    from ladderci.splice import Updated

_WIDTH: Final = 96
_MARGIN: Final = " " * 12


def told(updated: Updated, outdated: Iterable[Outdated]) -> Iterator[str]:
    """Yield what an update did: a line for each answer that went elsewhere or was added, then what to read again.

    Args:
        updated: the review.
        outdated: answers to what was reworded since its author last looked.

    """
    carried = updated.carried
    rows = [("renamed", f"{old} → {new}") for old, new in carried.renamed]
    merged = dict(carried.merged)
    rows += [
        ("retired", f"{name}, since {merged[name]} has an answer" if name in merged else name)
        for name in carried.retired
    ]
    rows += [("taken out", f"{name}, which nobody had answered") for name in carried.dropped]
    rows += [("added", name) for name in updated.added]
    yield from (f"  {what:<10}{terminal(words)}" for what, words in rows)
    for one in outdated:
        yield f"  {'reworded':<10}{terminal(one.answer.id)}, in version {one.revised.version}"
        yield from _wording("before: ", one.revised.was)
        yield from _wording("now:    ", one.expectation.text)


def _wording(label: str, text: str) -> list[str]:
    words = terminal(" ".join(text.split()))
    margin = f"{_MARGIN}{' ' * len(label)}"
    lines = wrap(words, _WIDTH, initial_indent=f"{_MARGIN}{label}", subsequent_indent=margin, break_on_hyphens=False)
    return [no_command(line) for line in lines]


def difference(path: str, before: str, after: str) -> Iterator[str]:
    """Yield the lines of the difference between two texts of a file, as diff prints them."""
    lines = unified_diff(before.splitlines(), after.splitlines(), path, f"{path} (updated)", lineterm="")
    return (no_command(terminal(line)) for line in lines)
