"""What witnesses say: their files of confirmations, each read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci import load, schema
from ladderci.app.reading import read_file
from ladderci.evidence.testimony import testimonies
from ladderci.model import Severity
from ladderci.rules import ConfirmationCase, Home, confirmation_home, findings_of_confirmations, findings_of_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.app.rulebook import Rulebook
    from ladderci.document import Document
    from ladderci.model import Finding, Review
    from ladderci.model.fact import Confirmation
    from ladderci.source import Source


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    shape: tuple[Finding, ...]
    case: ConfirmationCase | None
    """None where the file cannot be read or is of another shape."""


class Witnesses:
    """What is said in a source's files of confirmations."""

    def __init__(self, source: Source, rulebook: Rulebook) -> None:
        """Begin with nothing read."""
        self._source = source
        self._rulebook = rulebook
        self._files: dict[str, _Read] = {}
        self._paths: dict[str, dict[str, str]] = {}

    def about(self, review: Review, cycle: str) -> tuple[Confirmation, ...]:
        """Return what those say whom a review names as witnesses."""
        named = dict.fromkeys(one.witness.lower() for item in review.work for one in item.evidence if one.witness)
        paths = self._of_cycle(cycle) if named else {}
        cases = (self._read(paths[login]).case for login in named if login in paths)
        return tuple(answer for case in cases if case for answer in case.counting)

    def findings(self, path: str) -> Iterator[Finding]:
        """Yield what is wrong with one file of confirmations, held against the reviews that it speaks of."""
        read = self._read(path)
        yield from read.shape
        if read.case:
            home, subjects = read.case.home, {answer.subject for answer in read.case.answers}
            there, unread = self._testimony(home.cycle, subjects)
            weights = self._rulebook.policy(home.cycle).value
            yield from findings_of_confirmations(replace(read.case, testimony=there, unread=unread), weights)

    def _testimony(self, cycle: str, subjects: Iterable[str]) -> tuple[frozenset[tuple[str, str, str]], frozenset[str]]:
        """Return the testimony in some people's reviews, and whose review cannot be read, as a case has them."""
        folder = f"reviews/{cycle}"
        paths = {
            name.lower().removesuffix(".yaml"): f"{folder}/{name}"
            for name in self._source.names(folder)
            if name.isascii()
        }
        there: set[tuple[str, str, str]] = set()
        unread: set[str] = set()
        for subject in sorted({subject.lower() for subject in subjects} & paths.keys()):
            document = read_file(self._source, paths[subject], self._rulebook.limits(cycle).file_bytes)
            if not document.readable:
                unread.add(subject)
                continue
            found = testimonies(load.review(document.data))
            there.update((subject, one.item.key, one.witness.lower()) for one in found)
        return frozenset(there), frozenset(unread)

    def _of_cycle(self, cycle: str) -> dict[str, str]:
        """Return the paths of a cycle's files by whose they are, in lower case.

        Of several whose names only the case of letters tells apart, that one counts which is spelt as the roster spells
        the login; where none is, none does.
        """
        if cycle not in self._paths:
            folder = f"reviews/{cycle}/confirmations"
            homes = ((confirmation_home(path), path) for path in self._source.files(folder))
            spelt: dict[str, dict[str, str]] = {}
            for home, path in homes:
                if home:
                    spelt.setdefault(home.login.lower(), {})[home.login] = path
            counting = ((login, self._counting(cycle, login, paths)) for login, paths in spelt.items())
            self._paths[cycle] = {login: path for login, path in counting if path}
        return self._paths[cycle]

    def _counting(self, cycle: str, login: str, paths: Mapping[str, str]) -> str:
        """Return the one path of several, by their spellings of a login, that counts; empty where none does."""
        if len(paths) == 1:
            return next(iter(paths.values()))
        known = self._rulebook.of_cycle(cycle)
        person = known.person(login) if known else None
        return paths.get(person.login, "") if person else ""

    def _read(self, path: str) -> _Read:
        if path not in self._files:
            self._files[path] = self._parsed(path, confirmation_home(path))
        return self._files[path]

    def _parsed(self, path: str, home: Home | None) -> _Read:
        document = read_file(self._source, path, self._rulebook.limits(home.cycle if home else "").file_bytes)
        shape = tuple(findings_of_file(document, schema.validator("confirmations")))
        if home is None or not document.readable or any(one.severity is Severity.ERROR for one in shape):
            return _Read(document, shape, None)
        said = load.confirmation_home(document.data)
        return _Read(document, shape, ConfirmationCase(document, home, *said, load.confirmations(document.data)))
