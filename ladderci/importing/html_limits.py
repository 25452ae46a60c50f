"""What a page must not have before it is parsed: so many attributes that keeping them takes the parser hours.

The parser walks along all attributes of an element to add one more. Every `<` with a letter behind it is taken for an
element here, wherever it stands, so that no comment or script can hide one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

_OPENING: Final = re.compile(r"<[A-Za-z][^\s/>]*")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*(?:(?P<end>>|\Z)|=?[^\s/>=]*(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|(?!["'])[^\s>]*))?)"""
)
"""One attribute, or a tag's end, as HTML's tokenizer reads it (html.spec.whatwg.org, section 13.2.5.32 on)."""
_MAX_OPENINGS: Final = 500_000
_MAX_ATTRIBUTES: Final = 500_000
_MAX_STEPS: Final = 1_000_000_000
"""Steps along attributes; the parser makes five hundred million in a second."""


def is_overloaded(text: str) -> bool:
    """Return whether a page has more attributes, or more elements, than are read."""
    attributes = steps = 0
    for number, opening in enumerate(_OPENING.finditer(text)):
        count = _count(text, opening.end())
        attributes += count
        steps += count * count
        if attributes > _MAX_ATTRIBUTES or steps > _MAX_STEPS or number > _MAX_OPENINGS:
            return True
    return False


def _count(text: str, start: int) -> int:
    """Return how many attributes stand behind a tag's name; of too many not all are counted."""
    if text.startswith(">", start):
        return 0
    parts = islice(_ATTRIBUTE.finditer(text, start), _MAX_ATTRIBUTES)
    return next((number for number, part in enumerate(parts) if part["end"] is not None), _MAX_ATTRIBUTES)
