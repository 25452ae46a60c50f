"""A valid review with one mistake at each of its nodes, and what has to be found, and where, by the edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import yaml

from tests.consequences import REQUIRED, Consequences, Where, after_loss
from tests.edits import Entry, entries, replaced, twice, valid_review, value_at, with_value, without

if TYPE_CHECKING:
    from collections.abc import Iterator


PROSE: Final = frozenset(["summary", "title", "story", "reason", "note"])
CITATION: Final = 4
"""The length of the path to a piece of evidence."""
FAR: Final = "qqqqq"
"""A name that resembles no other."""


@dataclass(frozen=True)
class Edit:
    """A review with one mistake in it, and what has to be found."""

    name: str
    text: str
    expected: tuple[Where, ...] = ()
    related: tuple[int, ...] = ()


def after_loss_in_citation(entry: Entry) -> list[Where]:
    """Return what has to be found when a key of a citation is not there."""
    item = next(one for one in entries() if one.path == entry.path[:CITATION])
    assert isinstance(item.value, yaml.MappingNode)
    keys = [key.value for key, _ in item.value.value]
    is_testimony = "link" not in keys
    if entry.name == "link":
        if "kind" not in keys:
            return [("LC101", item.start)]
        kind = next(value for key, value in item.value.value if key.value == "kind")
        return [("LC104", int(kind.start_mark.index))]  # a kind that stands only beside a link
    return [("LC101", item.start)] if is_testimony and entry.name in {"kind", "from", "when"} else []


def deletions() -> Iterator[Edit]:
    for entry in entries():
        text = without(entry)
        if text is None:
            continue
        if entry.field == "citation":
            expected = after_uncited(entry, text)
        elif len(entry.path) > CITATION:
            shift = entry.following - entry.start if entry.name == "link" and entry.following else 0
            expected = [(code, at - shift if code == "LC104" else at) for code, at in after_loss_in_citation(entry)]
        else:
            expected = after_loss(entry, text)
        yield Edit(f"delete {entry.path}", text, tuple(expected))


def after_uncited(entry: Entry, text: str) -> list[Where]:
    """Return what has to be found when one piece of evidence is not there."""
    see = Consequences(text)
    if entry.path[0] != "expectations":
        return []
    name = str(entry.path[1])
    left = len([one for one in entries() if one.path[:3] == entry.path[:3] and one.field == "citation"]) - 1
    too_little = [("LC201", see.key(*entry.path[:2]))] if left < REQUIRED[name].at_least else []
    return [*too_little, *see.uncited()]


def duplicates() -> Iterator[Edit]:
    for entry in entries():
        if entry.key:
            text, again = twice(entry)
            yield Edit(f"twice {entry.path}", text, (("LC007", again),), (entry.start,))


def repeated_evidence() -> Iterator[Edit]:
    for entry in entries():
        written = valid_review()[entry.start : entry.end]
        if entry.field == "citation" and entry.path[0] != "retired" and "feedback" not in written:
            text, again = twice(entry)  # the same words of two people are two things: testimony is left out
            link = written.index("link: ") + len("link: ") if "link: " in written else 0
            yield Edit(f"cite twice {entry.path}", text, (("LC305", again + link),), (entry.start + link,))


def renamings() -> Iterator[Edit]:
    for entry in entries():
        if not entry.key:
            continue
        for new in (FAR, f"{entry.name}x"):
            start = entry.start
            text = replaced(start, entry.key.end_mark.index, new)
            yield Edit(f"rename {entry.path} to {new}", text, tuple(after_renaming(entry, new, text)))


def after_renaming(entry: Entry, new: str, text: str) -> list[Where]:
    see, is_near = Consequences(text), new != FAR
    if entry.field == "item":  # any key will do
        return [("LC308", entry.start), *see.unknown_work(entry.name)]
    if entry.field == "retired answer":  # any id will do
        return [] if is_near else [("LC105", entry.start)]
    missed = [] if is_near else missed_after_renaming(entry, see)
    return [("LC102", entry.start), *missed]


def missed_after_renaming(entry: Entry, see: Consequences) -> list[Where]:
    """Return what is missing where nothing resembles it; beside an unknown key in an answer that is not said."""
    if entry.field == "answer":
        return see.unanswered(*{entry.name} & {*REQUIRED})
    if entry.field == "expectations":
        return [*see.unanswered(*REQUIRED), ("LC308", see.key("work", "feed-review"))]
    if len(entry.path) > CITATION:
        longer = len(FAR) - len(entry.name)
        return [(code, at + longer if code == "LC104" else at) for code, at in after_loss_in_citation(entry)]
    return after_loss(entry, see.text) if len(entry.path) == 1 else []


WRONG_TYPES: Final = {"a mapping": "{odd: 1}", "a list": "[odd]", "a number": "12", "nothing": ""}
TAKES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(PROSE, frozenset(["nothing"])),
    "when": frozenset(["nothing"]),
    **dict.fromkeys(["work", "expectations", "retired"], frozenset(["nothing"])),
    "item": frozenset(["nothing"]),
    "answer": frozenset(["nothing"]),
    "retired answer": frozenset(["nothing"]),
    "evidence": frozenset(["nothing"]),
    "rating": frozenset(["nothing"]),
}
"""Types that are no mistake where another one is usual: what is empty was not written yet."""
ONE_OF: Final = frozenset(["review", "rubric", "status", "rating", "kind"])
"""Where one of few values is asked for, any other is not allowed, whatever its type."""


def wrong_types() -> Iterator[Edit]:
    for entry in entries():
        for name, new in WRONG_TYPES.items():
            if name in shapes_of(entry) or (not entry.key and entry.is_flow and not new):
                continue
            text = with_value(entry, new)
            yield Edit(f"{name} for {entry.path}", text, tuple(after_wrong_type(entry, name, text)))


def shapes_of(entry: Entry) -> frozenset[str]:
    """Return the types with which a value is judged by its content: those are wrong values, not wrong types."""
    shapes = {
        "work": {"a mapping"},
        "expectations": {"a mapping"},
        "retired": {"a mapping"},
        "item": {"a mapping"},
        "answer": {"a mapping"},
        "retired answer": {"a mapping"},
        "citation": {"a mapping"},
        "evidence": {"a list"},
        "when": {"a number"},
        "rubric-version": {"a number"},
    }
    return frozenset(shapes.get(entry.field, set()))


def after_wrong_type(entry: Entry, name: str, text: str) -> list[Where]:
    is_owed = entry.field == "when" and "evidence" in entry.path  # by testimony, as the login under `from` is
    if name in TAKES.get(entry.field, ()) and not is_owed:
        return after_emptying(entry, text) if name == "nothing" else []
    at = value_at(entry)
    if name == "nothing":  # a value without a width: its key, or its dash, stands for it
        at = entry.start if entry.key else entry.start - 2
    uncited = Consequences(text).uncited() if entry.field == "citation" and entry.path[0] == "expectations" else []
    return [("LC104" if entry.field in ONE_OF else "LC103", at), *uncited]


def after_emptying(entry: Entry, text: str) -> list[Where]:
    see = Consequences(text)
    if entry.field == "item":
        return [("LC204", entry.start), *see.empty_work(entry.name)]
    if entry.field == "answer":
        return [("LC202", entry.start), *see.uncited()]
    if len(entry.path) > CITATION:
        return []
    return after_loss(entry, text)


def wrong_values() -> Iterator[Edit]:
    for entry in entries():
        for new, code, needle in bad_values(entry):
            text = with_value(entry, new)
            at = place_for(entry, code) + (new.index(needle) if needle else 0)
            yield Edit(f"{new} for {entry.path}", text, ((code, at),))


def place_for(entry: Entry, code: str) -> int:
    """Return where a wrong value is told of: a text that says nothing is missing, and is told at what misses it."""
    owner = next((one.start for one in entries() if one.path == entry.path[:-1]), 0)
    return owner if code in {"LC203", "LC204"} else value_at(entry)


def bad_values(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield values that are wrong, the code of the finding, and the part of the value at which it stands."""
    if entry.path[0] == "retired":
        return
    yield from ((new, code, "") for new, code in _BAD.get(entry.field, ()))
    if entry.field == "link" or (entry.field == "citation" and entry.is_scalar):
        yield from bad_links(entry)
    if entry.field in PROSE:
        yield from _BAD_PROSE
        if not entry.is_flow:
            yield "fixed in #812 at last", "LC010", "#"


