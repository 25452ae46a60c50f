"""The clones that a policy names, opened as far as they can be, each with the branches on which a commit counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.evidence.origin import origin_of
from ladderci.git import GitError, Repository
from ladderci.model.fact import Obstacle, Unseen

if TYPE_CHECKING:
    from ladderci.model import Policy

_HERE: Final = "."
_NAMED: Final = "`clones` in rubric/policy.yaml"


class Tip(NamedTuple):
    """The end of a branch that counts."""

    branch: str
    """Its name without the remote's; empty where only the commit is known."""
    commit: str
    """Its full id."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone that can be asked."""

    name: str
    """`owner/name` as the policy spells it."""
    place: str
    """The folder as the policy spells it."""
    repository: Repository
    tips: tuple[Tip, ...]
    """The branches that count, at least one; the policy's first."""
    mailmap: str = ""
    """The full id of the commit whose `.mailmap` says who is who; empty where there is none."""

    @property
    def gap(self) -> str:
        """Why something may be missing here that is there, in a few words; empty for a complete clone."""
        if self.repository.is_shallow:
            return "is shallow: its history was cut off"
        if self.repository.is_partial:
            return "is partial: objects were left out of it"
        if self.repository.is_single_branch:
            return "has only some of the branches"
        if self.repository.is_without_origin:
            return "has no remote named origin that its branches come from"
        return ""

    @property
    def cure(self) -> str:
        """What would close the gap."""
        if self.repository.is_shallow:
            return f"get the rest with git fetch --unshallow in `{self.place}`"
        if self.repository.is_partial:
            return f"make the clone at `{self.place}` anew, without --filter"
        if not self.repository.is_single_branch:
            return f"name the remote that it came from origin: git remote rename <its name> origin in `{self.place}`"
        return f"get all branches: git remote set-branches origin '*' and git fetch in `{self.place}`"


class Clones:
    """The clones of a policy, each opened once, when it is first asked for."""

    def __init__(self, policy: Policy, root: Path, here: Repository | None = None, base: Tip | None = None) -> None:
        """Take where clones are and what counts.

        Args:
            policy: the living one.
            root: this repository's root, which the folders are seen from.
            here: this repository, where somebody has opened it; what a dot stands for.
            base: the commit that stands for this repository's default branch, where something else than its refs
                says so: the base of a pull request.

        """
        self._policy = policy
        self._root = root
        self._here = here
        self._base = base
        self._places = {name.lower(): (name, place) for name, place in policy.clones}
        self._opened: dict[str, Clone | Unseen] = {}

    def has(self, name: str) -> bool:
        """Return whether the policy names a clone of a repository, `owner/name` in any case."""
        return name.lower() in self._places

    def open(self, name: str) -> Clone | Unseen:
        """Return the clone of a repository that the policy names, or what stands in the way."""
        key = name.lower()
        if key not in self._opened:
            self._opened[key] = self._open(*self._places[key])
        return self._opened[key]

    def close(self) -> None:
        """Close what was opened here."""
        for clone in self._opened.values():
            if isinstance(clone, Clone) and clone.repository is not self._here:
                clone.repository.close()
        self._opened.clear()

    def _open(self, name: str, place: str) -> Clone | Unseen:
        try:
            repository = self._repository(place)
            if isinstance(repository, str):
                cure = f"clone it there, or correct {_NAMED}"
                return Unseen(Obstacle.NO_CONFIRMER, f"the clone of {name} at `{place}` {repository}", cure)
            return self._clone(name, place, repository)
        except (GitError, OSError):
            cure = f"see what git status says in `{place}`, or correct {_NAMED}"
            return Unseen(Obstacle.NO_CONFIRMER, f"git cannot open the clone of {name} at `{place}`", cure)

    def _repository(self, place: str) -> Repository | str:
        """Return the repository at a place, or what is wrong with that."""
        if place == _HERE:
            found = self._here or Repository.find(self._root)
            is_own = found is not None and (found.root or self._root).resolve() == self._root.resolve()
            return found if found and is_own else "is no git repository of its own"
        if place.startswith(("/", "~", "\\")) or ":" in place or Path(place).is_absolute():
            return "is not given as a folder seen from this repository's root"
        folder = self._root / place
        if not folder.is_dir():
            return "is not there"
        found = Repository.find(folder)
        is_itself = found is not None and folder.resolve() in {(found.root or found.folder).resolve(), _above(found)}
        return found if found and is_itself else "is no git repository"

    def _clone(self, name: str, place: str, repository: Repository) -> Clone | Unseen:
        base = self._base if place == _HERE else None
        other = "" if base else self._other(name, repository)
        if other:
            reason = f"the clone of {name} at `{place}` came from {other}"
            cure = f"clone {name} there, correct {_NAMED}, or say where it lies now with git remote set-url origin"
            return Unseen(Obstacle.NO_CONFIRMER, reason, cure)
        tips = _tips(repository, self._policy.branches, base)
        if not tips:
            reason = f"the clone of {name} at `{place}` has no branch that is known to count"
            cure = "get it with git fetch, name it in `branches` in rubric/policy.yaml, or say which one is the default"
            return Unseen(Obstacle.INCOMPLETE, reason, f"{cure}: git remote set-head origin --auto")
        mailmap = _mailmap(repository, tips[0].commit)
        if mailmap is None:
            reason = f"the clone of {name} at `{place}` misses the .mailmap that says who is who"
            return Unseen(Obstacle.INCOMPLETE, reason, f"make the clone at `{place}` anew, without --filter")
        return Clone(name, place, repository, tips, mailmap)

    def _other(self, name: str, repository: Repository) -> str:
        """Return the repository that a clone is one of instead, as its remote names it; empty where it is none."""
        origin = origin_of(repository)
        is_known = origin is not None and origin.host in {host.lower() for host in self._policy.hosts}
        return origin.name if origin and is_known and origin.name.lower() != name.lower() else ""


def _above(repository: Repository) -> Path:
    """Return the folder that a bare repository named `.git` lies in: it too can be given as the clone's."""
    return repository.folder.parent.resolve() if repository.folder.name == ".git" else repository.folder.resolve()


def _tips(repository: Repository, names: tuple[str, ...], base: Tip | None) -> tuple[Tip, ...]:
    """Return the branches that count. What was only committed here and never pushed is on none of them."""
    default = repository.default_branch()
    is_all_there_is = not repository.origin or repository.is_bare
    branches = repository.branches([*names, default] if default else names, has_own=is_all_there_is)
    found: dict[str, Tip] = {base.commit: base} if base else {}
    for name, commit in branches.items():
        found.setdefault(commit, Tip(name.removeprefix("origin/"), commit))
    return tuple(found.values())


def _mailmap(repository: Repository, commit: str) -> str | None:
    """Return the commit if it has a mailmap, empty if it has none, None if it has one that is not here."""
    try:
        entries = repository.along(commit, ".mailmap")
        if not entries or not entries[-1].mode.startswith("100"):
            return ""
        (blob,) = repository.blobs([entries[-1].id], 0)
    except GitError:
        return None
    return commit if blob.size is not None else None
