"""Who may change what in a pull request, and what it must not lose: by who opened it, by paths and by days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ladderci import document, load
from ladderci.evidence import reader_of
from ladderci.meaning import changes
from ladderci.model import Cycle, Event, EventKind, Period, Person, Severity
from ladderci.rules import (
    Case,
    ChangeCase,
    Home,
    RequestCase,
    Touch,
    TouchCase,
    confirmation_home,
    findings_of_change,
    findings_of_request,
    findings_of_touch,
)
from ladderci.rules.change import JUDGES
from tests.workspace import ROOT, shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from ladderci.model import Finding

CYCLE = Cycle(
    id="2026-h2",
    status="open",
    period=Period(date(2026, 7, 1), date(2026, 12, 31)),
    due=date(2027, 1, 15),
    people=(Person("ada", manager="Grace"), Person("linus-m", manager="grace", due=date(2027, 2, 1))),
)
CLOSED = replace(CYCLE, status="closed")
IN_TIME, MUCH_LATER = date(2026, 12, 1), date(2028, 1, 1)


def event(author: str, kind: EventKind = EventKind.PULL_REQUEST_TARGET) -> Event:
    return Event(kind, "acme/reviews", "main", "main", "a" * 40, "b" * 40, 7, author)


def touch(
    author: str = "ada", login: str = "ada", *, reviewers: str = "subject", manner: Touch = Touch.EDITED
) -> TouchCase:
    return TouchCase(
        document=document.read(f"reviews/2026-h2/{login}.yaml", b"" if manner is Touch.DELETED else b"status: draft\n"),
        home=Home("2026-h2", login),
        policy=replace(shipped_policy(), reviewers=reviewers),
        today=IN_TIME,
        cycle=CYCLE,
        event=event(author),
        touch=manner,
    )


def confirmation(author: str, witness: str, reviewers: str = "subject") -> TouchCase:
    return replace(touch(author, witness, reviewers=reviewers), is_confirmation=True)


def codes(case: TouchCase) -> list[str]:
    return [finding.code for finding in findings_of_touch(case)]


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("author", ["ada", "Ada", "ADA"])
def test_everybody_may_change_their_own_review(author: str) -> None:
    assert codes(touch(author)) == []


@pytest.mark.parametrize("author", ["linus-m", "grace", "ada_acme", "ada[bot]", "ad", "", "renovate[bot]"])
@pytest.mark.parametrize("manner", Touch)
def test_nobody_else_may_add_change_or_delete_it(author: str, manner: Touch) -> None:
    (finding,) = findings_of_touch(touch(author, manner=manner))
    assert (finding.code, finding.severity, finding.file) == ("LC408", Severity.ERROR, "reviews/2026-h2/ada.yaml")
    assert finding.message.startswith("this is ada's review")
    assert manner in finding.message
    assert "only ada" in finding.help


def test_a_companys_login_is_one_of_its_own() -> None:
    assert codes(touch("ada_acme", "ada_acme")) == []
    assert codes(touch("ada", "ada_acme")) == ["LC408"]


@pytest.mark.parametrize(("author", "login"), [("kai", "\u212aai"), ("sam", "\u017fam")])
def test_a_letter_that_only_lower_case_makes_a_login_is_none(author: str, login: str) -> None:
    assert codes(touch(author, login)) == ["LC408"]


@pytest.mark.parametrize(
    ("reviewers", "author", "found"),
    [
        ("manager", "ada", []),
        ("manager", "grace", []),
        ("manager", "GRACE", []),
        ("manager", "linus-m", ["LC408"]),
        ("anyone", "linus-m", []),
        ("anyone", "renovate[bot]", []),
    ],
)
def test_the_policy_may_let_others_write(reviewers: str, author: str, found: list[str]) -> None:
    assert codes(touch(author, reviewers=reviewers)) == found


def test_a_person_without_a_manager_has_nobody_in_that_place() -> None:
    nobody = replace(CYCLE, people=(Person("ada"),))
    assert codes(replace(touch("", reviewers="manager"), cycle=nobody)) == ["LC408"]
    assert codes(replace(touch("grace", reviewers="manager"), cycle=None)) == ["LC408"]


def test_without_a_pull_request_nobody_is_the_author() -> None:
    in_queue = event("", EventKind.MERGE_GROUP)
    for case in (touch("grace"), confirmation("grace", "ada")):
        assert codes(replace(case, event=in_queue)) == codes(replace(case, event=None)) == []


@pytest.mark.parametrize("reviewers", ["subject", "manager", "anyone"])
def test_a_confirmation_is_its_witness_own_whatever_the_policy_says(reviewers: str) -> None:
    assert codes(confirmation("Linus-M", "linus-m", reviewers)) == []
    assert codes(confirmation("grace", "linus-m", reviewers)) == ["LC409"]


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("reviews/2026-h2/confirmations/grace.yaml", Home("2026-h2", "grace")),
        ("reviews/2026-h2/grace.yaml", None),
        ("reviews/2026-h2/confirmations/x/grace.yaml", None),
        ("reviews/2026-h2/confirmations/mar\u212a.yaml", None),
        ("reviews/2026-h2/confirmations/.yaml", None),
        ("reviews/2026-h2/confirmations/grace.yaml\n", None),
    ],
)
def test_a_confirmations_path_names_its_witness(path: str, home: Home | None) -> None:
    assert confirmation_home(path) == home


# --- what together --------------------------------------------------------------------------------------------------


def of_request(*paths: str, told: Event | None = None) -> list[Finding]:
    return list(findings_of_request(RequestCase(document.read("reviews/2026-h2/ada.yaml", b"a: 1\n"), paths, told)))


@pytest.mark.parametrize("judging", [f"{part}x" if part.endswith("/") else part for part in JUDGES])
@pytest.mark.parametrize("judged", ["reviews/2026-h2/ada.yaml", "reviews/2026-h2/confirmations/grace.yaml"])
def test_what_judges_and_what_is_judged_do_not_change_together(judging: str, judged: str) -> None:
    (finding,) = of_request(judged, "README.md", judging, told=event("ada"))
    assert finding.code == "LC410"
    assert judged in finding.message
    assert judging in finding.message


@pytest.mark.parametrize(
    "paths",
    [
        ("reviews/2026-h2/ada.yaml", "reviews/2026-h2/linus-m.yaml", "README.md", "docs/x.md", "rubrics/x"),
        ("rubric/policy.yaml", ".github/workflows/review.yml", "pyproject.toml", "docs/reviews/x.yaml"),
    ],
)
def test_one_side_alone_may_change(paths: tuple[str, ...]) -> None:
    assert of_request(*paths) == []


def test_a_merge_group_may_hold_pull_requests_of_both_sides() -> None:
    both = ("reviews/2026-h2/ada.yaml", "rubric/policy.yaml")
    assert of_request(*both)
    assert of_request(*both, told=event("", EventKind.MERGE_GROUP)) == []


def test_every_folder_with_something_that_is_run_is_among_what_judges() -> None:
    folders = {f"{file.relative_to(ROOT).parts[0]}/" for file in ROOT.glob("*/*.py")} - {"tests/", "build/"}
    assert folders <= set(JUDGES)


# --- when -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", Touch)
def test_a_closed_cycles_review_stays_as_it_is(manner: Touch) -> None:
    assert codes(replace(touch(manner=manner), cycle=CLOSED, today=MUCH_LATER)) == ["LC411"]


@pytest.mark.parametrize("manner", Touch)
def test_what_witnesses_said_in_a_closed_cycle_stays_as_it_is(manner: Touch) -> None:
    case = replace(confirmation("grace", "grace"), cycle=CLOSED, today=MUCH_LATER, touch=manner)
    (finding,) = findings_of_touch(case)
    assert finding.code == "LC411"
    assert finding.message == f"the cycle 2026-h2 is closed, and grace's confirmations in it are {manner}"


@pytest.mark.parametrize(
    ("login", "today", "found"),
    [
        ("ada", date(2027, 1, 15), []),
        ("ada", date(2027, 1, 16), ["LC414"]),
        ("linus-m", date(2027, 1, 16), []),
        ("linus-m", date(2027, 2, 2), ["LC414"]),
        ("not-on-roster", date(2027, 1, 16), ["LC414"]),
    ],
)
def test_a_change_after_the_persons_own_day_or_the_cycles_is_pointed_out(
    login: str, today: date, found: list[str]
) -> None:
    findings = list(findings_of_touch(replace(touch(login, login), today=today)))
    assert [finding.code for finding in findings] == found
    assert all(finding.severity is Severity.WARNING for finding in findings)


def test_a_confirmation_is_never_late() -> None:
    assert codes(replace(confirmation("ada", "ada"), today=MUCH_LATER)) == []


def test_the_policy_may_weigh_a_late_change() -> None:
    weights = replace(shipped_policy(), severities=(("late-change", Severity.ERROR), ("closed-cycle", Severity.OFF)))
    (late,) = findings_of_touch(replace(touch(), today=MUCH_LATER), weights)
    (closed,) = findings_of_touch(replace(touch(), cycle=CLOSED), weights)
    assert late.severity is closed.severity is Severity.ERROR


# --- what is lost ---------------------------------------------------------------------------------------------------

OWN = "results.ownership.keep-commitments"
REVIEW = f"""\
status: submitted
work:
  cutover:
    evidence:
      - acme/ranker#812
      - {{kind: feedback, from: grace, when: 2026-10-14, note: saw the drill}}