def bad_links(entry: Entry) -> Iterator[tuple[str, str, str]]:
    cited = valid_review()[entry.start : entry.end]
    if cited in {"feed-review", "side-job"} or entry.is_flow:
        return  # without those, other things have to be found as well
    yield from _BAD_LINKS if entry.field == "citation" else _BAD_LINKS[:2]  # beside a kind, any form will do
    if "docs.acme" not in cited:
        yield cited.rpartition(" ")[2].replace("acme", "somebody"), "LC304", "somebody"
    if entry.path[0] == "expectations":
        yield "nothing-known", "LC307", ""


_BAD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "review": (("2", "LC104"), ("one", "LC104")),
    "rubric": (("no/such-rubric", "LC405"),),
    "rubric-version": (("0", "LC104"), ("1.5", "LC103"), ("one", "LC103"), ("12", "LC209")),
    "cycle": (("2025-h1", "LC402"), ("Second Half", "LC105")),
    "subject": (("bo-tanaka", "LC401"), ("'@ada-quill'", "LC105")),
    "status": (("finished", "LC104"), ("Submitted", "LC104")),
    "rating": (("great", "LC104"), ("Meets", "LC104")),
    "kind": (("nonsense", "LC104"),),
    "from": (("'@grace-osei'", "LC105"), ("ada-quill", "LC312")),
    "title": ((f'"{"x" * 201}"', "LC106"), ('" "', "LC204")),
    "note": (("x" * 601, "LC106"),),
    "story": (("x" * 6001, "LC106"),),
    "reason": (("x" * 6001, "LC106"), ('" "', "LC203")),
    "summary": (("x" * 6001, "LC106"),),
    "when": (("soon", "LC105"), ("2025-03", "LC309"), ("2026-09-31", "LC311"), ("12", "LC104")),
}
_BAD_PROSE: Final = (
    ("‹what happened›", "LC205", "‹"),
    ('"so far: ‹what happened› and on"', "LC205", "‹"),
    ("TODO", "LC205", ""),
    ("some\u200bthing", "LC009", "\u200b"),
    ('"a bell: \\a"', "LC009", ""),
)
_BAD_LINKS: Final = (
    ("not a link", "LC105", ""),
    ("https://pastes.example/x", "LC303", "pastes"),
    ("https://github.com/acme/ranker/pulls/1", "LC301", ""),
)


