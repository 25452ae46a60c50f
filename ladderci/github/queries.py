"""The text of the queries: many questions in one request, each under an alias of its own.

Whatever a question is about travels as a variable and fits a strict form before; the text itself is ours alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PAGE: Final = 100
"""Entries of a list a request, the most that the API gives."""
PEOPLE: Final = 10
"""Authors of a commit that are asked for."""
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_-]{1,100}/(?!\.\.?\Z)[A-Za-z0-9._-]{1,100}")
_ID: Final = re.compile(r"[0-9a-f]{7,64}")
_REF: Final = re.compile(r"(?!/|.*(?:\.\.|//|@\{|\.lock\Z|[./]\Z))[^\x00-\x20\x7f~^:?*\[\\\ud800-\udfff]{1,255}")
"""A branch's or a tag's name, by `git help check-ref-format`."""
_MOST: Final = 2**31 - 1
"""Of the API's `Int`."""

_FRAGMENTS: Final = {
    "actor": ("Actor", "__typename login"),
    "people": ("GitActorConnection", "totalCount nodes{name email user{login}}"),
    "pull": ("PullRequest", "number title closed mergedAt baseRefName author{...actor}"),
    "reviews": (
        "PullRequestReviewConnection",
        "totalCount pageInfo{hasNextPage endCursor} nodes{url state submittedAt author{...actor}}",
    ),
    "remarks": (
        "PullRequestReviewConnection",
        f"nodes{{comments(first:{PAGE}){{totalCount nodes{{url state publishedAt author{{...actor}}}}}}}}",
    ),
    "commits": (
        "PullRequestCommitConnection",
        f"totalCount pageInfo{{hasNextPage endCursor}} nodes{{commit{{authors(first:{PEOPLE}){{...people}}}}}}",
    ),
    "issue": (
        "Issue",
        (
            f"number title closed closedAt author{{...actor}} assignees(first:{PAGE}){{...accounts}} "
            f"participants(first:{PAGE}){{...accounts}} timelineItems(itemTypes:[CLOSED_EVENT],last:1){{...closing}}"
        ),
    ),
    "closing": ("IssueTimelineItemsConnection", "nodes{...on ClosedEvent{actor{...actor}}}"),
    "accounts": ("UserConnection", "totalCount nodes{login}"),
    "commit": ("Commit", f"oid messageHeadline committedDate authors(first:{PEOPLE}){{...people}}"),
    "standing": ("Comparison", "status headTarget{oid}"),
}
_NEEDS: Final = {
    "pull": ("actor",),
    "reviews": ("actor",),
    "remarks": ("actor",),
    "commits": ("people",),
    "issue": ("actor", "accounts", "closing"),
    "commit": ("people",),
}


class Variable(NamedTuple):
    """A variable of a query."""

    name: str
    type: str
    value: str | int | None


class Query(NamedTuple):
    """What is sent."""

    text: str
    variables: tuple[Variable, ...]

    def sent(self) -> dict[str, object]:
        """Return it as the API wants it."""
        return {"query": self.text, "variables": {variable.name: variable.value for variable in self.variables}}


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """Asks what an issue or a pull request is."""

    repository: str
    number: int
    has_remarks: bool = False
    """Whether the remarks of its reviews are wanted too."""


@dataclass(frozen=True, slots=True)
class MoreQuestion:
    """Asks how the lists of a pull request go on."""

    repository: str
    number: int
    has_remarks: bool
    reviews: str
    """The cursor behind which to go on; empty where nothing more is wanted."""
    commits: str


@dataclass(frozen=True, slots=True)
class CommitQuestion:
    """Asks what a commit is, and which of these branches or the default one has it."""

    repository: str
    id: str
    """As far as it is known, in lower case."""
    branches: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ReleaseQuestion:
    """Asks what a release is."""

    repository: str
    tag: str


Question: TypeAlias = NumberQuestion | MoreQuestion | CommitQuestion | ReleaseQuestion


class _Part(NamedTuple):
    """One question's share of a query."""

    text: str
    variables: tuple[Variable, ...]
    fragments: tuple[str, ...]


def is_repository(text: str) -> bool:
    """Return whether a text can be the name of a repository, `owner/name`."""
    return _REPOSITORY.fullmatch(text) is not None


def is_ref(text: str) -> bool:
    """Return whether a text can be the name of a branch or a tag."""
    return _REF.fullmatch(text) is not None


def can_be_asked(question: Question) -> bool:
    """Return whether all that a question is about has the form of such things."""
    if not is_repository(question.repository):
        return False
    match question:
        case CommitQuestion(_, name, branches):
            return _ID.fullmatch(name) is not None and all(map(is_ref, branches))
        case ReleaseQuestion(_, tag):
            return is_ref(tag)
        case _:
            return 0 < question.number <= _MOST


