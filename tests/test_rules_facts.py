"""What is said of evidence that somebody looked at: once for each thing, where it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from textwrap import dedent
from typing import TYPE_CHECKING, Final

import pytest

from ladderci import document, load
from ladderci.cli.workspace import Exit, exit_code
from ladderci.evidence import reader_of
from ladderci.evidence.confirm.standing import Terms, facts, narrowed
from ladderci.evidence.people import claimant_of
from ladderci.evidence.target import target_of
from ladderci.model import Citation, Cycle, Period, Person, Report, Severity
from ladderci.model.fact import Absent, Obstacle, Part, Participant, Seen, State, Unseen
from ladderci.output import Format, report_lines
from ladderci.rules import Case, findings_of_review
from tests.workspace import shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from ladderci.model import Finding, Policy
    from ladderci.model.fact import Sight

OWN: Final = "results.ownership"
CYCLE: Final = Cycle(
    "2026-h2",
    "open",
    Period(date(2026, 7, 1), date(2026, 12, 31)),
    date(2027, 1, 15),
    (Person("ada-quill", emails=("ada-quill@acme.example",)), Person("grace-osei")),
)
BASE: Final = "https://github.com/acme/ranker"
IN_TIME: Final = datetime(2026, 8, 3, tzinfo=UTC)
EARLY: Final = datetime(2026, 6, 28, 12, tzinfo=UTC)
BY_BO: Final = (Participant(Part.AUTHOR, "bo-tanaka"),)
BY_ADA: Final = (Participant(Part.AUTHOR, "ada-quill"),)
NO_TOKEN: Final = Unseen(Obstacle.NO_CONFIRMER, "there is no token for github.com", "set GITHUB_TOKEN")


def merged(number: int = 812, **changes: object) -> Seen:
    plain = Seen(f"{BASE}/pull/{number}", "acme/ranker", State.MERGED, at=IN_TIME, people=BY_ADA, by="GitHub")
    return replace(plain, **changes)  # type: ignore[arg-type]


def case_of(body: str, sights: dict[str, Sight], policy: Policy | None = None, status: str = "submitted") -> Case:
    """Return a review of ada's with what was seen, by citation."""
    policy = policy or shipped_policy()
    head = f"cycle: 2026-h2\nsubject: ada-quill\nstatus: {status}\n"
    read = document.read("reviews/2026-h2/ada-quill.yaml", (head + dedent(body)).encode())
    assert read.faults == ()
    review = load.review(read.data)
    reader = reader_of(policy)
    references = tuple(reader.read(one, {item.key for item in review.work}) for one in review.citations())
    looked = {
        target: sight for link, sight in sights.items() if (target := target_of(reader.read(Citation((), link), ())))
    }
    known = facts(references, looked, Terms(claimant_of("ada-quill", CYCLE), policy, policy, CYCLE.period))
    seen = narrowed(references, known)
    return Case(read, review, shipped_rubric(), policy, CYCLE, references=seen, facts=known)


def found(case: Case) -> list[Finding]:
    told = (one for one in findings_of_review(case) if one.code.startswith("LC3"))
    return sorted(told, key=lambda one: one.order)


def cited(*evidence: str, name: str = "keep-commitments") -> str:
    lines = "".join(f"      - {one}\n" for one in evidence)
    return f"expectations:\n  {OWN}.{name}:\n    rating: meets\n    evidence:\n{lines}"


def only(link: str, sight: Sight, evidence: str = "", status: str = "submitted") -> Finding:
    told = found(case_of(cited(evidence or link), {link: sight}, status=status))
    (finding,) = (one for one in told if one.code != "LC302")  # a code review shows nothing of keeping commitments
    assert finding.source.strip().startswith("- ")
    assert link in finding.source
    return finding


SHORT: Final = "acme/ranker#812"
COMMIT: Final = "acme/ranker@1f3c9ab"
REVIEW: Final = f"{BASE}/pull/812#pullrequestreview-7"
RELEASE: Final = f"{BASE}/releases/tag/v1"
FULL: Final = f"{BASE}/commit/{'1f3c9ab' * 5}"
NOT_BY_ADA: Final = "; ada-quill had no part in it"
IN_2026_H2: Final = "the period of `2026-h2` (2026-07-01 to 2026-12-31)"