def syntax_errors() -> Iterator[Edit]:
    for entry in entries():
        if not entry.is_scalar or entry.is_flow:
            continue
        for new in ("@grace", "`code`", "%done"):
            yield Edit(f"{new} for {entry.path}", with_value(entry, new), (("LC006", value_at(entry)),))
        text = with_value(entry, '"never closed')
        yield Edit(f"an open quote for {entry.path}", text, (("LC006", value_at(entry)),))
        text = with_value(entry, "one: two" if entry.key else "{one: two")
        at = value_at(entry) + 3 if entry.key else value_at(entry)
        yield Edit(f"a colon for {entry.path}", text, (("LC006", at),))


def inside_blocks() -> Iterator[Edit]:
    """Yield edits of the lines of block scalars: what is wrong there stands on its own line."""
    for entry in entries():
        if not isinstance(entry.value, yaml.ScalarNode) or entry.value.style not in {"|", ">"}:
            continue
        for at in range(valid_review().index("\n", entry.value.start_mark.index), entry.end):
            if valid_review()[at] == " " and valid_review()[at - 1].isalpha():
                yield Edit(f"a gap in {entry.path}", replaced(at, at, " ‹name it›"), (("LC205", at + 1),))
                yield Edit(f"hidden in {entry.path}", replaced(at, at, "\u202e"), (("LC009", at),))
                yield Edit(f"a hash in {entry.path}", replaced(at, at, " #812"))


EDITS: Final = (
    deletions,
    duplicates,
    repeated_evidence,
    renamings,
    wrong_types,
    wrong_values,
    syntax_errors,
    inside_blocks,
)
