"""Published ladders for tests: those that lie beside the project, those made for it, and made-up ones of any size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ladderci import load
from ladderci.document import read
from ladderci.importing.family import outline_of
from ladderci.importing.outline import Block, Outline
from ladderci.importing.placing import levels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.importing.placed import Level, PlacedArea, PlacedSection, Text
    from ladderci.model import Rubric

HERE = Path(__file__).parent / "data" / "ladders"
OWN = tuple(sorted(path for path in HERE.rglob("*.*") if path.is_file()))
PUBLISHED_FOLDER = Path(__file__).parent.parent.parent / "shared" / "ladders"
PUBLISHED = tuple(
    sorted(path for path in PUBLISHED_FOLDER.rglob("*.*") if path.suffix in {".txt", ".html", ".md", ".yml"})
    if PUBLISHED_FOLDER.is_dir()
    else ()
)
PUBLISHED = tuple(path for path in PUBLISHED if path.name != "README.md")
STARTING = PUBLISHED_FOLDER / "dropbox" / "text" / "machine-learning-engineer-ic2.txt"
STARTING_PAGE = PUBLISHED_FOLDER / "dropbox" / "html" / "ic2_machine_learning_engineer.html"


def outline(path: Path) -> Outline:
    """Return the outline of a file, under the file's own name."""
    return outline_of(path.name, path.read_bytes())


def outline_of_text(text: str, name: str = "ladder.txt") -> Outline:
    """Return the outline of a ladder that is written in a test."""
    return outline_of(name, text.encode())


def level(text: str, name: str = "ladder.txt") -> Level:
    """Return the only level of a ladder that is written in a test."""
    [only] = levels([outline_of_text(text, name)])
    return only


def rubric(text: str) -> Rubric:
    """Return the rubric that a file's text is read as; it has no faults."""
    document = read("", text.encode())
    assert document.faults == ()
    return load.rubric(document.data)


def put_together(level: Level) -> list[str]:
    """Return all that a level says and all of the ladder that was not placed, in the order of the lines."""
    left = ((missing.line, missing.words) for missing in level.not_placed if "belongs to the page" not in missing.why)
    texts = [*_texts(level), *left]
    return [words for _, words in sorted(texts, key=lambda text: text[0])]


def _texts(level: Level) -> Iterator[tuple[int, str]]:
    yield from _lines(level.title, *level.summary)
    if level.document != level.title.words and not level.document.startswith(level.source):
        yield 0, level.document
    for area in level.areas:
        yield from _area(area)
    yield from ((text.line, f"{term} {text.words}") for term, text in level.glossary)


def _area(area: PlacedArea) -> Iterator[tuple[int, str]]:
    if area.title.line:
        yield area.title.line, f"{area.icon} {area.title.words}".strip()
    yield from _lines(*area.introduction)
    for section in area.sections:
        yield from _section(section, area.title)


def _section(section: PlacedSection, above: Text) -> Iterator[tuple[int, str]]:
    if section.title != above:
        yield from _lines(section.title)
    yield from _lines(*section.introduction)
    for statement in section.statements:
        yield statement.line, statement.words
        yield from _lines(*statement.examples)


def _lines(*texts: Text) -> Iterator[tuple[int, str]]:
    return ((text.line, text.words) for text in texts if text.line)


def said(outline: Outline) -> list[str]:
    """Return the words of an outline, without what belongs to the page, in their order."""
    return words(node.text for node in outline.nodes if node.block is not Block.NAVIGATION)


def words(texts: Iterator[str] | list[str]) -> list[str]:
    """Return the words of texts; a colon that makes a line a heading is no word."""
    return [word.rstrip(":") for text in texts for word in text.split() if word.rstrip(":")]


_ALPHABETS = (
    "abcdefghijklmnoprstuvwyz",
    "éèüöåñçß",
    "ابتثجحخدرزسشصطعغفقكلمنهوي",
    "あいうえおかきくけこ灯台守船光記録客",
    "абвгдежзиклмнопрст",
    "कखगघचजतदनपमरलवस",
)
_MARKS = ("", "", "", "\u0301", "\u0308", "\u0323")


def _made_up(seed: int, count: int) -> str:
    chance = Random(seed)
    alphabet = chance.choice(_ALPHABETS)
    word_sizes = [chance.randint(3, 6) for _ in range(count)]
    return " ".join(
        "".join(chance.choice(alphabet) + chance.choice(_MARKS) for _ in range(size)) for size in word_sizes
    )


def made_up_words(fewest: int = 6, most: int = 12) -> st.SearchStrategy[str]:
    """Return statements of some words in one script each, some of the letters with combining marks."""
    return st.builds(_made_up, st.integers(0, 1 << 30), st.integers(fewest, most))


@st.composite
def made_up_sections(draw: st.DrawFn) -> list[list[str]]:
    """Draw the statements of some sections, all unlike each other."""
    statements = draw(st.lists(made_up_words(), min_size=1, max_size=12, unique=True))
    cuts = sorted(draw(st.sets(st.integers(1, len(statements)), max_size=3)))
    edges = [0, *cuts, len(statements)]
    return [part for start, end in pairwise(edges) if (part := statements[start:end])]


def as_text(sections: list[list[str]], title: str = "K4 Keeper") -> str:
    """Return a ladder in plain text: two areas where there are sections enough, and sections of repeating names."""
    lines = [title, "I keep what others come to keep."]
    for number, statements in enumerate(sections):
        if number in {0, 2}:
            lines.append(f"🔥 Area {'AB'[number // 2]}")
        lines += [f"Section {'XYX'[number % 3]}", *(f"- {statement}" for statement in statements)]
    return "\n".join(lines) + "\n"
