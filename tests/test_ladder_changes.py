"""A ladder changes under a review that is half written, and years later under one that is done: in real git."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pytest

from ladderci.document import read
from tests.repositories import Repository, repository, run
from tests.test_docs import AUTHORS, blocks_of, is_quoted_from
from tests.test_git import commit, git
from tests.workspace import POLICY_FILE, ROOT, RUBRIC, RUBRIC_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["repository"]

REVIEW = "reviews/2027-h1/ada-quill.yaml"
CYCLE = "rubric/cycles/2027-h1/cycle.yaml"
COPY = f"rubric/cycles/2027-h1/{RUBRIC}.yaml"
STUB = "    rating:\n    story:\n    evidence:\n"

REWORDED = {
    "results.impact.act-with-urgency": "Acts first, and says what it was worth afterwards.",
    "results.ownership.keep-commitments": "Keeps commitments, and says early when one cannot be kept.",
    "craft.ml-fluency.use-ml-tools": "Knows the tools of the trade and picks the plainest.",
}
RENAMED = {
    "results.ownership.advocate-improvements": "results.ownership.push-for-improvements",
    "results.ownership.reduce-upkeep": "results.ownership.lower-upkeep",
}
MOVED = {
    "direction.innovation.contribute-ideas": "results.innovation.contribute-ideas",
    "direction.innovation.try-new-approaches": "results.innovation.try-new-approaches",
}
REMOVED = "culture.organizational-health.champion-virtual-first"
ADDED = ("results.impact.measure-outcomes", "craft.ml-design.retire-models")

WRITTEN = {
    "results.impact.act-with-urgency": """\
    rating: meets
    # the one that counts
    story: |
      The feed was down to one model. In March:

        - moved it in three steps
        - #: each with a way back
    evidence: [acme/ranker#1, acme/ranker#2]   # both merged
""",
    "results.ownership.keep-commitments": """\
    rating: growing
    story: >-
      Every date but one,
      and that one was announced.
    evidence:
      - link: acme/ranker#3
        note: "the plan: with its date"
      # and the talk?
      - acme/ranker@1f3c9ab
""",
    "results.ownership.advocate-improvements": """\
    story: 'wrote it down first' # short
    rating: meets
    evidence:
      - acme/ranker#4
""",
    "direction.innovation.contribute-ideas": """\
    rating: not-yet
    reason: "Nothing of mine was taken up,
      and I know why."
""",
    "direction.innovation.try-new-approaches": """\
    rating: meets
    evidence: [acme/ranker#5]
    # hard negatives, twice
""",
    REMOVED: """\
    rating: meets
    story: Été 🏆, from three time zones.
    evidence:
      - https://docs.acme.example/remote
""",
}
"""What Ada wrote before the ladder changed: half of what is asked, in every way of writing."""


# --- what the ladder's owner does, by hand in the living file ------------------------------------------------------


def lines_of(text: str, id_: str) -> tuple[int, int]:
    """Return where an expectation or a section stands in the shipped rubric's file: the first line, and the next."""
    lines = text.splitlines()
    keys = id_.split(".")
    at, depth = 0, 2
    for key in keys:
        at = next(n for n in range(at, len(lines)) if lines[n] == f"{' ' * depth}{key}:")
        depth += 4
    depth -= 4
    ends = (
        n for n in range(at + 1, len(lines)) if lines[n].strip() and len(lines[n]) - len(lines[n].lstrip()) <= depth
    )
    return at, next(ends, len(lines))


def reword(text: str, id_: str, words: str) -> str:
    first, end = lines_of(text, id_)
    block = "\n".join(text.splitlines()[first:end])
    changed = re.sub(r"text:.*?(?=\n {12}\w)", f"text: {words}", block, count=1, flags=re.DOTALL)
    return text.replace(block, changed)


def rename(text: str, old: str, new: str) -> str:
    first, _ = lines_of(text, old)
    lines = text.splitlines(keepends=True)
    lines[first] = f"          {new.rpartition('.')[2]}:\n            replaces: [{old}]\n"
    return "".join(lines)


def cut(text: str, id_: str) -> tuple[str, str]:
    first, end = lines_of(text, id_)
    lines = text.splitlines(keepends=True)
    return "".join(lines[:first] + lines[end:]), "".join(lines[first:end])


def change_the_ladder(repository: Repository) -> None:
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    for id_, words in REWORDED.items():
        text = reword(text, id_, words)
    for old, new in RENAMED.items():
        text = rename(text, old, new)
    for old in MOVED:
        text = rename(text, old, old)
    text, section = cut(text, "direction.innovation")
    at = text.index("  direction:\n")
    text = text[:at].rstrip("\n") + "\n" + section.rstrip("\n") + "\n\n" + text[at:]
    text, _ = cut(text, REMOVED)
    where = text.index("          focus-on-team-goals:\n")
    new = "          measure-outcomes:\n            text: Measures.\n            required: true\n"
    text = text[:where] + new + text[where:]
    where = text.index("          adjust-lifecycle-designs:\n")
    text = (
        f"{text[:where]}          retire-models:\n            text: Retires models that serve nobody.\n{text[where:]}"
    )
    text = f"{text.rstrip()}\nremoved:\n  {REMOVED}: {{version: 2, was: Works well apart.}}\n"
    repository.workspace.write(text, RUBRIC_FILE)


# --- what Ada and the others see -----------------------------------------------------------------------------------


def write_half(repository: Repository) -> None:
    text = repository.read(REVIEW)
    for id_, answer in WRITTEN.items():
        assert text.count(f"  {id_}:\n{STUB}") == 1, id_
        text = text.replace(f"  {id_}:\n{STUB}", f"  {id_}:\n{answer}")
    text = text.replace("summary:\n", "summary: |\n  A half year of #: trains.\n# mine, and in nobody's way\n", 1)
    repository.workspace.write(text, REVIEW)


def data(text: str) -> dict[str, Any]:
    return cast("dict[str, Any]", read("", text.encode()).data)


def checked(repository: Repository) -> tuple[int, Counter[str], dict[str, str]]:
    """Return the exit code of a check, how often each code was found, and the messages of the errors and outdated."""
    assert repository.root.is_dir()
    result = run("check", REVIEW, "--format", "json")
    findings = json.loads(result.stdout)["findings"]
    return (
        result.exit_code,
        Counter(one["code"] for one in findings),
        {one["message"]: one["help"] for one in findings if one["code"] in {"LC102", "LC208"}},
    )


def written_lines(text: str) -> Counter[str]:
    """Return the lines that are no tool's: all but `#:` lines, headings, the version and lines without words."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Counter(line for line in lines if not re.match(r"\s*(#:(?! trains)|# ───|rubric-version:)", line))


@pytest.fixture
def opened(repository: Repository) -> Repository:
    """A cycle that was opened when the last one was closed, and Ada's review half written in it."""
    assert run("cycle", "close", "2026-h2", "--early").exit_code == 0
    days = ("--from", "2027-01-01", "--to", "2027-06-30", "--due", "2027-07-15")
    assert run("cycle", "open", "2027-h1", *days, "--rubric", RUBRIC).exit_code == 0
    assert run("schema").exit_code == 0
    assert run("new", "--cycle", "2027-h1", "--subject", "ada-quill").exit_code == 0
    write_half(repository)
    commit(repository.root, {})
    return repository


def test_a_ladder_that_changes_under_a_review(opened: Repository) -> None:
    half = opened.read(REVIEW)
    as_written = run("check", REVIEW).stdout

    # The living ladder changes, and nothing moves under Ada.
    change_the_ladder(opened)
    lint = run("rubric", "lint")
    assert (lint.exit_code, "error" in lint.stdout) == (0, False), lint.stdout
    assert run("check", REVIEW).stdout == as_written
    assert run("update", REVIEW).stdout == f"{REVIEW} is up to date\n"
    commit(opened.root, {})

    # The cycle lead brings the copy up to it, on purpose, and sees what that does.
    dry = run("cycle", "repin", "2027-h1", "--dry-run").stdout
    repinned = run("cycle", "repin", "2027-h1").stdout
    assert dry.partition("would write")[0] == repinned.partition("wrote")[0]
    for words in (
        "version 1 → 2",
        "reworded  results.impact.act-with-urgency",
        f"gone      {REMOVED}",
        f"\n{REVIEW}\n",
    ):
        assert words in repinned
    for old, new in (RENAMED | MOVED).items():
        assert f"  moved     {new} · was {old}\n" in repinned
    assert "gains warning LC208: `results.ownership.keep-commitments` was reworded in version 2" in repinned
    assert run("cycle", "repin", "2027-h1").stdout.endswith("2027-h1 is up to date\n")
    assert opened.read(REVIEW) == half
    commit(opened.root, {})

    # The check shows both wordings, and says which answers have another place now.
    code, codes, said = checked(opened)
    assert (code, codes["LC102"], codes["LC208"]) == (1, 5, 2)
    [outdated] = [message for message in said if "keep-commitments" in message]
    assert "before, it said “Keeps commitments, answers for the work and delivers on time.”" in outdated
    assert REWORDED["results.ownership.keep-commitments"] in said[outdated]
    for old in ("results.ownership.advocate-improvements", *MOVED):
        assert said[f"`{old}` is called `{(RENAMED | MOVED)[old]}` now"].startswith("`ladderci update`")
    assert f"`{REMOVED}` is asked no more, since version 2 of the rubric" in said

    # The update shows the same, carries every answer along, and loses nothing.
    dry = run("update", REVIEW, "--dry-run").stdout
    assert (
        f"-  results.ownership.advocate-improvements:\n+  {RENAMED['results.ownership.advocate-improvements']}:" in dry
    )
    assert opened.read(REVIEW) == half
    told = run("update", REVIEW).stdout
    assert told == "updated" + dry.partition("would update")[2]
    [shown] = [block for block in blocks_of(AUTHORS, "text") if "ladderci update" in block.text]
    assert is_quoted_from(shown.text.partition("\n")[2] + "…\n", told), told
    assert f"  retired   {REMOVED}\n" in told
    assert f"  added     {ADDED[0]}\n" in told
    for id_ in ("results.impact.act-with-urgency", "results.ownership.keep-commitments"):
        assert f"  reworded  {id_}, in version 2\n            before: " in told
    after = opened.read(REVIEW)
    places = RENAMED | MOVED | {REMOVED: REMOVED}
    answers = data(after)["expectations"] | data(after)["retired"]
    for id_ in WRITTEN:
        assert answers[places.get(id_, id_)] == data(half)["expectations"][id_]
    lost, gained = written_lines(half) - written_lines(after), written_lines(after) - written_lines(half)
    assert lost == Counter(f"  {old}:" for old in RENAMED | MOVED)
    assert gained == Counter(
        [*(f"  {new}:" for new in (RENAMED | MOVED).values()), "retired:", f"  {ADDED[0]}:", *STUB.splitlines()]
    )

    # Then all is well again, and the page shows what was retired apart.
    code, codes, said = checked(opened)
    assert (code, codes["LC102"], codes["LC208"]) == (0, 0, 0)
    assert run("update", REVIEW).stdout == f"{REVIEW} is up to date\n"
    page = run("render", REVIEW).stdout
    apart = page.partition("## Not in this ladder")[2]
    assert "### Works well apart." in apart
    assert "> Été 🏆, from three time zones." in apart
    assert "Every date but one, and that one was announced." in page.partition("## Not in this ladder")[0]


# --- years later ---------------------------------------------------------------------------------------------------

ANOTHER = """\
rubric: stoker/s1
title: S1 Stoker
version: 9
ratings:
  good: {title: Good, meaning: Is good., needs: evidence}
areas:
  fire: {title: Fire, sections: {heat: {title: Heat, expectations: {keep-hot: {text: Keeps it hot., required: true}}}}}
"""
POLICY = """\
policy: 1
hosts: [git.example]
kinds: {telegram: {title: Telegram, links: ["https://wire.example/{number}"]}}
limits: {text: 100}
severities: {outdated-answer: "off", missing-rating: "off"}
"""
LATER = """\
import datetime, sys, time
class Date(datetime.date):
    @classmethod
    def today(cls): return cls(2029, 2, 3)
class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2029, 2, 3, tzinfo=tz)
now = time.time
time.time = lambda: now() + 63_072_000
datetime.date, datetime.datetime = Date, DateTime
from ladderci.cli import main
main()
"""


def years_later(folder: Path, *arguments: str) -> str:
    """Return what a command says two years on."""
    done = subprocess.run(
        [sys.executable, "-c", LATER, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout


def shown(ask: Callable[..., str]) -> list[str]:
    """Return the reports and the page of the review, as text and as bytes of every format."""
    reports = [ask("check", REVIEW, "--format", form) for form in ("text", "json", "github", "sarif")]
    return [*reports, ask("render", REVIEW)]


@pytest.mark.parametrize("is_updated", [False, True], ids=["as it was left", "brought up to date"])
def test_a_closed_cycle_is_judged_ever_after_by_what_it_was_judged_by(
    opened: Repository, tmp_path: Path, *, is_updated: bool
) -> None:
    change_the_ladder(opened)
    assert run("cycle", "repin", "2027-h1").exit_code == 0
    if is_updated:
        assert run("update", REVIEW).exit_code == 0
    said = shown(lambda *words: run(*words).stdout)
    closed = run("cycle", "close", "2027-h1", "--early")
    assert closed.stdout.startswith(f"1 review was never submitted:\n  {REVIEW}\nwrote {CYCLE}\nnext: ")
    commit(opened.root, {})

    git(opened.root, "rm", "--quiet", RUBRIC_FILE)
    commit(opened.root, {"rubric/stoker/s1.yaml": ANOTHER, POLICY_FILE: POLICY})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{opened.root}", str(clone))
    assert shown(lambda *words: years_later(clone, *words)) == said


def test_a_cycle_without_copies_keeps_what_it_was_judged_by_when_it_closes(repository: Repository) -> None:
    path = repository.write_review("acme/ranker#1", status="submitted")
    said = run("check", path).stdout
    assert run("cycle", "close", "2026-h2", "--early").exit_code == 0
    repository.workspace.write(POLICY, POLICY_FILE)
    (repository.root / RUBRIC_FILE).unlink()
    assert run("check", path).stdout == said
    assert repository.read(f"rubric/cycles/2026-h2/{RUBRIC}.yaml") == (ROOT / RUBRIC_FILE).read_text(encoding="utf-8")
