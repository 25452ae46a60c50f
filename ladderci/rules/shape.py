"""Family 1: the shape, that is what a schema refuses. The words come from the schema where it has some."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from ladderci.comparison import became
from ladderci.evidence import nearest as nearest_form
from ladderci.model import Aim, Place, Problem
from ladderci.rules.cases import shapes
from ladderci.rules.nearest import nearest, nearest_expectation, one_of
from ladderci.rules.registry import MOST
from ladderci.schema.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model import Path, Policy, Rubric
    from ladderci.rules.cases import Shaped
    from ladderci.schema import Refusal

_RANK: Final = {"type": 0, "const": 1, "enum": 1, "pattern": 2, "not": 3}
"""Of several refusals of one value the first in this order is told; the others would say it again."""
_LINK_AS_KEY: Final = re.compile(r"https?(://.*)?|url|href|[A-Za-z0-9._-]+/[A-Za-z0-9._-]+([#@].*)?")
_COMMENT_ONLY: Final = re.compile(r"(?:-|[^#:]+:)[ \t]+(#[^ \t].*)")
"""A key or a dash with nothing behind it but what YAML takes for a comment."""
_LINK_WORDS: Final = frozenset(["url", "href", "http", "https"])
_FEW: Final = 8
"""Known keys that a help still names."""


def settle(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Return refusals without those that say in other words what another one says."""
    first: dict[tuple[Path, str], Refusal] = {}
    for refusal in sorted(refusals, key=lambda one: _RANK.get(one.keyword, len(_RANK))):
        first.setdefault((refusal.path, refusal.name), refusal)
    unknown: dict[Path, list[str]] = {}
    for refusal in first.values():
        if refusal.keyword == "additionalProperties":
            unknown.setdefault(refusal.path, []).append(refusal.name)
    without_link = {one.path for one in first.values() if one.name == "link" and one.path[:1] == ("expectations",)}
    return tuple(
        one
        for one in first.values()
        if not _is_misspelt(one, unknown.get(one.path[:-1] if one.keyword == "enum" else one.path, [])[:MOST])
        and not _is_testimony(one, without_link)
    )


def _is_testimony(refusal: Refusal, without_link: set[Path]) -> bool:
    """Return whether a refusal is of testimony's keys in a place that wants a link, which is what is said of it."""
    keys = {refusal.name, *refusal.path[-1:]} & {"kind", "from", "when"}
    return bool(keys) and not {refusal.path, refusal.path[:-1]}.isdisjoint(without_link)


def _is_misspelt(missing: Refusal, unknown: list[str]) -> bool:
    """Return whether a missing key is there after all, misspelt or with its value in its place."""
    # Without a link, evidence has to be of some kinds only: so a link that is misspelt is also a kind that is refused.
    is_kind = missing.keyword == "enum" and missing.words.startswith(WORDS["no-link"])
    if missing.keyword != "required" and not is_kind:
        return False
    wanted = ("link", "kind") if is_kind or missing.name in {"link", "kind"} else (missing.name,)
    return any(nearest(name, wanted) or ("link" in wanted and _LINK_AS_KEY.fullmatch(name)) for name in unknown)


def _of(shaped: Shaped, *keywords: str) -> Iterator[Refusal]:
    return (refusal for refusal in shaped.refusals if refusal.keyword in keywords)


def _words(refusal: Refusal, message: str, cure: str) -> tuple[str, str]:
    """Return the schema's own words as message and help, else these."""
    if not refusal.words:
        return message, cure
    what, _, how = refusal.words.partition(": ")
    return what, how or cure


