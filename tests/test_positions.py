"""Every finding stands on the right line and column, and nothing is said twice.

A valid review is edited at each of its nodes: deleted, given twice, renamed, of the wrong type, of the wrong value.
Where the finding has to stand is known from the edit. PyYAML says where the nodes of the valid review are; nothing of
our own reading of documents is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from ladderci.app.check import Examiner
from ladderci.source import WorkTree
from tests.workspace import REVIEW, Workspace, complete_review, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Finding

Path = tuple[str | int, ...]
Where = tuple[str, int]
"""A code, and the offset at which its finding has to stand."""

WORK: Final = """\
work:
  feed-review:
    title: "Moved the feed ranker"
    when: 2026-08
    story: >
      In three
      steps.
    evidence:
      - https://github.com/acme/ranker/pull/1
      - link: https://github.com/acme/ranker/pull/2
        kind: pull-request
        note: 'the second half'
      - kind: feedback
        from: grace-osei
        when: 2026-10-14
        note: saw the rollback drill
  side-job:
    title: A flow of things
    when: 2026-07..2026-09
    evidence: [acme/ranker#3, "acme/ranker#4", {link: acme/ranker#5, note: in a flow}]
"""
PICKED: Final = next(one.id for one in shipped_rubric().expectations() if not one.required)
END: Final = f"""\
  {PICKED}:
    rating: no-opportunity
    reason: |-
      There was none,
      which I regret.
retired:
  results.ownership.long-gone:
    rating: meets
    story: What was asked once.
    evidence: [acme/ranker#6]
"""
REQUIRED: Final = {expectation.id: expectation for expectation in shipped_rubric().required()}
PROSE: Final = frozenset(["summary", "title", "story", "reason", "note"])
HEADER: Final = ("review", "rubric", "rubric-version", "cycle", "subject", "status")
FAR: Final = "qqqqq"
"""A name that resembles no other."""


@cache
def valid_review() -> str:
    """Return a review without a finding that has something of every form in it."""
    base = complete_review().replace(
        "summary: A steady half year.\n", "summary: |\n  A steady half year,\n  in three parts.\n"
    )
    head, _, rest = base.partition("work:\n")
    answers = "expectations:\n" + rest.partition("expectations:\n")[2]
    answers = answers.replace("      - feed-review\n", "      - feed-review\n      - side-job\n")
    return f"# yaml-language-server: $schema=nowhere.json\n{head}{WORK}{answers}{END}"


# --- the nodes of the valid review -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A value of the valid review, with its key where it has one."""

    path: Path
    key: yaml.ScalarNode | None
    value: yaml.Node
    is_flow: bool
    """Whether it stands in a list or mapping in brackets."""
    following: int | None
    """Where its next sibling begins."""
    before: int | None
    """Where its previous sibling ends."""

    @property
    def start(self) -> int:
        node = self.key or self.value
        return int(node.start_mark.index)

    @property
    def end(self) -> int:
        return end_of(self.value)

    @property
    def name(self) -> str:
        return str(self.path[-1])

    @property
    def field(self) -> str:
        """What it is, whatever the names of its parents: `cycle`, `work`, `item`, `answer`, `citation`, `note`."""
        if isinstance(self.path[-1], int):
            return "citation"
        if len(self.path) == 2:
            return {"work": "item", "expectations": "answer", "retired": "retired answer"}[str(self.path[0])]
        return self.name

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.value, yaml.ScalarNode)


def end_of(node: yaml.Node) -> int:
    """Return where a node's last visible character ends: those of blocks end where the next one begins."""
    return len(valid_review()[: node.end_mark.index].rstrip())


@cache
def entries() -> tuple[Entry, ...]:
    """Return everything in the valid review, in its order."""
    root = yaml.compose(valid_review(), Loader=yaml.SafeLoader)
    return tuple(_entries((), root))


def _entries(path: Path, node: yaml.Node) -> Iterator[Entry]:
    if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        return
    is_mapping = isinstance(node, yaml.MappingNode)
    pairs = node.value if is_mapping else [(None, item) for item in node.value]
    for number, (key, value) in enumerate(pairs):
        inner = (*path, key.value if is_mapping else number)
        following = next(((k or v).start_mark.index for k, v in pairs[number + 1 : number + 2]), None)
        before = end_of(pairs[number - 1][1]) if number else None
        yield Entry(inner, key, value, bool(node.flow_style), following, before)
        yield from _entries(inner, value)


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


# --- the edits ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """A review with one mistake in it, and what has to be found."""

    name: str
    text: str
    expected: tuple[Where, ...] = ()
    related: tuple[int, ...] = ()


def replaced(start: int, end: int, new: str) -> str:
    text = valid_review()
    return text[:start] + new + text[end:]


def without(entry: Entry) -> str | None:
    """Return the review without an entry; None where it is the only one of its parent."""
    if entry.following is not None:
        return replaced(entry.start, entry.following, "")
    if entry.before is None:
        return None
    return replaced(entry.before, entry.end, "")


def twice(entry: Entry) -> tuple[str, int]:
    """Return the review with an entry twice, and where the second one begins."""
    copy = valid_review()[entry.start : entry.end]
    line = valid_review().rfind("\n", 0, entry.start) + 1
    gap = ", " if entry.is_flow else "\n" + " " * (entry.start - line)
    if not entry.key and not entry.is_flow:
        gap = f"{gap[:-2]}- "
    return replaced(entry.end, entry.end, gap + copy), entry.end + len(gap)


def with_value(entry: Entry, new: str) -> str:
    """Return the review with another value, written in one line."""
    if not new:
        key = entry.key
        start = key.end_mark.index + 1 if key else entry.start - 1
        return replaced(start, entry.end, " " if entry.is_flow else "")
    if not entry.key:
        return replaced(entry.start, entry.end, new)
    return replaced(entry.key.end_mark.index + 1, entry.end, f" {new}")


def value_at(entry: Entry) -> int:
    """Return where a value that `with_value` wrote begins."""
    return int(entry.key.end_mark.index) + 2 if entry.key else entry.start


class Consequences:
    """What else has to be found, and where, when something is taken away from the valid review."""

    def __init__(self, text: str) -> None:
        self.text = text

    def root(self) -> int:
        """Return where the first key of the file stands."""
        return self.text.index("\n") + 1

    def key(self, *path: str | int) -> int:
        """Return where a key of the first or second level stands; the root where it is gone."""
        name = path[-1]
        at = self.text.find(f"\n{'  ' * (len(path) - 1)}{name}:")
        return at + 1 + 2 * (len(path) - 1) if at >= 0 else self.root()

    def citing(self, work: str) -> int:
        """Return where a work item is cited."""
        return self.text.index(f"      - {work}\n") + 8

    def unknown_work(self, *works: str) -> list[Where]:
        return [("LC307", self.citing(work)) for work in works]

    def empty_work(self, work: str) -> list[Where]:
        return [("LC302", self.citing(work))]

    def uncited(self) -> list[Where]:
        """Return the finding about work that is cited nowhere any more: one, at the first of it."""
        gone = [work for work in ("feed-review", "side-job") if f"      - {work}\n" not in self.text]
        here = [work for work in gone if f"\n  {work}:" in self.text]
        return [("LC308", self.key("work", here[0]))] if here else []

    def unanswered(self, *ids: str) -> list[Where]:
        return [("LC202", self.key("expectations")) for _ in ids]


def after_loss(entry: Entry, text: str) -> list[Where]:
    """Return what has to be found when an entry is not there, or holds nothing."""
    see, path = Consequences(text), entry.path
    owner = see.key(*path[:2]) if len(path) > 1 else see.root()
    match (path[0], entry.field):
        case (str() as name, field) if len(path) == 1 and name in HEADER:
            return [("LC101", see.root())]
        case ("expectations", "expectations"):
            return [*see.unanswered(*REQUIRED), *see.uncited()]
        case ("work", "work"):
            return see.unknown_work("feed-review", "side-job")
        case ("work", "item"):
            return see.unknown_work(entry.name)
        case ("work", "title"):
            return [("LC204", owner)]
        case ("work", "evidence"):
            return see.empty_work(str(path[1]))
        case ("expectations", "answer"):
            return [*(see.unanswered(entry.name) if entry.name in REQUIRED else []), *see.uncited()]
        case ("expectations", "rating"):
            return [("LC202", owner)]
        case ("expectations", "evidence"):
            return [("LC201", owner), *see.uncited()]
        case ("expectations", "reason"):
            return [("LC203", owner)]
        case _:
            return []  # every other key is optional


def item_of(entry: Entry) -> int:
    """Return where the list item begins that an entry stands in."""
    return next(one.start for one in entries() if one.path == entry.path[:4])


def after_loss_in_citation(entry: Entry) -> list[Where]:
    """Return what has to be found when a key of a citation is not there."""
    item = next(one for one in entries() if one.path == entry.path[:4])
    assert isinstance(item.value, yaml.MappingNode)
    keys = [key.value for key, _ in item.value.value]
    is_testimony = "link" not in keys
    if entry.name == "link":
        if "kind" not in keys:
            return [("LC101", item.start)]
        kind = next(value for key, value in item.value.value if key.value == "kind")
        return [("LC104", int(kind.start_mark.index))]  # a kind that stands only beside a link
    return [("LC101", item.start)] if is_testimony and entry.name in {"kind", "from", "when"} else []


def deletions() -> Iterator[Edit]:
    for entry in entries():
        text = without(entry)
        if text is None:
            continue
        if entry.field == "citation":
            expected = after_uncited(entry, text)
        elif len(entry.path) > 4:
            shift = entry.following - entry.start if entry.name == "link" and entry.following else 0
            expected = [(code, at - shift if code == "LC104" else at) for code, at in after_loss_in_citation(entry)]
        else:
            expected = after_loss(entry, text)
        yield Edit(f"delete {entry.path}", text, tuple(expected))


def after_uncited(entry: Entry, text: str) -> list[Where]:
    """Return what has to be found when one piece of evidence is not there."""
    see = Consequences(text)
    if entry.path[0] != "expectations":
        return []
    name = str(entry.path[1])
    left = len([one for one in entries() if one.path[:3] == entry.path[:3] and one.field == "citation"]) - 1
    too_little = [("LC201", see.key(*entry.path[:2]))] if left < REQUIRED[name].at_least else []
    return [*too_little, *see.uncited()]


def duplicates() -> Iterator[Edit]:
    for entry in entries():
        if entry.key:
            text, again = twice(entry)
            yield Edit(f"twice {entry.path}", text, (("LC007", again),), (entry.start,))


def repeated_evidence() -> Iterator[Edit]:
    for entry in entries():
        written = valid_review()[entry.start : entry.end]
        if entry.field == "citation" and entry.path[0] != "retired" and "feedback" not in written:
            text, again = twice(entry)  # the same words of two people are two things: testimony is left out
            link = written.index("link: ") + len("link: ") if "link: " in written else 0
            yield Edit(f"cite twice {entry.path}", text, (("LC305", again + link),), (entry.start + link,))


def renamings() -> Iterator[Edit]:
    for entry in entries():
        if not entry.key:
            continue
        for new in (FAR, f"{entry.name}x"):
            start = entry.start
            text = replaced(start, entry.key.end_mark.index, new)
            yield Edit(f"rename {entry.path} to {new}", text, tuple(after_renaming(entry, new, text)))


def after_renaming(entry: Entry, new: str, text: str) -> list[Where]:
    see, unknown, is_near = Consequences(text), ("LC102", entry.start), new != FAR
    match entry.field:
        case "item":
            return [("LC308", entry.start), *see.unknown_work(entry.name)]  # any key will do
        case "retired answer":
            return [] if is_near else [("LC105", entry.start)]  # any id will do
        case "answer":
            is_missed = not is_near and entry.name in REQUIRED
            return [unknown, *(see.unanswered(entry.name) if is_missed else [])]
        case "work" if not is_near:
            return [unknown, *after_loss(entry, text)]
        case "expectations" if not is_near:
            return [unknown, *see.unanswered(*REQUIRED), ("LC308", see.key("work", "feed-review"))]
        case field if field in HEADER:
            return [unknown] if is_near else [("LC101", see.root()), unknown]
        case _ if len(entry.path) > 4:
            lost = [
                (code, at + len(new) - len(entry.name) if code == "LC104" else at)
                for code, at in after_loss_in_citation(entry)
            ]
            return [unknown, *([] if is_near else lost)]
        case _:
            return [unknown]  # what is missing below an unknown key is not said as well


WRONG_TYPES: Final = {"a mapping": "{odd: 1}", "a list": "[odd]", "a number": "12", "nothing": ""}
TAKES: Final[dict[str, frozenset[str]]] = {
    "rubric-version": frozenset(["a number"]),
    **dict.fromkeys(PROSE, frozenset(["nothing"])),
    "when": frozenset(["nothing"]),
    **dict.fromkeys(["work", "expectations", "retired"], frozenset(["nothing"])),
    "item": frozenset(["nothing"]),
    "answer": frozenset(["nothing"]),
    "retired answer": frozenset(["nothing"]),
    "evidence": frozenset(["nothing"]),
    "rating": frozenset(["nothing"]),
}
"""Types that are no mistake where another one is usual: what is empty was not written yet."""
ONE_OF: Final = frozenset(["review", "rubric", "status", "rating", "kind"])
"""Where one of few values is asked for, any other is not allowed, whatever its type."""


def wrong_types() -> Iterator[Edit]:
    for entry in entries():
        for name, new in WRONG_TYPES.items():
            if name in shapes_of(entry) or (not entry.key and entry.is_flow and not new):
                continue
            text = with_value(entry, new)
            yield Edit(f"{name} for {entry.path}", text, tuple(after_wrong_type(entry, name, text)))


def shapes_of(entry: Entry) -> frozenset[str]:
    """Return the types with which a value is judged by its content: those are wrong values, not wrong types."""
    shapes = {
        "work": {"a mapping"},
        "expectations": {"a mapping"},
        "retired": {"a mapping"},
        "item": {"a mapping"},
        "answer": {"a mapping"},
        "retired answer": {"a mapping"},
        "citation": {"a mapping"},
        "evidence": {"a list"},
        "when": {"a number"},
    }
    return frozenset(shapes.get(entry.field, set()))


def after_wrong_type(entry: Entry, name: str, text: str) -> list[Where]:
    if name in TAKES.get(entry.field, ()):
        return after_emptying(entry, text) if name == "nothing" else []
    at = value_at(entry)
    if name == "nothing":  # a value without a width: its key, or its dash, stands for it
        at = entry.start if entry.key else entry.start - 2
    uncited = Consequences(text).uncited() if entry.field == "citation" and entry.path[0] == "expectations" else []
    return [("LC104" if entry.field in ONE_OF else "LC103", at), *uncited]


def after_emptying(entry: Entry, text: str) -> list[Where]:
    see = Consequences(text)
    if entry.field == "item":
        return [("LC204", entry.start), *see.empty_work(entry.name)]
    if entry.field == "answer":
        return [("LC202", entry.start), *see.uncited()]
    if len(entry.path) > 4:
        return []
    return after_loss(entry, text)


def wrong_values() -> Iterator[Edit]:
    for entry in entries():
        for new, code, needle in bad_values(entry):
            text = with_value(entry, new)
            at = place_for(entry, code) + (new.index(needle) if needle else 0)
            yield Edit(f"{new} for {entry.path}", text, ((code, at),))


def place_for(entry: Entry, code: str) -> int:
    """Return where a wrong value is told of: a text that says nothing is missing, and is told at what misses it."""
    owner = next((one.start for one in entries() if one.path == entry.path[:-1]), 0)
    return owner if code in {"LC203", "LC204"} else value_at(entry)


def bad_values(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield values that are wrong, the code of the finding, and the part of the value at which it stands."""
    if entry.path[0] == "retired":
        return
    yield from ((new, code, "") for new, code in _BAD.get(entry.field, ()))
    if entry.field == "when":
        yield from ((new, code, "") for new, code in _BAD_TIMES)
    if entry.field == "link" or (entry.field == "citation" and entry.is_scalar):
        is_work = entry.path[0] == "work"
        cited = valid_review()[entry.start : entry.end]
        if cited in {"feed-review", "side-job"} or entry.is_flow:
            return
        yield from _BAD_LINKS if entry.field == "citation" else _BAD_LINKS[:2]  # beside a kind, any form will do
        if "docs.acme" not in cited:
            elsewhere = cited.rpartition(" ")[2].replace("acme", "somebody")
            yield elsewhere, "LC304", "somebody"
        if not is_work:
            yield "nothing-known", "LC307", ""
    if entry.field in PROSE:
        yield "‹what happened›", "LC205", "‹"
        yield '"so far: ‹what happened› and on"', "LC205", "‹"
        yield "TODO", "LC205", ""
        yield "some\u200bthing", "LC009", "\u200b"
        yield '"a bell: \\a"', "LC009", ""
        if not entry.is_flow:
            yield "fixed in #812 at last", "LC010", "#"


_BAD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "review": (("2", "LC104"), ("one", "LC104")),
    "rubric": (("no/such-rubric", "LC405"),),
    "rubric-version": (("0", "LC104"), ("1.5", "LC103"), ("one", "LC103")),
    "cycle": (("2025-h1", "LC402"), ("Second Half", "LC105")),
    "subject": (("bo-tanaka", "LC401"), ("'@ada-quill'", "LC105")),
    "status": (("finished", "LC104"), ("Submitted", "LC104")),
    "rating": (("great", "LC104"), ("Meets", "LC104")),
    "kind": (("nonsense", "LC104"),),
    "from": (("'@grace-osei'", "LC105"), ("ada-quill", "LC312")),
    "title": ((f'"{"x" * 201}"', "LC106"), ('" "', "LC204")),
    "note": (("x" * 601, "LC106"),),
    "story": (("x" * 6001, "LC106"),),
    "reason": (("x" * 6001, "LC106"), ('" "', "LC203")),
    "summary": (("x" * 6001, "LC106"),),
}
_BAD_TIMES: Final = (("soon", "LC105"), ("2025-03", "LC309"), ("2026-09-31", "LC311"), ("12", "LC104"))
_BAD_LINKS: Final = (
    ("not a link", "LC105", ""),
    ("https://pastes.example/x", "LC303", "pastes"),
    ("https://github.com/acme/ranker/pulls/1", "LC301", ""),
)


def syntax_errors() -> Iterator[Edit]:
    for entry in entries():
        if not entry.is_scalar or entry.is_flow:
            continue
        for new in ("@grace", "`code`", "%done"):
            yield Edit(f"{new} for {entry.path}", with_value(entry, new), (("LC006", value_at(entry)),))
        text = with_value(entry, '"never closed')
        yield Edit(f"an open quote for {entry.path}", text, (("LC006", value_at(entry)),))
        text = with_value(entry, "one: two" if entry.key else "{one: two")
        at = value_at(entry) + 3 if entry.key else value_at(entry)
        yield Edit(f"a colon for {entry.path}", text, (("LC006", at),))


def inside_blocks() -> Iterator[Edit]:
    """Yield edits of the lines of block scalars: what is wrong there stands on its own line."""
    for entry in entries():
        if not isinstance(entry.value, yaml.ScalarNode) or entry.value.style not in {"|", ">"}:
            continue
        for at in range(valid_review().index("\n", entry.value.start_mark.index), entry.end):
            if valid_review()[at] == " " and valid_review()[at - 1].isalpha():
                yield Edit(f"a gap in {entry.path}", replaced(at, at, " ‹name it›"), (("LC205", at + 1),))
                yield Edit(f"hidden in {entry.path}", replaced(at, at, "\u202e"), (("LC009", at),))
                yield Edit(f"a hash in {entry.path}", replaced(at, at, " #812"))


EDITS: Final = (
    deletions,
    duplicates,
    repeated_evidence,
    renamings,
    wrong_types,
    wrong_values,
    syntax_errors,
    inside_blocks,
)


# --- the promise -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def examiner(workspace: Workspace) -> Examiner:
    examiner = Examiner(WorkTree(workspace.root))
    examiner.prepare([REVIEW])
    assert not examiner.rulebook.findings()
    return examiner


def places(findings: tuple[Finding, ...]) -> list[tuple[str, tuple[int, int]]]:
    return sorted((one.code, (one.span.start.line, one.span.start.column)) for one in findings)


def as_saved(text: str, form: str) -> bytes:
    match form:
        case "CRLF":
            return text.replace("\n", "\r\n").encode()
        case "BOM":
            return b"\xef\xbb\xbf" + text.encode()
        case _:
            return text.encode()


@pytest.mark.parametrize("form", ["plain", "CRLF", "BOM"])
def test_the_review_is_valid_to_begin_with(form: str, workspace: Workspace, examiner: Examiner) -> None:
    assert examiner.examine(workspace.write(as_saved(valid_review(), form))) == ()


@pytest.mark.parametrize("form", ["plain", "CRLF", "BOM"])
@pytest.mark.parametrize("edits", EDITS, ids=lambda edits: edits.__name__)
def test_a_mistake_is_found_where_it_was_made_and_said_once(
    edits: object, form: str, workspace: Workspace, examiner: Examiner
) -> None:
    assert callable(edits)
    wrong: dict[str, object] = {}
    count = 0
    for edit in edits():
        count += 1
        findings = examiner.examine(workspace.write(as_saved(edit.text, form)))
        expected = sorted((code, place_of(edit.text, at)) for code, at in edit.expected)
        related = [(one.span.start.line, one.span.start.column) for finding in findings for one in finding.related]
        if places(findings) != expected:
            wrong[edit.name] = {"expected": expected, "found": places(findings)}
        elif edit.related and related != [place_of(edit.text, at) for at in edit.related]:
            wrong[edit.name] = {"related": related}
    assert count > 10
    assert not wrong