@pytest.mark.parametrize(
    ("link", "sight", "code", "message"),
    [
        (COMMIT, Absent("git", "no such commit"), "LC313", f"`{COMMIT}` is not there: no such commit"),
        (SHORT, merged(state=State.CLOSED, at=None), "LC314", f"`{SHORT}` was closed without being merged"),
        (SHORT, merged(state=State.OPEN, at=None), "LC314", f"`{SHORT}` is still open"),
        (
            RELEASE,
            merged(url=RELEASE, state=State.PENDING, at=None),
            "LC314",
            f"`{RELEASE}` is a draft that was never published",
        ),
        (REVIEW, merged(url=REVIEW, state=State.PENDING, at=None), "LC314", f"`{REVIEW}` was never handed in"),
        (SHORT, merged(people=BY_BO), "LC315", f"`{SHORT}` was written by bo-tanaka{NOT_BY_ADA}"),
        (
            REVIEW,
            merged(url=REVIEW, state=State.PUBLISHED, people=BY_BO),
            "LC315",
            f"`{REVIEW}` was given by bo-tanaka{NOT_BY_ADA}",
        ),
        (
            RELEASE,
            merged(url=RELEASE, state=State.PUBLISHED, people=BY_BO),
            "LC315",
            f"`{RELEASE}` was published by bo-tanaka{NOT_BY_ADA}",
        ),
        (
            SHORT,
            merged(url=f"{BASE}/issues/812", state=State.CLOSED, people=BY_BO),
            "LC315",
            f"`{SHORT}` was opened by bo-tanaka{NOT_BY_ADA}",
        ),
        (
            REVIEW,
            merged(url=REVIEW, state=State.PUBLISHED, is_own_pull_request=True),
            "LC316",
            f"`{REVIEW}` is ada-quill's review of a pull request of their own",
        ),
        (
            COMMIT,
            merged(url=FULL, state=State.COMMITTED, is_on_counting_branch=False),
            "LC317",
            f"`{COMMIT}` is on no branch that counts",
        ),
        (SHORT, NO_TOKEN, "LC318", f"`{SHORT}` cannot be verified: there is no token for github.com"),
        (SHORT, merged(at=EARLY), "LC309", f"`{SHORT}` was merged on 2026-06-28, before {IN_2026_H2}"),
        (
            REVIEW,
            merged(url=REVIEW, state=State.PUBLISHED, at=datetime(2027, 1, 1, tzinfo=UTC)),
            "LC309",
            f"`{REVIEW}` was handed in on 2027-01-01, after {IN_2026_H2}",
        ),
        (
            COMMIT,
            merged(url=FULL, state=State.COMMITTED, at=EARLY),
            "LC309",
            f"`{COMMIT}` was committed on 2026-06-28, before {IN_2026_H2}",
        ),
    ],
)
def test_each_objection_says_what_was_seen_and_what_to_do(link: str, sight: Sight, code: str, message: str) -> None:
    finding = only(link, sight, evidence=f"{{link: {link!r}}}")
    assert (finding.code, finding.message) == (code, message)
    assert finding.help
    assert not finding.related


def test_what_is_confirmed_needs_no_word() -> None:
    assert found(case_of(cited(SHORT), {SHORT: merged()})) == []


def test_several_objections_are_several_findings() -> None:
    commit = merged(url=FULL, state=State.COMMITTED, at=EARLY, people=BY_BO, is_on_counting_branch=False)
    told = found(case_of(cited(COMMIT), {COMMIT: commit}))
    assert [one.code for one in told] == ["LC309", "LC315", "LC317"]