def _value(shaped: Shaped, path: Path) -> object:
    value: object = shaped.document.data
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST]}…`"


_LONGEST: Final = 60
"""Characters of a value that a message repeats."""


@shapes.rule("LC101", "missing-key", is_fixed=True)
def missing_key(shaped: Shaped) -> Iterator[Problem]:
    """A key that the format asks for is not there.

    Example::

        work:
          ranker-cutover:
            title: Moved the ranker
            evidence:
              - note: there is no link here

    Instead::

        work:
          ranker-cutover:
            title: Moved the ranker
            evidence:
              - link: https://github.com/acme/ranker/pull/812
                note: here is one
    """
    for refusal in _of(shaped, "required"):
        message, cure = _words(refusal, f"`{refusal.name}` is missing", f"add {refusal.name}:")
        yield Problem(Place(refusal.path, Aim.KEY), message, cure)


@shapes.rule("LC102", "unknown-key", is_fixed=True)
def unknown_key(shaped: Shaped) -> Iterator[Problem]:
    """A key, or the id of an expectation, is not known here.

    What stands under it would be read by nobody.

    Example::

        sumary: A good half year.

    Instead::

        summary: A good half year.
    """
    for refusal in _of(shaped, "additionalProperties"):
        message, cure = _no_more(shaped.rubric, refusal) or _unknown(refusal)
        yield Problem(Place((*refusal.path, refusal.name), Aim.KEY), message, cure)


def _no_more(rubric: Rubric | None, refusal: Refusal) -> tuple[str, str] | None:
    """Return what became of an expectation that the rubric had once; None where it never had one of this id."""
    gone = became(rubric, refusal.name) if rubric and refusal.path == ("expectations",) else None
    if gone and gone.successor:
        what = f"`{gone.id}` is called `{gone.successor.id}` now"
        return what, "`ladderci update` gives your answer its new id"
    if gone and gone.removal:
        what = f"`{gone.id}` is asked no more, since version {gone.removal.version} of the rubric"
        return what, "`ladderci update` keeps your answer under retired:"
    return None


def _unknown(refusal: Refusal) -> tuple[str, str]:
    name = refusal.name
    if "link" in refusal.known and name in _LINK_WORDS:
        return f"{_shown(name)} is not a key that is known here", "did you mean link?"
    if "link" in refusal.known and _LINK_AS_KEY.fullmatch(name):
        return f"{_shown(name)} is a link with a colon behind it", f"write link: {name} and note: below each other"
    known = refusal.known
    is_expectation = refusal.path == ("expectations",)
    what = "an expectation of this rubric" if is_expectation else "a key that is known here"
    meant = nearest_expectation(name, known) if is_expectation else nearest(name, known)
    if meant:
        return f"{_shown(name)} is not {what}", f"did you mean {meant}?"
    if len(known) <= _FEW:
        return f"{_shown(name)} is not {what}", f"known here: {one_of(known)}"
    if is_expectation and "." in name:
        return f"{_shown(name)} is not {what}", "`ladderci explain` lists all of them"
    return f"{_shown(name)} is not {what}", "indent it if it belongs to what stands above it, or remove it"


@shapes.rule("LC103", "wrong-type", is_fixed=True)
def wrong_type(shaped: Shaped) -> Iterator[Problem]:
    """A value is of another type than the format's: a number where text belongs, one thing where a list belongs.

    YAML reads `2026`, `0123456`, `true` and nothing at all as something other than text.

    Example::

        cycle: 2026

    Instead::

        cycle: 2026-h2
    """
    for refusal in _of(shaped, "type"):
        yield Problem(Place(refusal.path), *_type_words(shaped, refusal))


def _type_words(shaped: Shaped, refusal: Refusal) -> tuple[str, str]:
    value = _value(shaped, refusal.path)
    raw = shaped.document.raw(refusal.path)
    takes_text = "string" in refusal.expected
    if value is None and not raw:
        return _nothing_here(shaped, refusal)
    if takes_text and not isinstance(value, dict | list):
        return f"{_called(value)} where text belongs: {_shown(raw)}", f'quote it: "{raw[:_LONGEST]}"'
    wanted = " or ".join(_TYPES[name] for name in refusal.expected if name != "null")
    return _words(refusal, f"{_called(value)} where {wanted} belongs", f"write {wanted}")


def _nothing_here(shaped: Shaped, refusal: Refusal) -> tuple[str, str]:
    start = shaped.document.span(Place(refusal.path)).start
    found = _COMMENT_ONLY.match(shaped.document.line(start.line), start.column - 1)
    if found and "string" in refusal.expected:
        behind = found[1].strip()
        example = f'"owner/repo{behind}"' if behind[1:].isdecimal() else f'"{behind}"'
        which = ", and say which repository" if behind[1:].isdecimal() else ""
        return f"nothing stands here: {_shown(behind)} is read as a comment", f"quote it{which}: {example}"
    return _words(refusal, "nothing stands here", "write a value, or remove the entry")


_TYPES: Final = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _called(value: object) -> str:
    for kind, words in ((bool, "true or false"), (int | float, "a number"), (dict, "a mapping"), (list, "a list")):
        if isinstance(value, kind):
            return words
    return "nothing" if value is None else "text"


@shapes.rule("LC104", "not-an-allowed-value", is_fixed=True)
def not_an_allowed_value(shaped: Shaped) -> Iterator[Problem]:
    """A value is none of those that the format allows here.

    Example::

        status: finished

    Instead::

        status: submitted
    """
    for refusal in _of(shaped, "enum", "const", "minimum", "maximum", "uniqueItems"):
        value = _value(shaped, refusal.path)
        known = tuple(one for one in refusal.expected if one != "None")
        message, cure = _words(refusal, "a value that is not allowed here", f"use {_allowed(refusal, known)}")
        meant = nearest(value, known) if isinstance(value, str) else ""
        if meant and meant not in cure.split():
            cure = f"did you mean {meant}? {cure}"
        yield Problem(Place(refusal.path), f"{message}: {_shown(value)}", cure)


def _allowed(refusal: Refusal, known: tuple[str, ...]) -> str:
    words = {"minimum": "at least ", "maximum": "at most ", "enum": "one of ", "uniqueItems": "each value once, not "}
    return words.get(refusal.keyword, "") + one_of(known)


@shapes.rule("LC105", "bad-format", is_fixed=True)
def bad_format(shaped: Shaped) -> Iterator[Problem]:
    """A text is not written in the form that the format asks for.

    Example::

        subject: "@ada-quill"

    Instead::

        subject: ada-quill
    """
    for refusal in _of(shaped, "pattern", "not"):
        value = _value(shaped, refusal.path)
        message, cure = _words(refusal, f"{_shown(value)} is not of the right form", "see the rubric's schema")
        if shaped.policy and "evidence" in refusal.path and (form := _form(value, shaped, shaped.policy)):
            cure = f"did you mean {form}?"
        yield Problem(Place(refusal.path), f"{message}: {_shown(value)}", cure)
    for refusal in _of(shaped, "propertyNames"):
        message, cure = _words(refusal, "a key of the wrong form", f"use {one_of(refusal.expected)}")
        yield Problem(Place((*refusal.path, refusal.name), Aim.KEY), f"{message}: {_shown(refusal.name)}", cure)


def _form(value: object, shaped: Shaped, policy: Policy) -> str:
    """Return what a citation that cannot be read could have been."""
    return nearest_form(value, policy, shaped.document.keys(("work",))) if isinstance(value, str) else ""


@shapes.rule("LC106", "too-long", is_fixed=True)
def too_long(shaped: Shaped) -> Iterator[Problem]:
    """A text is longer than the policy's limits allow.

    A page that nobody reads to the end convinces nobody.

    Example: a story of more than `limits.text` characters.

    Instead: the story in short, and a link to the document that tells the rest.
    """
    for refusal in _of(shaped, "maxLength"):
        length = len(str(_value(shaped, refusal.path)))
        yield Problem(
            Place(refusal.path),
            f"too long: {length:,} characters where {int(refusal.expected[0]):,} are allowed",
            "say it shorter, or put it in a document and cite that",
        )


@shapes.rule("LC107", "too-many", is_fixed=True)
def too_many(shaped: Shaped) -> Iterator[Problem]:
    """A list or mapping has more entries than the policy's limits allow.

    Example: an answer that cites more than `limits.evidence` things.

    Instead: the same answer with the few that show it best.
    """
    for refusal in _of(shaped, "maxItems", "maxProperties"):
        value = _value(shaped, refusal.path)
        count = len(value) if isinstance(value, list | dict) else 0
        yield Problem(
            Place(refusal.path, Aim.KEY),
            f"too many entries: {count} where {refusal.expected[0]} are allowed",
            "keep those that show it best",
        )


@shapes.rule("LC108", "too-small", is_fixed=True)
def too_small(shaped: Shaped) -> Iterator[Problem]:
    """A text, list or mapping has less in it than the format asks for.

    Example: a rubric without any area.

    Instead: a rubric with at least one.
    """
    for refusal in _of(shaped, "minLength", "minItems", "minProperties"):
        message, cure = _words(refusal, "there is too little here", f"write at least {refusal.expected[0]}")
        yield Problem(Place(refusal.path, Aim.KEY), message, cure)