def query_of(questions: Sequence[Question]) -> Query:
    """Return one query for several questions; the answer to the n-th stands under `t<n>`, counted from 0."""
    named = dict.fromkeys(name for one in questions if isinstance(one, CommitQuestion) for name in one.branches)
    branches = {branch: number for number, branch in enumerate(named)}
    parts = [_part(index, question, branches) for index, question in enumerate(questions)]
    variables = tuple(dict.fromkeys(variable for part in parts for variable in part.variables))
    declared = ",".join(f"${variable.name}:{variable.type}" for variable in variables)
    return Query(f"query({declared}){{{' '.join(part.text for part in parts)}}}{_fragments(parts)}", variables)


def _part(index: int, question: Question, branches: Mapping[str, int]) -> _Part:
    """Return what a question asks for. Kinds share no field of different types: `state` has two, so it is not asked."""
    match question:
        case NumberQuestion():
            part = _numbered(index, question)
        case MoreQuestion():
            part = _more(index, question)
        case CommitQuestion():
            part = _commit(index, question, branches)
        case ReleaseQuestion():
            text = f"release(tagName:$tag{index}){{name tagName isDraft publishedAt author{{...actor}}}}"
            part = _Part(text, (Variable(f"tag{index}", "String!", question.tag),), ("actor",))
    owner, _, name = question.repository.partition("/")
    place = (Variable(f"owner{index}", "String!", owner), Variable(f"name{index}", "String!", name))
    text = f"t{index}:repository(owner:$owner{index},name:$name{index}){{nameWithOwner {part.text}}}"
    return _Part(text, (*place, *part.variables), part.fragments)


def _numbered(index: int, question: NumberQuestion) -> _Part:
    remarks = " ...remarks" if question.has_remarks else ""
    lists = f"reviews(first:{PAGE}){{...reviews{remarks}}} commits(first:{PAGE}){{...commits}}"
    text = f"issueOrPullRequest(number:$number{index}){{__typename ...on PullRequest{{...pull {lists}}} ...issue}}"
    fragments = ("pull", "reviews", "commits", "issue", *(("remarks",) if question.has_remarks else ()))
    return _Part(text, (Variable(f"number{index}", "Int!", question.number),), fragments)


def _more(index: int, question: MoreQuestion) -> _Part:
    variables = [Variable(f"number{index}", "Int!", question.number)]
    texts, fragments = ["...pull"], ["pull"]
    if question.reviews:
        remarks = " ...remarks" if question.has_remarks else ""
        texts.append(f"reviews(first:{PAGE},after:$reviews{index}){{...reviews{remarks}}}")
        fragments += ["reviews", "remarks"] if question.has_remarks else ["reviews"]
        variables.append(Variable(f"reviews{index}", "String!", question.reviews))
    if question.commits:
        texts.append(f"commits(first:{PAGE},after:$commits{index}){{...commits}}")
        fragments.append("commits")
        variables.append(Variable(f"commits{index}", "String!", question.commits))
    text = f"issueOrPullRequest(number:$number{index}){{__typename ...on PullRequest{{{' '.join(texts)}}}}}"
    return _Part(text, tuple(variables), tuple(fragments))


def _commit(index: int, question: CommitQuestion, numbers: Mapping[str, int]) -> _Part:
    """Return what is asked of a commit; `numbers` are those of the branches, whose variables all questions share."""
    name = f"id{index}"
    compared = f"name compare(headRef:${name}){{...standing}}"
    texts = [f"object(expression:${name}){{__typename ...commit}} default:defaultBranchRef{{{compared}}}"]
    variables = [Variable(name, "String!", question.id)]
    for branch in question.branches:
        number = numbers[branch]
        variables.append(Variable(f"branch{number}", "String!", f"refs/heads/{branch}"))
        texts.append(f"b{number}:ref(qualifiedName:$branch{number}){{{compared}}}")
    return _Part(" ".join(texts), tuple(variables), ("commit", "standing"))


def _fragments(parts: Iterable[_Part]) -> str:
    """Return the fragments that these parts need: the API refuses a query that has one to spare."""
    named = dict.fromkeys(name for part in parts for name in part.fragments)
    all_of = dict.fromkeys(inner for name in named for inner in (name, *_NEEDS.get(name, ())))
    return "".join(f" fragment {name} on {_FRAGMENTS[name][0]}{{{_FRAGMENTS[name][1]}}}" for name in all_of)
