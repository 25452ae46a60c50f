"""Citations to references: which template of the policy a link fits, and what it is a link to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.evidence.address import Address, split
from ladderci.evidence.reference import Form, Reference
from ladderci.evidence.templates import REPOSITORY_PATTERN, Template, parse

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ladderci.model import Citation, Policy

_SHORT_NUMBER: Final = re.compile(forms.SHORT_NUMBER)
_SHORT_COMMIT: Final = re.compile(forms.SHORT_COMMIT)
_CLEAN: Final = re.compile(r"https://([a-z0-9.-]+)/[A-Za-z0-9._~/-]*[A-Za-z0-9_~-]")
"""What most links look like, and what need not be taken apart any further."""
_REPOSITORY: Final = re.compile(r"/([A-Za-z0-9._-]+)/([A-Za-z0-9._-]+)(?:/|$)")
_NO_OWNERS: Final = frozenset(["orgs", "users", "apps", "search", "topics", "settings", "marketplace", "sponsors"])
"""First segments of GitHub's own pages, which no account can have for a name."""
_OF_FORGES: Final = frozenset(["number", "sha"])
"""Placeholders of merge requests, issues and commits, wherever they lie."""
_COMMIT_DIGITS: Final = 7
"""How many digits of a commit's id are compared: the fewest that may be written."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A template within a compiled pattern."""

    template: Template
    kinds: tuple[str, ...]
    groups: tuple[int, ...]
    """The pattern's groups that hold the values of the identity."""
    repository: tuple[int, int] | None
    """The pattern's groups that hold owner and name."""

    def identity(self, found: re.Match[str]) -> str:
        """Return what stands behind the host in the identity of a link that fits."""
        if self.template.is_insensitive:
            return (self.template.identity % found.group(*self.groups)).lower()
        slots = zip(self.groups, self.template.slots, strict=True)
        values = (found[group].lower() if slot.is_insensitive else found[group] for group, slot in slots)
        return self.template.identity % tuple(values)


@dataclass(frozen=True, slots=True)
class _Choices:
    """All templates of a host that look at the same parts of a link, in one pattern."""

    pattern: re.Pattern[str]
    query: tuple[str, ...]
    has_fragment: bool
    by_group: dict[int, _Choice]

    def match(self, address: Address) -> tuple[_Choice, re.Match[str]] | None:
        """Return the template that an address fits, and how."""
        if (self.has_fragment and not address.fragment) or (self.query and not address.query):
            return None
        text = address.path
        if self.query:
            text += _asked(address.query, self.query)
        if self.has_fragment:
            text += "#" + address.fragment
        found = self.pattern.fullmatch(text)
        return (self.by_group[found.lastindex], found) if found and found.lastindex else None


def _asked(query: str, names: tuple[str, ...]) -> str:
    """Return the parameters that a template asks for, in its order."""
    given = {pair.partition("=")[0]: pair for pair in reversed(query.split("&"))}
    return "?" + "&".join(given.get(name, "") for name in names)


