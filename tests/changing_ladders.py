"""Ladders that change as ladders do: reworded, renamed, moved, merged, removed and added to, by drawn steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ladderci.model import Area, Expectation, Rating, Removed, Revised, Rubric, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

RATINGS = (Rating("meets", "Meets", "Does.", "evidence"), Rating("not-yet", "Not yet", "Does not.", "reason"))
AREAS = ("results", "craft", "culture")
SECTIONS = ("one", "two")


@dataclass
class Statement:
    """An expectation through all of its versions."""

    origin: str
    """The id that it began with."""
    id: str
    text: str
    required: bool
    replaces: list[str] = field(default_factory=list)
    revised: Revised | None = None

    def expectation(self) -> Expectation:
        return Expectation(self.id, self.text, self.required, replaces=tuple(self.replaces), revised=self.revised)


class Ladder:
    """A rubric that its owner changes; every old id stays accounted for, as lint asks."""

    def __init__(self, count: int) -> None:
        places = [f"{area}.{section}" for area in AREAS for section in SECTIONS]
        ids = [f"{places[number % len(places)]}.e{number}" for number in range(count)]
        self.statements = [Statement(one, one, f"Says {one}.", number % 3 > 0) for number, one in enumerate(ids)]
        self.version = 1
        self.removed: list[Removed] = []
        self.became: dict[str, str] = {one: one for one in ids}
        """Where an answer to each first id belongs now; empty where its expectation is gone."""
        self._next = count

    def rubric(self) -> Rubric:
        areas = tuple(self._areas())
        return Rubric("track/one", "Level one", self.version, "", RATINGS, areas, removed=tuple(self.removed))

    def _areas(self) -> Iterator[Area]:
        for area in AREAS:
            sections = tuple(
                Section(f"{area}.{name}", name.title(), "", found)
                for name in SECTIONS
                if (
                    found := tuple(one.expectation() for one in self.statements if one.id.startswith(f"{area}.{name}."))
                )
            )
            if sections:
                yield Area(area, area.title(), "🏆", "", sections)

    def reword(self, at: int) -> None:
        one = self._at(at)
        one.revised = Revised(self._up(), one.text)
        one.text += " More so."

    def rename(self, at: int) -> None:
        one = self._at(at)
        self._give_id(one, f"{one.id.rpartition('.')[0]}.e{self._fresh()}")

    def move_section(self, at: int) -> None:
        """Move a whole section to the next area."""
        section = self._at(at).id.rpartition(".")[0]
        area, name = section.split(".")
        other = AREAS[(AREAS.index(area) + 1) % len(AREAS)]
        for one in self.statements:
            if one.id.startswith(f"{section}."):
                self._give_id(one, f"{other}.{name}.e{self._fresh()}")

    def remove(self, at: int) -> None:
        one = self._at(at)
        version = self._up()
        self.removed += [Removed(old, version, one.text) for old in (one.id, *one.replaces)]
        self._forget(one, "")

    def merge(self, at: int) -> None:
        """Let the next expectation take the place of one."""
        one, other = self._at(at), self._at(at + 1)
        if one is not other:
            self._up()
            other.replaces += [one.id, *one.replaces]
            self._forget(one, other.id)

    def add(self, at: int) -> None:
        section = self._at(at).id.rpartition(".")[0]
        name = f"{section}.e{self._fresh()}"
        self._up()
        self.statements.append(Statement(name, name, f"Says {name}.", required=True))

    def _at(self, at: int) -> Statement:
        return self.statements[at % len(self.statements)]

    def _up(self) -> int:
        self.version += 1
        return self.version

    def _fresh(self) -> int:
        self._next += 1
        return self._next

    def _give_id(self, one: Statement, name: str) -> None:
        self._up()
        one.replaces.append(one.id)
        self._redirect(one.id, name)
        one.id = name

    def _forget(self, one: Statement, successor: str) -> None:
        if len(self.statements) == 1:
            self.add(0)
        self.statements.remove(one)
        self._redirect(one.id, successor)

    def _redirect(self, old: str, new: str) -> None:
        self.became = {first: new if now == old else now for first, now in self.became.items()}


STEPS = st.lists(
    st.tuples(st.sampled_from(["reword", "rename", "move_section", "remove", "merge", "add"]), st.integers(0, 20)),
    max_size=12,
)


def changed(ladder: Ladder, steps: list[tuple[str, int]]) -> Ladder:
    """Return a ladder once its owner has done these things to it."""
    for name, at in steps:
        getattr(ladder, name)(at)
    return ladder
