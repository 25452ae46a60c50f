"""What can be wrong with a file before anything in it has a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ladderci.model import START, Span


class FaultKind(StrEnum):
    """The ways in which a file cannot be read as what it should be."""

    UNREADABLE = "unreadable"
    NOT_UTF8 = "not-utf8"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"
    CUT = "cut"
    KEY_NOT_TEXT = "key-not-text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a file cannot be read, with its place."""

    kind: FaultKind
    span: Span = START
    detail: str = ""
    """What it is about: the parser's words, the key, the feature, the character's name, the limit."""
    related: Span | None = None
