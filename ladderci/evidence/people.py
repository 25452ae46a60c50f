"""Who somebody is: the person who claims a thing, among the people who had a part in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ladderci.model.fact import Part, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.git.history import LoggedCommit, Person
    from ladderci.model import Cycle

_NO_REPLY: Final = re.compile(r"(?:[0-9]+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[^@]+)")
"""The address that GitHub gives a login that hides its own, with the account's number since 2017, without before:
https://docs.github.com/en/account-and-profile/reference/email-addresses-reference"""
_BY_NAME: Final = re.compile(r"@([A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Claimant:
    """The person who claims a thing, by all that the roster knows them by."""

    login: str
    emails: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("github.com",)
    """The hosts whose logins are meant."""
    _emails: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the addresses as they are compared."""
        object.__setattr__(self, "_emails", frozenset(map(_folded, self.emails)))

    def is_same(self, participant: Participant) -> bool:
        """Return whether a participant is this person: the same login, or an address that is theirs."""
        logins = {_folded(participant.login), _folded(login_of(participant.email, self.hosts))}
        return _folded(self.login) in logins - {""} or _folded(participant.email) in self._emails - {""}


def claimant_of(login: str, cycle: Cycle | None = None, hosts: tuple[str, ...] = ("github.com",)) -> Claimant:
    """Return the person of a login, with the addresses that a cycle's roster gives."""
    person = cycle.person(login) if cycle else None
    return Claimant(login, person.emails if person else (), hosts)


def login_of(email: str, hosts: Iterable[str]) -> str:
    """Return the login that an address is GitHub's own stand-in for, empty where it is any other address."""
    found = _NO_REPLY.fullmatch(email.strip())
    return found["login"] if found and _folded(found["host"]) in map(_folded, hosts) else ""


def participants(commit: LoggedCommit, hosts: Iterable[str] = ("github.com",)) -> tuple[Participant, ...]:
    """Return who wrote a commit, who wrote it with them and who reviewed it, each part of each person once."""
    parts = ((Part.AUTHOR, (commit.author,)), (Part.CO_AUTHOR, commit.co_authors), (Part.REVIEWER, commit.reviewers))
    known = tuple(hosts)
    people = (_participant(part, person, known) for part, persons in parts for person in persons)
    return tuple(dict.fromkeys(people))


def _participant(part: Part, person: Person, hosts: tuple[str, ...]) -> Participant:
    named = _BY_NAME.fullmatch(person.name) if not person.email else None
    login = named[1] if named else login_of(person.email, hosts)
    return Participant(part, login, person.email, person.name)


def _folded(text: str) -> str:
    """Return text in lower case where it is ASCII; elsewhere other letters than its own would become equal to it."""
    return text.strip().lower() if text.isascii() else text.strip()