def test_only_what_may_still_be_merged_weighs_less_in_a_draft() -> None:
    open_one, by_bo = merged(state=State.OPEN, at=None), merged(people=BY_BO)
    assert only(SHORT, open_one).severity is Severity.ERROR
    assert only(SHORT, open_one, status="draft").severity is Severity.WARNING
    assert only(SHORT, by_bo, status="draft").severity is Severity.ERROR


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "somebody else"),
        (("bo-tanaka", "Carol Ng"), "bo-tanaka and `Carol Ng`"),
        (("a", "b", "c", "d", "e"), "a, b, c and 2 others"),
        (("x`" * 60,), "`" + ("x'" * 60)[:89] + "…`"),
    ],
)
def test_those_who_wrote_it_are_named_as_far_as_there_is_room(names: tuple[str, ...], words: str) -> None:
    people = tuple(Participant(Part.AUTHOR, email=f"{at}@x.example", name=name) for at, name in enumerate(names))
    finding = only(SHORT, merged(people=people or (Participant(Part.REVIEWER, "x[bot]"),)))
    assert f"was written by {words};" in finding.message


def test_the_address_that_is_missing_on_the_roster_is_a_cure() -> None:
    assert "ask the cycle lead to add it to the roster" in only(SHORT, merged(people=BY_BO)).help


def test_one_thing_at_several_places_is_one_finding_at_the_first() -> None:
    body = "work:\n  cutover:\n    evidence:\n" + f"      - {SHORT}\n" + cited(f"{BASE}/pull/812/files", SHORT)
    sights: dict[str, Sight] = dict.fromkeys((SHORT, f"{BASE}/pull/812"), merged(people=BY_BO))
    told = [one for one in found(case_of(body, sights)) if one.code == "LC315"]
    assert [(one.span.start.line, [at.span.start.line for at in one.related]) for one in told] == [(7, [12, 13])]


# --- the period -----------------------------------------------------------------------------------------------------

DATED: Final = """\
work:
  cutover:
    when: {when}
    evidence:
      - acme/ranker#812
expectations:
  results.ownership.keep-commitments: {{rating: meets, evidence: [cutover]}}
"""


def test_what_a_review_says_of_a_date_does_not_save_it_from_the_real_one() -> None:
    (told,) = found(case_of(DATED.format(when="2026-08"), {SHORT: merged(at=EARLY)}))
    assert (told.code, told.source.strip()) == ("LC309", "- acme/ranker#812")


def test_what_is_outside_the_period_is_said_once() -> None:
    (told,) = found(case_of(DATED.format(when="2026-06"), {SHORT: merged(at=EARLY)}))
    assert told.source.strip() == "when: 2026-06"


def test_a_citation_whose_own_date_is_outside_is_told_once() -> None:
    dated = f"{{link: {SHORT!r}, when: 2026-06}}"
    body = f"work:\n  cutover:\n    evidence:\n      - {dated}\n" + cited("cutover")
    (told,) = found(case_of(body, {SHORT: merged(at=EARLY)}))
    assert told.message.startswith("`2026-06` lies before")


# --- kinds ----------------------------------------------------------------------------------------------------------


def test_a_kind_that_what_was_seen_contradicts_is_said_once() -> None:
    issue = merged(url=f"{BASE}/issues/812", state=State.CLOSED)
    case = case_of(cited(f"{{link: {SHORT!r}, kind: pull-request}}"), {SHORT: issue})
    (told,) = found(case)
    assert (told.code, told.message) == ("LC310", f"the kind is given as pull request, and `{SHORT}` is an issue")
    as_read = tuple(reader_of(case.policy).read(one.citation, ()) for one in case.references)
    assert found(replace(case, references=as_read)) == [told]


def test_what_turned_out_to_be_of_another_kind_no_longer_counts_where_that_kind_does_not() -> None:
    accepts = {one.id: one.accepts for one in shipped_rubric().expectations()}
    asking = next(name for name, kinds in accepts.items() if "pull-request" in kinds and "issue" not in kinds)
    body = f"expectations:\n  {asking}: {{rating: meets, evidence: [{SHORT}]}}\n"
    issue = merged(url=f"{BASE}/issues/812", state=State.CLOSED)
    assert found(case_of(body, {SHORT: NO_TOKEN}))[0].code == "LC318"
    assert found(case_of(body, {SHORT: merged()})) == []
    assert [one.code for one in found(case_of(body, {SHORT: issue}))] == ["LC302"]