class Reader:
    """Reads citations by a policy's templates; made once for a policy."""

    def __init__(self, policy: Policy) -> None:
        """Compile the policy's templates. Those with a fault are left out: lint reports them."""
        self._forges = frozenset(policy.hosts)
        self._home = policy.hosts[0] if policy.hosts else ""
        templates = tuple(_templates(policy))
        literal = dict.fromkeys(template.host for template, _ in templates if template.host)
        self.hosts = tuple(dict.fromkeys((*policy.hosts, *literal)))
        """The hosts that count, those of the policy first."""
        self._hosts: dict[str, tuple[str, tuple[_Choices, ...]]] = {}
        for host in self.hosts:
            known = (host, tuple(_choices(templates, host, is_forge=host in self._forges)))
            self._hosts[host] = known
            self._hosts.setdefault(f"www.{host}", known)
        self._number_kinds = tuple(_filled_by(templates, {"owner", "repo", "number"}))
        self._commit_kinds = tuple(_filled_by(templates, {"owner", "repo", "sha"}))

    def read(self, citation: Citation, work_keys: Container[str]) -> Reference:
        """Return what a citation says. Never raises, whatever was written, and takes linear time.

        Args:
            citation: as it was written.
            work_keys: the keys of the review's work items.

        """
        link = citation.link
        if link.startswith(("https://", "http://")):
            return self._clean(citation, link) or self._address(citation, link)
        if not link:
            return _testimony(citation)
        if link in work_keys:
            return Reference(citation, Form.WORK, identity=link)
        if "#" in link and (found := _SHORT_NUMBER.fullmatch(link)):
            return self._short(citation, found, "#", found[3])
        if "@" in link and (found := _SHORT_COMMIT.fullmatch(link)):
            return self._short(citation, found, "@", found[3])
        return Reference(citation, Form.UNKNOWN, identity=link)

    def _short(self, citation: Citation, found: re.Match[str], mark: str, value: str) -> Reference:
        repository = f"{found[1]}/{found[2]}"
        said = self._number_kinds if mark == "#" else self._commit_kinds
        page = "issues" if mark == "#" else "commit"
        same = value if mark == "#" else value[:_COMMIT_DIGITS]
        return Reference(
            citation,
            Form.LINK,
            _narrowed(said, citation.kind),
            f"{self._home}/{repository.lower()}{mark}{same}",
            self._home,
            repository,
            f"https://{self._home}/{repository}/{page}/{value}",
            said,
        )

    def _clean(self, citation: Citation, link: str) -> Reference | None:
        """Return what a link says that is written as plainly as can be; None leaves it to the long way round."""
        clean = _CLEAN.fullmatch(link)
        is_plain = clean and "/." not in link
        host, choices = self._hosts.get(clean[1], ("", ())) if clean and is_plain else ("", ())
        if clean and choices and not (choices[-1].query or choices[-1].has_fragment):
            found = choices[-1].pattern.fullmatch(link, clean.end(1))
            if found and found.lastindex:
                return _matched(citation, host, choices[-1].by_group[found.lastindex], found, "")
        return None

    def _address(self, citation: Citation, link: str) -> Reference:
        address = split(link)
        if address is None:
            return Reference(citation, Form.UNKNOWN, identity=link)
        known = self._hosts.get(address.host)
        if known is None:
            form = Form.UNKNOWN if address.has_user else Form.LINK
            url = "" if address.has_user else _opened(link)
            return Reference(citation, form, (), _verbatim(address), address.host, "", url, (), is_known_host=False)
        host, choices = known
        if address.has_user:
            return Reference(citation, Form.UNKNOWN, identity=link, host=host)
        for some in choices:
            matched = some.match(address)
            if matched:
                return _matched(citation, host, *matched, address.query)
        repository = self._repository(host, address.path)
        stated = (citation.kind,) if citation.kind else ()
        return Reference(citation, Form.LINK, stated, _verbatim(address, host), host, repository, _opened(link))

    def _repository(self, host: str, path: str) -> str:
        found = _REPOSITORY.match(path) if host in self._forges else None
        return f"{found[1]}/{found[2]}" if found and found[1].lower() not in _NO_OWNERS else ""


@lru_cache(maxsize=16)
def reader_of(policy: Policy) -> Reader:
    """Return the reader of a policy, made once."""
    return Reader(policy)


def _testimony(citation: Citation) -> Reference:
    where = "/".join(map(str, citation.path))
    kinds = (citation.kind,) if citation.kind else ()
    return Reference(citation, Form.TESTIMONY, kinds, f"testimony:{where}")


