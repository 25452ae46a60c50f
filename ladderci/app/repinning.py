"""A cycle's copies brought up to the living policy and rubrics, on purpose, and what that changes for its reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.app.choosing import WritingError
from ladderci.app.cycles import POLICY, File, cycle_to_change, reviews_of
from ladderci.app.effects import effects_on
from ladderci.app.rulebook import CYCLES, Rulebook
from ladderci.app.sound import value_of
from ladderci.comparison import Fate, pairs, revisions, unaccounted
from ladderci.model import Severity
from ladderci.rules.nearest import one_of
from ladderci.source import Overlay
from ladderci.splice import revise
from ladderci.splice.cycle import rename_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.comparison import Pair
    from ladderci.model import Cycle, Effect, Person, Rubric
    from ladderci.source import Source


_NAMED: Final = 5
"""Ids that one message names."""


class Brought(NamedTuple):
    """A cycle's copy of a rubric beside the living one that it is brought up to."""

    copy: Rubric
    living: Rubric

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What became of each expectation."""
        return pairs(self.copy, self.living)

    @property
    def asks_for_a_version(self) -> bool:
        """Whether something is different for which the version has to go up."""
        return any(pair.fate is not Fate.SAME or pair.is_edited for pair in self.pairs)

    @property
    def is_changed(self) -> bool:
        """Whether something is different that reviews are judged by."""
        is_required = any(pair.is_newly_required or pair.is_no_longer_required for pair in self.pairs)
        return self.copy.version != self.living.version or is_required or self.asks_for_a_version


@dataclass(frozen=True, slots=True)
class Repin:
    """What bringing a cycle's copies up to the living files comes to."""

    cycle: str
    files: tuple[File, ...]
    """None where everything is up to date."""
    brought: tuple[Brought, ...]
    policy: tuple[str, str]
    """The text of the cycle's policy as it is and as it will be; the same where nothing changes, or it has none."""
    left: tuple[str, ...]
    """Rubrics of which the living one is gone: their copies stay as they are."""
    effects: tuple[Effect, ...]


def repin(source: Source, name: str) -> Repin:
    """Return what brings a cycle's copies up to the living policy and rubrics.

    Each expectation with other words than in the copy is marked as `revised`, with what the copy said.

    Raises:
        WritingError: there is no such open cycle, it has no copies, or a rubric was changed without a higher version,
            or the roster waives what is no longer asked.
        BrokenError: something that judges is broken.
        SpliceError: a file is written in a way in which it cannot be changed.

    """
    rulebook = Rulebook(source)
    cycle = cycle_to_change(rulebook, name)
    copies = tuple(_copies(rulebook, cycle.id))
    if not copies:
        raise WritingError(f"{cycle.id} has no copies of its own, and is judged by the living files as it is")
    value_of(rulebook.policy())
    living = rulebook.rubrics()
    there = tuple(copy for copy in copies if copy == POLICY or copy in living)
    brought = tuple(_brought(rulebook, copy, cycle.id) for copy in there if copy != POLICY)
    files = tuple(_files(rulebook, cycle, there, brought))
    after = Overlay(source, {file.path: file.text.encode() for file in files})
    _refuse_broken(Rulebook(after), cycle.id, copies)
    effects = effects_on(reviews_of(source, rulebook, cycle.id), source, after)
    left = tuple(copy for copy in copies if copy not in there)
    texts = (rulebook.policy(cycle.id).document.text, rulebook.policy().document.text)
    return Repin(cycle.id, files, brought, texts if POLICY in copies else ("", ""), left, tuple(effects))


def _copies(rulebook: Rulebook, cycle: str) -> Iterator[str]:
    """Yield the names of what a cycle has copies of: `policy`, and rubrics by their ids."""
    folder = f"{CYCLES}/{cycle}/"
    inside = (path.removeprefix(folder).removesuffix(".yaml") for path in rulebook.files if path.startswith(folder))
    yield from sorted(name for name in inside if name != "cycle")


def _brought(rulebook: Rulebook, name: str, cycle: str) -> Brought:
    """Return a copy beside the living rubric; raises WritingError where that changed and its version did not."""
    rubric_file = rulebook.rubric_file(name)
    copy, living = value_of(rulebook.rubric(name, cycle)), value_of(rulebook.rubric(name))
    brought = Brought(copy, living)
    if gone := unaccounted(copy, living):
        raise WritingError(
            f"{rubric_file} says nothing of {one_of(gone, _NAMED)}: name what is gone in the replaces of what took its"
            " place, or under removed"
        )
    if brought.asks_for_a_version and living.version <= copy.version:
        raise WritingError(
            f"{rubric_file} says other things than the cycle's copy and has no higher version:"
            f" write version: {copy.version + 1} there first"
        )
    return brought


def _files(rulebook: Rulebook, cycle: Cycle, copies: tuple[str, ...], brought: tuple[Brought, ...]) -> Iterator[File]:
    """Yield the files of a cycle that are to say something else than they do."""
    own = rulebook.cycle(cycle.id).document
    texts = [(own, rename_waivers(own, _renames(cycle, brought)))]
    texts += [
        (
            rulebook.rubric(one.living.id, cycle.id).document,
            revise(rulebook.rubric(one.living.id).document, revisions(*one)),
        )
        for one in brought
    ]
    if POLICY in copies:
        texts.append((rulebook.policy(cycle.id).document, rulebook.policy().document.text))
    yield from (File(copy.file, text, is_new=False) for copy, text in texts if text != copy.text)


def _renames(cycle: Cycle, brought: tuple[Brought, ...]) -> dict[str, dict[str, str]]:
    """Return by login how the ids of waived expectations change: as the answers to them do, but for merged ones.

    A waiver of something that was merged with what is not waived excuses nobody from the two together.
    """
    by_rubric = {one.living.id: one for one in brought}
    named = ((person, by_rubric.get(person.rubric)) for person in cycle.people)
    return {person.login: dict(_renamed(person, one)) for person, one in named if one}


def _renamed(person: Person, brought: Brought) -> Iterator[tuple[str, str]]:
    waived = {name for name, _ in person.waived}
    taken = set(waived)
    for old, _ in person.waived:
        successor = None if brought.living.expectation(old) else brought.living.successor(old)
        merged = {name for name in successor.replaces if brought.copy.expectation(name)} if successor else set()
        is_whole = merged <= waived
        if successor and is_whole and successor.id not in taken and not brought.copy.expectation(successor.id):
            taken.add(successor.id)
            yield old, successor.id


def _refuse_broken(after: Rulebook, cycle: str, copies: tuple[str, ...]) -> None:
    """Raise WritingError where something of the cycle would be broken by new copies."""
    after.cycle(cycle)
    after.policy(cycle)
    for name in copies:
        if name != POLICY:
            after.rubric(name, cycle)
    wrong = next((finding for finding in after.findings() if finding.severity is Severity.ERROR), None)
    if wrong:
        raise WritingError(f"{wrong.file} would be broken, {wrong.message}: {wrong.help}; mend that first")
