"""Text that ` #` cuts short: what YAML takes for a comment and a person wrote as part of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, ScalarNode

from ladderci.document.fault import Fault, FaultKind
from ladderci.text import line_end, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml


def cut_texts(text: str, root: yaml.Node) -> Iterator[Fault]:
    """Yield a fault for each unquoted text that ` #` directly followed by a letter or digit cuts short."""
    ends = dict(_comment_starts(text))
    if not ends:
        return
    for node in _scalars(root):
        comment = ends.get(node.end_mark.index)
        if comment is not None and not node.style and node.value:
            yield Fault(FaultKind.CUT, span_of(text, comment, line_end(text, comment)), node.value)


def _comment_starts(text: str) -> Iterator[tuple[int, int]]:
    """Yield pairs of offsets: the end of the words before a ` #` that may cut them, and that of the `#`."""
    at = text.find("#", 1)
    while at >= 0:
        if text[at - 1] in " \t" and text[at + 1 : at + 2].isalnum():
            behind = at - 1
            while behind and text[behind - 1] in " \t":
                behind -= 1
            yield behind, at
        at = text.find("#", at + 1)


def _scalars(root: yaml.Node) -> Iterator[ScalarNode]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ScalarNode):
            yield node
        elif isinstance(node, MappingNode):
            waiting += [part for pair in reversed(node.value) for part in reversed(pair)]
        else:
            waiting += reversed(node.value)