def _matched(citation: Citation, host: str, choice: _Choice, found: re.Match[str], query: str) -> Reference:
    # A forge's queries only choose a view. Elsewhere they may name the thing: a dashboard's panel, a document's id.
    is_viewed = _OF_FORGES.intersection(choice.template.names)
    names_more = query and choice.template.host and not choice.template.query and not is_viewed
    return Reference(
        citation,
        Form.LINK,
        _narrowed(choice.kinds, citation.kind) if citation.kind else choice.kinds,
        f"{host}{choice.identity(found)}{f'?{query}' if names_more else ''}",
        host,
        "/".join(found.group(*choice.repository)) if choice.repository else "",
        _opened(citation.link),
        choice.kinds,
    )


def _narrowed(said: tuple[str, ...], stated: str) -> tuple[str, ...]:
    """Return what a link counts as: what was stated, unless the link says something else."""
    return (stated,) if stated and (stated in said or not said) else said


def _opened(link: str) -> str:
    return link if link.startswith("https://") else f"https://{link.removeprefix('http://')}"


def _verbatim(address: Address, host: str = "") -> str:
    """Return the identity of a link that no template fits: what its query and fragment mean, nobody has said."""
    query = f"?{address.query}" if address.query else ""
    fragment = f"#{address.fragment}" if address.fragment else ""
    return f"{host or address.host}{address.path}{query}{fragment}"


# --- compiling -----------------------------------------------------------------------------------------------------


def _templates(policy: Policy) -> Iterator[tuple[Template, str]]:
    for kind in policy.kinds:
        for text in kind.links:
            template = parse(text)
            if template is not None:
                yield template, kind.id


def _filled_by(templates: Iterable[tuple[Template, str]], names: set[str]) -> Iterator[str]:
    """Yield the kinds of links that these placeholders fill on the policy's hosts, each once."""
    fitting = (kind for template, kind in templates if not template.host and set(template.names) == names)
    return iter(dict.fromkeys(fitting))


def _choices(templates: Iterable[tuple[Template, str]], host: str, *, is_forge: bool) -> Iterator[_Choices]:
    groups: dict[tuple[bool, tuple[str, ...]], dict[str, tuple[Template, list[str]]]] = {}
    for template, kind in templates:
        if template.host == host or (is_forge and not template.host):
            group = groups.setdefault((template.has_fragment, template.query), {})
            group.setdefault(template.pattern, (template, []))[1].append(kind)
    # A link that has the fragment or the query that a template asks for fits it better than one that ignores them.
    for (has_fragment, query), group in sorted(groups.items(), key=lambda item: (not item[0][0], -len(item[0][1]))):
        ordered = sorted(group.values(), key=lambda entry: entry[0].weight)
        pattern, by_group = _compiled(ordered)
        yield _Choices(pattern, query, has_fragment, by_group)


def _compiled(entries: list[tuple[Template, list[str]]]) -> tuple[re.Pattern[str], dict[int, _Choice]]:
    """Return one pattern for several templates. Neighbours that begin with a repository share that beginning."""
    by_group: dict[int, _Choice] = {}
    parts: list[str] = []
    at = 1
    for is_in_repository, neighbours in groupby(entries, lambda entry: entry[0].pattern.startswith(REPOSITORY_PATTERN)):
        shared = (at, at + 1) if is_in_repository else ()
        at += len(shared)
        alternatives: list[str] = []
        for template, kinds in neighbours:
            own = range(at + 1, at + 1 + len(template.names) - len(shared))
            by_group[at] = _choice(template, tuple(dict.fromkeys(kinds)), (*shared, *own))
            alternatives.append(f"({template.pattern[len(REPOSITORY_PATTERN) if shared else 0 :]})")
            at += 1 + len(own)
        parts.append((REPOSITORY_PATTERN if shared else "") + f"(?:{'|'.join(alternatives)})")
    return re.compile("|".join(parts)), by_group


def _choice(template: Template, kinds: tuple[str, ...], groups: tuple[int, ...]) -> _Choice:
    at = dict(zip(template.names, groups, strict=True))
    repository = (at["owner"], at["repo"]) if "owner" in at and "repo" in at else None
    return _Choice(template, kinds, tuple(groups[slot.group] for slot in template.slots), repository)
