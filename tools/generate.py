"""A workspace of made-up reviews, the same bytes on every machine: what the measurements read.

Each review is as long as a full one gets: about 27 KB in some 500 lines, 45 expectations answered. All of them are
without findings, except that 16 of 1,000 have one error each, or all of them where `--wrong` is given. A review's dice
are seeded with its number, so that a larger workspace begins with the reviews of a smaller one.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci import document, load, schema
from tools.stock import LINKS, NAMES, NOTES, REASONS, REPOSITORIES, SENTENCES, THEMES, WITNESSES, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ladderci.model import Expectation, Rubric

CYCLE: Final = "2026-h2"
REVIEWS: Final = Path("reviews") / CYCLE
JSON: Final = Path("json")
SCHEMA: Final = Path("schema/machine-learning-engineer/ic2.schema.json")
ANSWERS: Final = 45
INVALID: Final = 16
"""Of 1,000 reviews, how many have an error."""

_HERE: Final = Path(__file__).resolve().parent.parent
_RUBRIC: Final = Path("rubric/machine-learning-engineer/ic2.yaml")
_POLICY: Final = Path("rubric/policy.yaml")
_LINKS_EACH: Final = 500
"""Numbers that one review may use in links; the next one begins behind them."""
_WORK: Final = 10
_MOST_CITED: Final = 3
"""One below the policy's over-citation, which is a finding."""


class _Author:
    """One review in the making: its dice, and numbers for links that no other review uses."""

    def __init__(self, number: int) -> None:
        self.dice = Random(number)
        self._numbers = count(number * _LINKS_EACH + 1)

    def link(self, kind: str) -> str:
        sha = f"{self.dice.getrandbits(160):040x}"
        form = self.dice.choice(LINKS[kind])
        return form.format(repo=self.dice.choice(REPOSITORIES), n=next(self._numbers), sha=sha)

    def sentences(self, number: int) -> list[str]:
        chosen = self.dice.sample(SENTENCES, number)
        return [one.format(repo=self.dice.choice(REPOSITORIES), n=self.dice.randrange(2, 90)) for one in chosen]

    def note(self) -> str:
        text = self.dice.choice(NOTES).format(n=self.dice.randrange(2, 90))
        return f'"{text}"' if self.dice.random() < 0.5 else "'" + text.replace("'", "''") + "'"  # noqa: PLR2004

    def day(self) -> str:
        return f"2026-{self.dice.randrange(7, 13):02}-{self.dice.randrange(1, 29):02}"

    def time(self) -> str:
        month = self.dice.randrange(7, 12)
        forms = (self.day(), f"2026-{month:02}", f"2026-{month:02}..2026-{month + 1:02}", "2026")
        return self.dice.choices(forms, (3, 5, 2, 1))[0]


def login(number: int) -> str:
    """Return the login of the author of a review, by its number."""
    return f"{NAMES[number % len(NAMES)]}-{number:05}"


def review(rubric: Rubric, number: int) -> str:
    """Return a review without findings: the text of a file, the same for the same rubric and number."""
    author = _Author(number)
    ratings = dict(_rated(author, rubric))
    themes = author.dice.sample(THEMES, _WORK)
    citing = {theme: _citing(author, theme, ratings) for theme in themes}
    work = [theme for theme, places in citing.items() if places]
    lines = list(_head(author, rubric, number))
    for theme in work:
        lines += _work_item(author, theme)
    lines += ["", "expectations:"]
    for expectation, rating in ratings.items():
        keys = [theme.key for theme in work if expectation.id in citing[theme]]
        lines += _answer(author, expectation, rating, keys)
    return "\n".join(lines) + "\n"


def _rated(author: _Author, rubric: Rubric) -> Iterator[tuple[Expectation, str]]:
    """Yield the expectations that are answered in the ladder's order, required ones and some others, with a rating."""
    required = list(rubric.required())
    optional = [expectation for expectation in rubric.expectations() if not expectation.required]
    picked = {expectation.id for expectation in author.dice.sample(optional, ANSWERS - len(required))}
    for expectation in rubric.expectations():
        if expectation.required:
            yield expectation, author.dice.choices(("meets", "growing", "exceeds"), (6, 3, 1))[0]
        elif expectation.id in picked:
            words = ("meets", "growing", "not-yet", "no-opportunity")
            yield expectation, author.dice.choices(words, (5, 3, 1, 1))[0]


