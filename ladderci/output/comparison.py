"""Two rubrics side by side, for people and for programs: by expectation, what became of it.

The order is the newer rubric's; what it no longer has stands at the end. Counts are counts: how alike two rubrics are
is nobody's percentage.
"""

from __future__ import annotations

from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci.comparison import Fate, pairs, reworded
from ladderci.output.escape import document, no_command, terminal
from ladderci.output.markdown import inline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.comparison import Pair
    from ladderci.model import Rubric

FORMAT: Final = 1
"""The number of the format of `comparison_json`; it grows by optional keys."""

_WIDTH: Final = 96
_MARGIN: Final = " " * 12


# --- as text -------------------------------------------------------------------------------------------------------


def comparison_text(before: Rubric, after: Rubric, *, is_whole: bool = True) -> Iterator[str]:
    """Yield the lines of a comparison for a terminal, without their ends.

    Args:
        before: one rubric.
        after: the other one, whose order counts.
        is_whole: whether what is the same is told as well, and not only counted.

    """
    return map(no_command, _text(before, after, is_whole=is_whole))


def _text(before: Rubric, after: Rubric, *, is_whole: bool) -> Iterator[str]:
    found = pairs(before, after)
    yield f"{_name(before)} → {_name(after)}"
    yield _counts(found)
    for title, members in _grouped(_told(found, is_whole=is_whole), after):
        yield from ("", terminal(title))
        for pair in members:
            yield from _text_of(pair)


def changes_of(before: Rubric, after: Rubric) -> Iterator[str]:
    """Yield a line for each expectation that is not the same, with its words where they are others, for a terminal."""
    for pair in _told(pairs(before, after), is_whole=False):
        yield from map(no_command, _text_of(pair))


def _told(found: tuple[Pair, ...], *, is_whole: bool) -> tuple[Pair, ...]:
    """Return all pairs, or those of which something is different."""
    return tuple(
        pair
        for pair in found
        if is_whole or pair.fate is not Fate.SAME or pair.is_newly_required or pair.is_no_longer_required
    )


def _name(rubric: Rubric) -> str:
    return terminal(f"{rubric.title} ({rubric.id}, version {rubric.version})")


def _counts(found: tuple[Pair, ...]) -> str:
    """Return how many expectations had each fate, and what came to be required or is no longer."""
    fates = Counter(pair.fate for pair in found)
    also = {
        "moved and reworded": sum(
            pair.fate is Fate.MOVED and pair.is_reworded and not pair.is_merged for pair in found
        ),
        "newly required": sum(pair.is_newly_required for pair in found),
        "no longer required": sum(pair.is_no_longer_required for pair in found),
    }
    told = ", ".join(f"{fates[fate]} {fate}" for fate in Fate)
    return told + "".join(f"; {count} {words}" for words, count in also.items() if count)


def _grouped(found: tuple[Pair, ...], after: Rubric) -> Iterator[tuple[str, tuple[Pair, ...]]]:
    """Yield the pairs below the title of their area and section, then those of which nothing is left."""
    for area in after.areas:
        for section in area.sections:
            ids = {one.id for one in section.expectations}
            members = tuple(pair for pair in found if pair.after and pair.after.id in ids)
            if members:
                yield f"{area.icon} {area.title} · {section.title}".strip(), members
    gone = tuple(pair for pair in found if pair.after is None)
    if gone:
        yield "No longer there", gone


def _text_of(pair: Pair) -> Iterator[str]:
    yield f"  {pair.fate:<10}{terminal(pair.id)}{_notes(pair, terminal)}"
    if pair.is_reworded:
        yield from _wrapped(" ".join(_marked(pair, "[-{}-]", "{{+{}+}}")))
    elif pair.fate in {Fate.ADDED, Fate.GONE}:
        yield from _wrapped(pair.text)


def _notes(pair: Pair, escape: Callable[[str], str]) -> str:
    """Return what else there is to say of a pair in its line."""
    notes = [f"was {escape(pair.was_id)}"] if pair.fate is Fate.MOVED else []
    notes += ["merged"] if pair.is_merged else []
    notes += ["reworded"] if pair.fate is Fate.MOVED and pair.is_reworded and not pair.is_merged else []
    notes += ["newly required"] if pair.is_newly_required else []
    notes += ["no longer required"] if pair.is_no_longer_required else []
    return "".join(f" · {note}" for note in notes)


def _marked(pair: Pair, gone: str, new: str, escape: Callable[[str], str] = str) -> Iterator[str]:
    """Yield the words of a pair's two texts, with those marked that only one of them has."""
    for piece in reworded(pair.was, pair.text):
        if piece.is_kept:
            yield escape(piece.after)
            continue
        yield from (gone.format(escape(piece.before)),) if piece.before else ()
        yield from (new.format(escape(piece.after)),) if piece.after else ()


def _wrapped(text: str) -> list[str]:
    words = terminal(" ".join(text.split()))
    return wrap(words, _WIDTH, initial_indent=_MARGIN, subsequent_indent=_MARGIN, break_on_hyphens=False)


# --- as Markdown ---------------------------------------------------------------------------------------------------


def comparison_markdown(before: Rubric, after: Rubric, *, is_whole: bool = True) -> Iterator[str]:
    """Yield the lines of a comparison as GitHub-flavoured Markdown; see `comparison_text`."""
    found = pairs(before, after)
    yield f"# {inline(before.title)} → {inline(after.title)}"
    yield from ("", f"{_version(before)} → {_version(after)}", "", f"{_counts(found)}.")
    for title, members in _grouped(_told(found, is_whole=is_whole), after):
        yield from ("", f"## {inline(title)}", "")
        yield from map(_item, members)


def _version(rubric: Rubric) -> str:
    return f"{inline(rubric.id)}, version {rubric.version}"


def _item(pair: Pair) -> str:
    text = " ".join(_marked(pair, "<del>{}</del>", "<ins>{}</ins>", inline)) if pair.is_reworded else inline(pair.text)
    return f"- **{pair.fate}** {inline(pair.id)}{_notes(pair, inline)}: {text}"


# --- as JSON -------------------------------------------------------------------------------------------------------


def comparison_json(before: Rubric, after: Rubric, *, is_whole: bool = True) -> Iterator[str]:
    """Yield the lines of a comparison for programs: a format of its own, `formats/comparison.schema.json`."""
    found = pairs(before, after)
    fates = Counter(pair.fate for pair in found)
    value = {
        "comparison": FORMAT,
        "before": _side(before),
        "after": _side(after),
        "counts": {fate.value: fates[fate] for fate in Fate},
        "expectations": [_entry(pair) for pair in _told(found, is_whole=is_whole)],
    }
    yield from document(value).split("\n")


def _side(rubric: Rubric) -> dict[str, object]:
    return {"rubric": rubric.id, "title": rubric.title, "version": rubric.version}


def _entry(pair: Pair) -> dict[str, object]:
    sides = {"before": pair.before, "after": pair.after}
    return {
        "change": pair.fate.value,
        "reworded": pair.is_reworded,
        **{side: {"id": one.id, "text": one.text, "required": one.required} for side, one in sides.items() if one},
    }