expectations:
  {OWN}:
    rating: meets
    evidence: [cutover, acme/ranker#831]
"""


def lost(*edits: tuple[str, str], before: str = REVIEW) -> list[Finding]:
    """Return what is found when words of a review become others."""
    text = before
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    read = document.read("reviews/2026-h2/ada.yaml", text.encode())
    older, newer = load.review(document.read("", before.encode()).data), load.review(read.data)
    case = Case(read, newer, shipped_rubric(), shipped_policy())
    told = changes(older, newer, reader_of(shipped_policy()))
    return list(findings_of_change(ChangeCase(case, older, told)))


def test_a_submitted_review_that_is_a_draft_again_is_pointed_out_at_its_status() -> None:
    (finding,) = lost(("status: submitted", "status: draft"))
    assert (finding.code, finding.severity, finding.source) == ("LC412", Severity.WARNING, "status: draft")


def test_a_draft_may_become_a_draft_or_be_submitted_and_lose_what_it_likes() -> None:
    draft = REVIEW.replace("submitted", "draft")
    assert lost((", acme/ranker#831", ""), before=draft) == []
    assert lost(("status: draft", "status: submitted"), before=draft) == []


@pytest.mark.parametrize(
    ("edits", "source", "named"),
    [
        ([(", acme/ranker#831", "")], f"  {OWN}:", "`acme/ranker#831`"),
        ([("      - acme/ranker#812\n", "")], "  cutover:", "`acme/ranker#812`"),
        ([("cutover, ", "")], f"  {OWN}:", "`cutover`"),
        ([("from: grace", "from: linus-m")], "  cutover:", "the feedback from `grace`"),
        ([("    evidence: [cutover, acme/ranker#831]\n", "")], f"  {OWN}:", "`cutover`, `acme/ranker#831`"),
        ([("#831", "#840")], f"  {OWN}:", "`acme/ranker#831`"),
    ],
)
def test_lost_evidence_is_named_where_it_stood(edits: list[tuple[str, str]], source: str, named: str) -> None:
    (finding,) = lost(*edits)
    assert (finding.code, finding.severity, finding.source) == ("LC413", Severity.WARNING, source)
    assert finding.message.endswith(f"no longer cites {named}")


@pytest.mark.parametrize(
    "edits",
    [
        [("acme/ranker#831", "https://github.com/acme/ranker/pull/831/files")],
        [("#812", "#812\n      - acme/ranker#831"), (", acme/ranker#831]", "]")],
        [("expectations:", "retired:")],
        [("2026-10-14", "2026-10-15"), ("saw the drill", "led the drill")],
        [("rating: meets", "rating: exceeds")],
    ],
    ids=["other spelling", "by way of a work item", "retired", "testimony reworded", "nothing of the kind"],
)
def test_what_is_still_there_is_not_lost(edits: list[tuple[str, str]]) -> None:
    assert lost(*edits) == []


def test_a_whole_answer_that_went_is_lost_with_its_evidence() -> None:
    at = REVIEW.index("expectations:")
    (finding,) = lost((REVIEW[at:], ""))
    assert finding.message == f"{OWN} no longer cites `cutover`, `acme/ranker#831`"


def test_a_new_review_has_lost_nothing() -> None:
    read = document.read("reviews/2026-h2/ada.yaml", b"status: draft\n")
    newer = load.review(read.data)
    case = Case(read, newer, shipped_rubric(), shipped_policy())
    assert list(findings_of_change(ChangeCase(case, None, changes(None, newer, reader_of(shipped_policy()))))) == []
