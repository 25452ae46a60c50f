"""Which cycle and whom a person means, where the command says it, or git and the roster do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ladderci import forms
from ladderci.rules.nearest import nearest

if TYPE_CHECKING:
    from ladderci.app.rulebook import Rulebook
    from ladderci.model import Cycle


class WritingError(Exception):
    """Something that cannot be written; the message says why and what to do."""


class BrokenError(WritingError):
    """What judges is broken: a rubric, the policy or a cycle."""


class Identity(NamedTuple):
    """What is known of the person at the keyboard; empty where it is not."""

    login: str = ""
    """As they gave it."""
    email: str = ""
    """Their address as git knows it: finds them on the roster."""
    configured: str = ""
    """Their login as git knows it."""


def cycle_meant(rulebook: Rulebook, wanted: str) -> Cycle:
    """Return the cycle of an id, or the one that is open; raises WritingError where that is not clear."""
    known = rulebook.cycles
    opened = [cycle for name in known if (cycle := rulebook.of_cycle(name)) and cycle.status == "open"]
    if not wanted:
        if len(opened) == 1:
            return _sound(rulebook, opened[0].id)
        broken = next((name for name in known if not opened and rulebook.of_cycle(name) is None), "")
        if broken:
            raise _broken(broken)
        if not opened:
            raise WritingError("no cycle is open: `ladderci cycle open` opens one")
        raise WritingError(f"say which cycle with --cycle: {', '.join(cycle.id for cycle in opened)}")
    if wanted not in known:
        raise WritingError(f"there is no cycle {wanted}{meant(wanted, known)}")
    return _sound(rulebook, wanted)


def _sound(rulebook: Rulebook, name: str) -> Cycle:
    loaded = rulebook.cycle(name)
    if loaded.value is None or loaded.is_broken:
        raise _broken(name)
    return loaded.value


def no_review(path: str) -> WritingError:
    """Return what is said of a file that was named as a review and is none."""
    return WritingError(f"{path} is no review: name reviews/<cycle>/<login>.yaml")


def refuse_closed(cycle: Cycle, things: str = "reviews") -> None:
    """Raise WritingError where a cycle is over, whose things are not to be changed any more."""
    if cycle.status == "closed":
        raise WritingError(f"{cycle.id} is closed, and its {things} stay as they are")


def _broken(cycle: str) -> BrokenError:
    return BrokenError(f"rubric/cycles/{cycle}/cycle.yaml is broken: `ladderci check` says how")


def person_meant(cycle: Cycle, identity: Identity, ask: str = "whose review is it? Give --subject LOGIN") -> str:
    """Return a person's login as the roster spells it; raises WritingError where it is not clear who it is.

    Args:
        cycle: whose roster counts.
        identity: what is known of them.
        ask: what to say where that is not enough.

    """
    if identity.login:
        return _on_roster(cycle, identity.login)
    address = identity.email.casefold()
    for person in cycle.people:
        if address and address in {email.casefold() for email in person.emails}:
            return person.login
    if identity.configured:
        return _on_roster(cycle, identity.configured)
    raise WritingError(f"{ask}, or set it for good: git config github.user LOGIN")


def _on_roster(cycle: Cycle, login: str) -> str:
    """Return a login as the roster spells it; a review by anybody else would be refused from its first moment."""
    person = cycle.person(login)
    if person:
        return person.login
    if cycle.people:
        logins = tuple(person.login for person in cycle.people)
        raise WritingError(f"{login} is not on the roster of {cycle.id}{meant(login, logins)}")
    if not re.fullmatch(forms.LOGIN, login):
        raise WritingError(f"{login} is no GitHub login: use letters, digits and single hyphens, without the @")
    return login


def named(names: list[str], none: str) -> str:
    """Return names in a row, or what to say where there are none."""
    return ", ".join(names) or none


def meant(word: str, known: tuple[str, ...]) -> str:
    """Return what to say behind a word that is not known: which one was meant, else which there are."""
    near = nearest(word, known)
    return f": did you mean {near}?" if near else f": known are {named(list(known), 'none')}"