def test_what_turned_out_to_be_of_no_kind_is_said_once() -> None:
    full = shipped_policy()
    few = replace(full, kinds=tuple(kind for kind in full.kinds if kind.id != "issue"))
    issue = merged(url=f"{BASE}/issues/812", state=State.CLOSED)
    (told,) = found(case_of(cited(SHORT), {SHORT: issue}, few))
    assert (told.code, told.message) == (
        "LC310",
        f"`{SHORT}` is an issue, and the policy knows no evidence of that kind",
    )


# --- what nobody could see ------------------------------------------------------------------------------------------


def forty() -> Case:
    links = tuple(f"acme/ranker#{number}" for number in range(1, 41))
    work = "".join(f"  w{at}:\n    evidence:\n      - {link}\n" for at, link in enumerate(links))
    return case_of(f"work:\n{work}" + cited(*(f"w{at}" for at in range(40))), dict.fromkeys(links, NO_TOKEN))


def test_forty_citations_that_one_cause_hides_are_one_finding() -> None:
    (told,) = [one for one in found(forty()) if one.code == "LC318"]
    named = "`acme/ranker#1`, `acme/ranker#2`, `acme/ranker#3` and 37 more pieces"
    assert told.message == f"{named} cannot be verified: there is no token for github.com"
    assert (told.severity, told.help, len(told.related)) == (Severity.WARNING, "set GITHUB_TOKEN", 20)


def test_different_causes_are_different_findings() -> None:
    hidden = Unseen(Obstacle.HIDDEN, "GitHub says that it is not there, or not for us to see")
    told = found(case_of(cited(SHORT, COMMIT), {SHORT: NO_TOKEN, COMMIT: hidden}))
    assert [(one.code, one.message.partition(":")[0]) for one in told] == [
        ("LC318", f"`{SHORT}` cannot be verified"),
        ("LC318", f"`{COMMIT}` cannot be verified"),
    ]


def test_what_nobody_knows_how_to_look_at_gets_no_word() -> None:
    assert found(case_of(cited("https://docs.acme.example/a"), {})) == []


def judged(status: str, *weights: tuple[str, Severity], body: str = "", people: tuple[Participant, ...] = ()) -> Report:
    policy = replace(shipped_policy(), severities=weights)
    sights: dict[str, Sight] = {SHORT: NO_TOKEN, COMMIT: merged(url=FULL, state=State.COMMITTED, people=people)}
    return Report(1, tuple(found(case_of(body or cited(SHORT), sights, policy, status))))


STRICT: Final = ("unverified-evidence", Severity.ERROR)


def test_evidence_that_nobody_could_look_at_fails_by_itself_where_the_policy_says_so() -> None:
    assert exit_code(judged("submitted")) is Exit.FINE
    assert exit_code(judged("submitted", STRICT)) is Exit.UNVERIFIED
    assert exit_code(judged("draft", STRICT)) is Exit.FINE
    both = judged("submitted", STRICT, body=cited(SHORT, COMMIT), people=BY_BO)
    assert exit_code(both) is Exit.ERRORS
    assert exit_code(replace(both, broken=True)) is Exit.BROKEN


def test_what_could_not_be_verified_is_not_called_an_error_of_anybodys() -> None:
    alone = judged("submitted", STRICT)
    assert list(report_lines(alone, Format.TEXT))[-1] == "1 unverified in 1 review"
    assert '"verdict": "unverified"' in "\n".join(report_lines(alone, Format.JSON))
    both = judged("submitted", STRICT, body=cited(SHORT, COMMIT), people=BY_BO)
    assert list(report_lines(both, Format.TEXT))[-1] == "1 error and 1 unverified in 1 review"
    assert (both.errors, both.unverified, both.count(Severity.ERROR)) == (1, 1, 2)
    assert list(report_lines(judged("submitted"), Format.TEXT))[-1] == "1 warning in 1 review"