def _citing(author: _Author, theme: Theme, ratings: dict[Expectation, str]) -> frozenset[str]:
    """Return the ids of the expectations that cite a work item: those that accept each of its kinds."""
    fitting = [
        expectation.id
        for expectation, rating in ratings.items()
        if _needs_evidence(rating) and (not expectation.accepts or set(theme.kinds) <= set(expectation.accepts))
    ]
    return frozenset(author.dice.sample(fitting, min(len(fitting), author.dice.randint(1, _MOST_CITED))))


def _needs_evidence(rating: str) -> bool:
    return rating not in {"not-yet", "no-opportunity"}


def _head(author: _Author, rubric: Rubric, number: int) -> Iterator[str]:
    yield f"# yaml-language-server: $schema=../../{SCHEMA.as_posix()}"
    yield "review: 1"
    yield f"rubric: {rubric.id}"
    yield f"rubric-version: {rubric.version}"
    yield f"cycle: {CYCLE}"
    yield f"subject: {login(number)}"
    yield "status: submitted"
    yield "summary: |"
    yield from (f"  {sentence}" for sentence in author.sentences(4))
    yield ""
    yield "# What I did, written down as it happened."
    yield "work:"


def _work_item(author: _Author, theme: Theme) -> Iterator[str]:
    yield f"  {theme.key}:"
    yield f"    title: {theme.title}"
    yield f"    when: {author.time()}"
    yield from _story(author)
    yield "    evidence:"
    for kind in theme.kinds:
        yield from _entry(author, kind) if kind in LINKS else _testimony(author, kind)


def _story(author: _Author) -> Iterator[str]:
    number = author.dice.choices((1, 2, 3), (3, 4, 2))[0]
    sentences = author.sentences(number)
    if number == 1:
        yield f"    story: '{sentences[0]}'"
    else:
        yield f"    story: {author.dice.choice(('|', '>-'))}"
        yield from (f"      {sentence}" for sentence in sentences)


def _testimony(author: _Author, kind: str) -> Iterator[str]:
    witness = author.dice.choice(WITNESSES)
    if author.dice.randrange(3):
        yield f"      - kind: {kind}"
        yield f"        from: {witness}"
        yield f"        when: {author.day()}"
        yield f"        note: {author.note()}"
    else:
        yield f"      - {{kind: {kind}, from: {witness}, when: {author.day()}}}"


def _entry(author: _Author, kind: str) -> Iterator[str]:
    link = author.link(kind)
    form = author.dice.choices(("plain", "quoted", "flow", "block"), (13, 2, 2, 3))[0]
    if form == "block":
        yield f"      - link: {link}"
        yield f"        note: {author.note()}"
    else:
        shown = {"plain": link, "quoted": f'"{link}"', "flow": f"{{link: {link}, note: {author.note()}}}"}
        yield f"      - {shown[form]}"


def _answer(author: _Author, expectation: Expectation, rating: str, keys: list[str]) -> Iterator[str]:
    if expectation.required:
        yield from _reminder(expectation.text)
        yield from _reminder(expectation.guidance)
    yield f"  {expectation.id}:"
    yield f"    rating: {rating}"
    if not _needs_evidence(rating):
        yield f"    reason: {author.dice.choice(REASONS)}"
        return
    yield from _story(author)
    kinds = [kind for kind in expectation.accepts if kind in LINKS] or list(LINKS)
    wanted = author.dice.choices(kinds, k=max(expectation.at_least - len(keys), author.dice.choice((1, 1, 2))))
    if author.dice.randrange(4):
        yield "    evidence:"
        yield from (f"      - {key}" for key in keys)
        for kind in wanted:
            yield from _entry(author, kind)
    else:
        yield f"    evidence: [{', '.join([*keys, *(author.link(kind) for kind in wanted)])}]"


@cache
def _reminder(text: str) -> tuple[str, ...]:
    return tuple(wrap(text, 100, initial_indent="  #: ", subsequent_indent="  #: "))


# --- what goes wrong ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mistake:
    """An edit that makes a review wrong in one place, and the code of the finding that follows."""

    code: str
    edit: Callable[[str], str]


def _instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(old, new, text, count=1, flags=re.MULTILINE)


