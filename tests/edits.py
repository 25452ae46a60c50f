"""A valid review with something of every form in it, its nodes, and ways to edit it at any of them.

PyYAML says where the nodes are; nothing of our own reading of documents is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import yaml

from tests.workspace import complete_review, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

WORK: Final = """\
work:
  feed-review:
    title: "Moved the feed ranker"
    when: 2026-08
    story: >
      In three
      steps.
    evidence:
      - https://github.com/acme/ranker/pull/1
      - link: https://github.com/acme/ranker/pull/2
        kind: pull-request
        note: 'the second half'
      - kind: feedback
        from: grace-osei
        when: 2026-10-14
        note: saw the rollback drill
  side-job:
    title: A flow of things
    when: 2026-07..2026-09
    evidence: [acme/ranker#3, "acme/ranker#4", {link: acme/ranker#5, note: in a flow}]
"""
PICKED: Final = next(one.id for one in shipped_rubric().expectations() if not one.required)
END: Final = f"""\
  {PICKED}:
    rating: no-opportunity
    reason: |-
      There was none,
      which I regret.
retired:
  results.ownership.long-gone:
    rating: meets
    story: What was asked once.
    evidence: [acme/ranker#6]
"""


@cache
def valid_review() -> str:
    """Return a review without a finding that has something of every form in it."""
    base = complete_review().replace(
        "summary: A steady half year.\n", "summary: |\n  A steady half year,\n  in three parts.\n"
    )
    head, _, rest = base.partition("work:\n")
    answers = "expectations:\n" + rest.partition("expectations:\n")[2]
    answers = answers.replace("      - feed-review\n", "      - feed-review\n      - side-job\n")
    return f"# yaml-language-server: $schema=nowhere.json\n{head}{WORK}{answers}{END}"


@dataclass(frozen=True)
class Entry:
    """A value of the valid review, with its key where it has one."""

    path: Path
    key: yaml.ScalarNode | None
    value: yaml.Node
    is_flow: bool
    """Whether it stands in a list or mapping in brackets."""
    following: int | None
    """Where its next sibling begins."""
    before: int | None
    """Where its previous sibling ends."""

    @property
    def start(self) -> int:
        node = self.key or self.value
        return int(node.start_mark.index)

    @property
    def end(self) -> int:
        return end_of(self.value)

    @property
    def name(self) -> str:
        return str(self.path[-1])

    @property
    def field(self) -> str:
        """What it is, whatever the names of its parents: `cycle`, `work`, `item`, `answer`, `citation`, `note`."""
        if isinstance(self.path[-1], int):
            return "citation"
        if len(self.path) == 2:
            return {"work": "item", "expectations": "answer", "retired": "retired answer"}[str(self.path[0])]
        return self.name

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.value, yaml.ScalarNode)


def end_of(node: yaml.Node) -> int:
    """Return where a node's last visible character ends: those of blocks end where the next one begins."""
    return len(valid_review()[: node.end_mark.index].rstrip())


@cache
def entries() -> tuple[Entry, ...]:
    """Return everything in the valid review, in its order."""
    root = yaml.compose(valid_review(), Loader=yaml.SafeLoader)
    assert root is not None
    return tuple(_entries((), root))


def _entries(path: Path, node: yaml.Node) -> Iterator[Entry]:
    if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        return
    is_mapping = isinstance(node, yaml.MappingNode)
    pairs = node.value if is_mapping else [(None, item) for item in node.value]
    for number, (key, value) in enumerate(pairs):
        inner = (*path, key.value if is_mapping else number)
        following = next(((k or v).start_mark.index for k, v in pairs[number + 1 : number + 2]), None)
        before = end_of(pairs[number - 1][1]) if number else None
        yield Entry(inner, key, value, bool(node.flow_style), following, before)
        yield from _entries(inner, value)


def replaced(start: int, end: int, new: str) -> str:
    text = valid_review()
    return text[:start] + new + text[end:]


def without(entry: Entry) -> str | None:
    """Return the review without an entry; None where it is the only one of its parent."""
    if entry.following is not None:
        return replaced(entry.start, entry.following, "")
    if entry.before is None:
        return None
    return replaced(entry.before, entry.end, "")


def twice(entry: Entry) -> tuple[str, int]:
    """Return the review with an entry twice, and where the second one begins."""
    copy = valid_review()[entry.start : entry.end]
    line = valid_review().rfind("\n", 0, entry.start) + 1
    gap = ", " if entry.is_flow else "\n" + " " * (entry.start - line)
    if not entry.key and not entry.is_flow:
        gap = f"{gap[:-2]}- "
    return replaced(entry.end, entry.end, gap + copy), entry.end + len(gap)


def with_value(entry: Entry, new: str) -> str:
    """Return the review with another value, written in one line."""
    if not new:
        key = entry.key
        start = key.end_mark.index + 1 if key else entry.start - 1
        return replaced(start, entry.end, " " if entry.is_flow else "")
    if not entry.key:
        return replaced(entry.start, entry.end, new)
    return replaced(entry.key.end_mark.index + 1, entry.end, f" {new}")


def value_at(entry: Entry) -> int:
    """Return where a value that `with_value` wrote begins."""
    return int(entry.key.end_mark.index) + 2 if entry.key else entry.start
