"""Family 5: the rubric here, the policy and the cycle beside it. What judges is judged by these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ladderci.comparison import Fate, pairs, unaccounted
from ladderci.model import Aim, Path, Place, Problem, Severity
from ladderci.rules.cycle import CycleCase, cycles
from ladderci.rules.nearest import nearest, one_of
from ladderci.rules.policy import PolicyCase, policies
from ladderci.rules.registry import Registry
from ladderci.text import same_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.comparison import Pair
    from ladderci.document import Document
    from ladderci.model import Policy, Rubric

__all__ = ["CycleCase", "PolicyCase", "RubricCase", "cycles", "policies", "rubrics"]

_Related = tuple[Place, str]
"""Another place that a problem is about, with a word on why."""

LONGEST_TEXT: Final = 240
LONGEST_GUIDANCE: Final = 400
"""What a hover can show at once. VS Code opens one at least 500 pixels wide and 250 high (`_updateMaxDimensions` of its
hover widget) before it scrolls: about twelve lines of seventy characters. The heading, the blank lines between and the
line that names the schema take four of them; two paragraphs of 240 and 400 characters take the rest, four and six at
worst, so that only with both at their longest a line or two has to be scrolled to."""
_SHOWN: Final = 5
"""How many changes one message names."""


@dataclass(frozen=True, slots=True)
class RubricCase:
    """A rubric with what it is judged by."""

    document: Document
    rubric: Rubric
    policy: Policy
    base: Rubric | None = None
    """What the rubric was before; None where it is new."""
    home: str = ""
    """The id that its path says; empty where it lies where no rubric lies."""


rubrics: Registry[RubricCase] = Registry()
"""Rules about a rubric."""


@rubrics.rule("LC501", "clashing-replaces")
def clashing_replaces(case: RubricCase) -> Iterator[Problem]:
    """An id under `replaces` has more than one meaning: it is in use, removed, or replaced by another expectation too.

    A review that still uses the old id is brought up to date by `replaces`. Where two expectations claim the id, or
    where it still stands for itself, nobody can say which answer the person has given.

    Example::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  keep-commitments: {text: Keeps commitments., replaces: [results.ownership.on-time]}
                  deliver-on-time: {text: Delivers on time., replaces: [results.ownership.on-time]}

    Instead::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  keep-commitments: {text: Keeps commitments.}
                  deliver-on-time: {text: Delivers on time., replaces: [results.ownership.on-time]}
    """
    claimed: dict[str, Place] = {}
    for expectation in case.rubric.expectations():
        for index, old in enumerate(expectation.replaces):
            place = Place((*_path(expectation.id), "replaces", index))
            if clash := _clash(case.rubric, expectation.id, old, claimed):
                yield Problem(place, *clash)
            claimed.setdefault(old, place)


def _clash(
    rubric: Rubric, name: str, old: str, claimed: dict[str, Place]
) -> tuple[str, str, tuple[_Related, ...]] | None:
    """Return what else an old id means, what to do about it and where that stands; None where it means nothing else."""
    if old == name:
        return "an expectation cannot replace itself", "take it out, or write the id it had before", ()
    one_of_two = "take one of the two out"
    if rubric.expectation(old):
        return f"`{old}` is still in use", one_of_two, ((Place(_path(old), Aim.KEY), "it is in use here"),)
    if rubric.removal(old):
        here = (Place(("removed", old), Aim.KEY), "it is removed here")
        return f"`{old}` is under removed as well", one_of_two, (here,)
    if old in claimed:
        return f"`{old}` is replaced twice", "let one expectation replace it", ((claimed[old], "by this one first"),)
    return None


@rubrics.rule("LC502", "unknown-kind")
def unknown_kind(case: RubricCase) -> Iterator[Problem]:
    """An expectation accepts a kind of evidence that the policy does not have.

    Nobody could ever cite anything of that kind.

    Example::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  keep-commitments: {text: Keeps commitments., accepts: [pullrequest]}

    Instead::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  keep-commitments: {text: Keeps commitments., accepts: [pull-request]}
    """
    known = tuple(kind.id for kind in case.policy.kinds)
    for expectation in case.rubric.expectations():
        for index, kind in enumerate(expectation.accepts):
            if kind not in known:
                meant = nearest(kind, known)
                cure = f"did you mean {meant}?" if meant else f"write one of: {one_of(known)}"
                place = Place((*_path(expectation.id), "accepts", index))
                yield Problem(place, f"the policy has no kind `{kind}`", cure)


@rubrics.rule("LC503", "empty-section", Severity.WARNING)
def empty_section(case: RubricCase) -> Iterator[Problem]:
    """A section has no expectations.

    It would be a heading with nothing below it, in every review.

    Example::

        areas:
          results:
            title: Results
            sections:
              ownership: {title: Ownership, expectations: {}}

    Instead::

        areas:
          results:
            title: Results
            sections:
              ownership: {title: Ownership, expectations: {keep-commitments: {text: Keeps commitments.}}}
    """
    for section in case.rubric.sections():
        if not section.expectations:
            place = Place(_section_path(section.id), Aim.KEY)
            yield Problem(place, f"`{section.id}` has no expectations", "add one, or take the section out")


@rubrics.rule("LC504", "long-text", Severity.WARNING)
def long_text(case: RubricCase) -> Iterator[Problem]:
    """A text or a guidance is longer than an editor shows at once.

    People read both in a small window above the answer that they are writing; what does not fit has to be scrolled to,
    and is not read. A text may have 240 characters, a guidance 400. Texts of a ladder whose `wording` is `verbatim` are
    its authors' own, and nothing is said of them.

    Example: a guidance of seven sentences.

    Instead: two sentences, with what else there is to say under `examples`.
    """
    is_verbatim = case.rubric.origin.wording == "verbatim"
    for expectation in case.rubric.expectations():
        written = (("text", expectation.text, LONGEST_TEXT), ("guidance", expectation.guidance, LONGEST_GUIDANCE))
        for name, text, most in written[is_verbatim:]:
            if len(text) > most:
                place = Place((*_path(expectation.id), name))
                message = f"`{expectation.id}` has a {name} of {len(text)} characters, more than the {most} of a hover"
                yield Problem(place, message, "say it shorter, or move some of it to examples")


@rubrics.rule("LC505", "similar-ids")
def similar_ids(case: RubricCase) -> Iterator[Problem]:
    """Two ids differ only by case or hyphens, or an id is both in use and removed.

    People type ids, read them out and search for them; such two would be taken for one another.

    Example::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  on-time: {text: Delivers on time.}
                  ontime: {text: Comes to meetings on time.}

    Instead::

        areas:
          results:
            title: Results
            sections:
              ownership:
                title: Ownership
                expectations:
                  deliver-on-time: {text: Delivers on time.}
                  be-punctual: {text: Comes to meetings on time.}
    """
    alike: defaultdict[str, list[tuple[str, Place]]] = defaultdict(list)
    for expectation in case.rubric.expectations():
        alike[_bare(expectation.id)].append((expectation.id, Place(_path(expectation.id), Aim.KEY)))
    for gone in case.rubric.removed:
        alike[_bare(gone.id)].append((gone.id, Place(("removed", gone.id), Aim.KEY)))
    for (first, there), *others in alike.values():
        for name, place in others:
            message = f"`{name}` is in use" if name == first else f"`{name}` looks like `{first}`"
            yield Problem(place, message, "choose an id that nobody takes for the other", ((there, "here"),))


@rubrics.rule("LC506", "version-not-raised")
def version_not_raised(case: RubricCase) -> Iterator[Problem]:
    """The version did not go up, although an expectation was added, reworded, moved or removed.

    A review says which version it was last brought up to. Two rubrics of one version with different expectations would
    make that a lie.

    Example: `text` of `results.ownership.keep-commitments` is reworded, and `version: 3` stays.

    Instead: the same with `version: 4`.
    """
    base = case.base
    if base is None or case.rubric.version > base.version:
        return
    changes = tuple(_changes(base, case.rubric))
    cure = f"write version: {base.version + 1}"
    if changes:
        message = f"version {case.rubric.version} was there before, and since then {_listed(changes)}"
        yield Problem(Place(("version",)), message, cure)
    elif case.rubric.version < base.version:
        yield Problem(
            Place(("version",)), f"the version went down from {base.version}", f"write version: {base.version}"
        )


@rubrics.rule("LC507", "vanished-id")
def vanished_id(case: RubricCase) -> Iterator[Problem]:
    """An id that was there before is gone without a trace.

    Reviews refer to expectations by their ids. An id may go into the `replaces` of the expectation that took its place,
    or under `removed`; then everybody can see what became of an answer to it. It stays there for good.

    Example: `results.ownership.on-time` was renamed to `results.ownership.keep-commitments`, and nothing says so.

    Instead: `results.ownership.keep-commitments` has `replaces: [results.ownership.on-time]`.
    """
    if case.base is None:
        return
    places = {pair.was_id: pair for pair in pairs(case.base, case.rubric)}
    for name in unaccounted(case.base, case.rubric):
        place = Place(_section_path(name.rpartition(".")[0]), Aim.KEY)
        cure = _cure_of_vanished(name, places.get(name), case.rubric.version)
        yield Problem(place, f"`{name}` is gone without a trace", cure)


def _cure_of_vanished(name: str, pair: Pair | None, version: int) -> str:
    """Return what to write, ready to be copied where that is known."""
    if pair and pair.after:
        return f"write replaces: [{name}] at `{pair.after.id}`, which says the same"
    if pair and pair.before:
        entry = f'{name}: {{version: {version}, was: "{same_words(pair.was)}"}}'
        return f"write replaces: [{name}] at what took its place, or below removed: {entry}"
    return "name it in the replaces of what took its place, or under removed with its last text"


@rubrics.rule("LC508", "misplaced-rubric")
def misplaced_rubric(case: RubricCase) -> Iterator[Problem]:
    """The rubric's id is not its path.

    The path below `rubric/` (or below the cycle's folder) without `.yaml` is how reviews and rosters name a rubric.

    Example: `rubric/machine-learning-engineer/ic2.yaml` begins with `rubric: machine-learning-engineer/ic3`.

    Instead: the same file begins with `rubric: machine-learning-engineer/ic2`.
    """
    if case.home and case.rubric.id != case.home:
        message = f"the path says `{case.home}`, the file says `{case.rubric.id}`"
        yield Problem(Place(("rubric",)), message, f"write rubric: {case.home}, or move the file")


def _path(expectation: str) -> Path:
    area, section, name = expectation.split(".")
    return ("areas", area, "sections", section, "expectations", name)


def _section_path(section: str) -> Path:
    area, _, name = section.partition(".")
    return ("areas", area, "sections", name)


def _bare(name: str) -> str:
    return name.casefold().replace("-", "")


def _changes(before: Rubric, after: Rubric) -> Iterator[str]:
    """Yield in words what happened to expectations: first those that there are, then those that are gone."""
    for pair in pairs(before, after):
        if pair.fate is not Fate.SAME or pair.is_edited:
            yield f"`{pair.id}` was {_DONE[pair.fate]}"


_DONE: Final = {
    Fate.SAME: "reworded",  # in its punctuation, say
    Fate.REWORDED: "reworded",
    Fate.MOVED: "moved",
    Fate.ADDED: "added",
    Fate.GONE: "removed",
}


def _listed(changes: tuple[str, ...]) -> str:
    more = len(changes) - _SHOWN
    return ", ".join(changes[:_SHOWN]) + (f" and {more} more changed" if more > 0 else "")