MISTAKES: Final = (
    Mistake("LC101", _instead(r"^status: submitted\n", "")),
    Mistake("LC102", _instead(r"\Z", "  results.ownership.keep-promises:\n    rating: meets\n")),
    Mistake("LC105", _instead(r"^    evidence:\n", "    evidence:\n      - acme/ranker number 812\n")),
    Mistake("LC104", _instead(r"^    rating: meets$", "    rating: mostly")),
    Mistake("LC103", _instead(r"^    title: .*$", "    title: 2026")),
    Mistake("LC007", _instead(r"^(cycle: .*\n)", r"\1\1")),
    Mistake("LC102", _instead(r"^    rating: meets$", "    rating: meets\n    comment: see above")),
    Mistake("LC104", _instead(r"^status: submitted$", "status: finished")),
)
"""One each, in turn. None of them stops a YAML reader that is lenient: the other tools read the same files."""


def mistake(number: int, invalid: int) -> Mistake | None:
    """Return what is wrong with a review where `invalid` of 1,000 are: they are spread evenly, and exact in number."""
    before, after = number * invalid // 1000, (number + 1) * invalid // 1000
    return MISTAKES[before % len(MISTAKES)] if after > before else None


# --- the workspace --------------------------------------------------------------------------------------------------


def generate(folder: Path, number: int, *, invalid: int = INVALID, wrong: bool = False, roster: bool = False) -> None:
    """Write a workspace: what judges, the schema that follows from it, and reviews that no witness has confirmed yet.

    Args:
        folder: where to; it is made where it does not exist.
        number: how many reviews.
        invalid: how many of 1,000 reviews have one error each.
        wrong: whether all of them have.
        roster: whether the cycle names all who take part; else anyone may.

    """
    shutil.copytree(_HERE / "rubric", folder / "rubric", ignore=shutil.ignore_patterns("cycles"), dirs_exist_ok=True)
    policy = (folder / _POLICY).read_text(encoding="utf-8")
    _write(folder / _POLICY, policy.replace("\nseverities:\n", "\nseverities:\n  unconfirmed-testimony: off\n"))
    _write(folder / "rubric/cycles" / CYCLE / "cycle.yaml", "\n".join(_cycle(number if roster else 0)) + "\n")
    rubric = rubric_of(folder)
    _write(folder / SCHEMA, published(folder))
    for one in range(number):
        found = mistake(one, 1000 if wrong else invalid)
        text = review(rubric, one)
        _write(folder / REVIEWS / f"{login(one)}.yaml", found.edit(text) if found else text)


def convert(folder: Path) -> None:
    """Write each review of a workspace as JSON too, for tools that read no YAML."""
    for path in sorted((folder / REVIEWS).iterdir()):
        data = document.read(path.name, path.read_bytes()).data
        _write(folder / JSON / f"{path.stem}.json", json.dumps(data, ensure_ascii=False))


def rubric_of(folder: Path) -> Rubric:
    """Return the rubric of a workspace."""
    return load.rubric(_data(folder, _RUBRIC))


def published(folder: Path) -> str:
    """Return the schema that other validators read, as `ladderci schema` derives it from a workspace."""
    derived = schema.derive(rubric_of(folder), load.policy(_data(folder, _POLICY)))
    return json.dumps(derived, ensure_ascii=False, indent=2) + "\n"


def _data(folder: Path, file: Path) -> object:
    return document.read(file.as_posix(), (folder / file).read_bytes()).data


def _cycle(people: int) -> Iterator[str]:
    yield f"cycle: {CYCLE}"
    yield "status: open"
    yield "period: {from: 2026-07-01, to: 2026-12-31}"
    yield "due: 2027-01-15"
    if people:
        yield "people:"
        yield from (f"  {witness}: {{}}" for witness in WITNESSES)
        yield from (f"  {login(one)}: {{rubric: machine-learning-engineer/ic2}}" for one in range(people))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def main(arguments: Iterable[str] | None = None) -> None:
    """Write a workspace from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.generate", description="write a workspace of reviews")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="how many reviews (1000)")
    parser.add_argument("--invalid", type=int, default=INVALID, help="how many of 1000 have one error each (16)")
    parser.add_argument("--wrong", action="store_true", help="one error in every review")
    parser.add_argument("--roster", action="store_true", help="name all authors in the cycle")
    parser.add_argument("--json", action="store_true", help="write each review as JSON too")
    given = parser.parse_args(None if arguments is None else list(arguments))
    generate(given.folder, given.count, invalid=given.invalid, wrong=given.wrong, roster=given.roster)
    if given.json:
        convert(given.folder)


if __name__ == "__main__":
    main()
