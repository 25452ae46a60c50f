"""The judgement of evidence: what each rule of family 3 says, and when it is silent."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Final

import pytest

from ladderci import document, load, schema
from ladderci.evidence import Reader
from ladderci.model import Position
from ladderci.rules import catalogue
from ladderci.rules.cases import Case, reviews

if TYPE_CHECKING:
    from ladderci.model import Finding


def data_of(path: str) -> object:
    return document.read(path, Path(path).read_bytes()).data


POLICY: Final = load.policy(data_of("rubric/policy.yaml"))
RUBRIC: Final = load.rubric(data_of("rubric/machine-learning-engineer/ic2.yaml"))
CYCLE: Final = load.cycle(data_of("rubric/cycles/2026-h2/cycle.yaml"))
READER: Final = Reader(POLICY)
SHAPE: Final = schema.Validator(schema.shape(RUBRIC, POLICY))
HEADER: Final = """\
review: 1
rubric: machine-learning-engineer/ic2
rubric-version: 1
cycle: 2026-h2
subject: ada-quill
status: submitted
"""
HEADER_LINES: Final = 6
OWN: Final = "results.ownership"
RULES: Final = [rule for rule in catalogue() if rule.code.startswith("LC3") and rule.page.is_runnable]
"""Those that speak of what is written; what somebody saw, `test_rules_facts.py` has."""


def case_of(body: str, *, has_cycle: bool = True) -> Case:
    read = document.read("reviews/2026-h2/ada-quill.yaml", (HEADER + dedent(body)).encode())
    assert read.faults == ()
    review = load.review(read.data)
    refusals = SHAPE.refusals(read.data)
    refused = {refusal.path[:4] for refusal in refusals}
    keys = {item.key for item in review.work}
    references = tuple(READER.read(c, keys) for c in review.citations() if c.path not in refused)
    cycle = CYCLE if has_cycle else None
    return Case(read, review, RUBRIC, POLICY, cycle, refusals=refusals, references=references)


def findings(body: str, *, has_cycle: bool = True) -> list[Finding]:
    case = case_of(body, has_cycle=has_cycle)
    return [one for one in reviews.findings(case, case.document, POLICY) if one.code.startswith("LC3")]


def cited(*evidence: str) -> str:
    lines = "".join(f"      - {one}\n" for one in evidence)
    return f"expectations:\n  {OWN}.keep-commitments:\n    rating: meets\n    evidence:\n{lines}"


def codes(body: str) -> list[str]:
    return [finding.code for finding in findings(body)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_example_fails_and_its_mended_example_does_not(rule: object) -> None:
    kept = next(one for one in RULES if one is rule)
    assert kept.code in codes(kept.page.example)
    assert kept.code not in codes(kept.page.instead)


def test_an_unrecognised_link_names_the_nearest_form() -> None:
    (found,) = findings(cited("https://github.com/acme/ranker/pulls/812"))
    assert (found.code, found.span.start) == ("LC301", Position(HEADER_LINES + 5, 9))
    assert found.help == "did you mean https://github.com/acme/ranker/pull/812?"


def test_an_unrecognised_link_without_a_near_form_says_how_to_state_its_kind() -> None:
    (found,) = findings(cited("https://github.com/acme/ranker/wiki"))
    assert "say with `kind` what github.com shows there: pull-request, code-review" in found.help


def test_a_stated_kind_makes_an_unusual_link_count() -> None:
    assert codes(cited("{link: https://github.com/acme/ranker/wiki, kind: document}")) == []


def test_a_password_in_a_link_is_not_repeated() -> None:
    (found,) = findings(cited("https://ada:hunter2@github.com/acme/ranker/pull/812"))
    assert found.code == "LC301"
    assert "hunter2" not in found.message + found.help


def test_a_link_is_either_unrecognised_or_of_an_uncounted_host() -> None:
    assert codes(cited("https://pastes.example/a", "{link: https://pastes.example/b, kind: document}")) == ["LC303"] * 2
    assert codes(cited("https://ada@pastes.example/a")) == ["LC303"]


def test_an_uncounted_host_names_the_host_that_was_probably_meant_and_the_letter_that_deceives() -> None:
    first, second = findings(cited("https://gihub.com/acme/ranker/pull/1", "https://gıthub.com/acme/ranker/pull/1"))
    assert first.help == "did you mean github.com?"
    assert "the letter ı (U+0131)" in second.message


def test_repositories_count_whatever_their_case_and_by_their_owner() -> None:
    assert codes(cited("ACME/ranker#1", "LadderCI/ladderci#2")) == []
    assert codes(cited("ladderci/other#1", "{link: https://github.com/evil/x/wiki, kind: document}")) == ["LC304"] * 2


def test_an_issue_or_pull_request_satisfies_either() -> None:
    assert (
        codes("expectations:\n  direction.agility.navigate-ambiguity: {rating: meets, evidence: [acme/ranker#1]}") == []
    )


def test_a_kind_that_is_not_accepted_names_what_is() -> None:
    (found,) = findings(cited("https://talks.acme.example/feed"))
    assert found.code == "LC302"
    assert found.help == "what counts here: pull request, commit, issue, release, document or incident"


WORK: Final = """\
work:
  talk-and-code:
    evidence: [https://talks.acme.example/feed, acme/ranker#812]
  only-a-talk:
    evidence: [https://talks.acme.example/feed]
  nothing: {title: I did something}
"""


def test_a_work_item_counts_where_any_of_its_evidence_does() -> None:
    found = findings(WORK + cited("talk-and-code", "only-a-talk", "nothing"))
    assert [one.code for one in found] == ["LC302", "LC302"]
    assert "nothing that the work item `only-a-talk` cites counts" in found[0].message
    assert "`nothing` has no evidence of its own" in found[1].message


def test_the_same_thing_twice_points_at_the_second_and_relates_the_first() -> None:
    (found,) = findings(cited("acme/ranker#812", "{link: https://github.com/Acme/ranker/pull/812/files, note: x}"))
    assert (found.code, found.span.start.line, found.related[0].span.start.line) == ("LC305", 12, 11)
    assert "`acme/ranker#812` is the same thing" in found.message


def carried(*names: str, evidence: str) -> str:
    answers = "".join(f"  {OWN}.{name}: {{rating: meets, evidence: [{evidence}]}}\n" for name in names)
    return f"expectations:\n{answers}"


NAMES: Final = ("keep-commitments", "think-ahead", "reduce-upkeep", "advocate-improvements", "respond-to-incidents")


def test_evidence_may_carry_as_many_expectations_as_the_policy_says() -> None:
    assert codes(carried(*NAMES[:4], evidence="acme/ranker#812")) == []
    (found,) = findings(carried(*NAMES, evidence="acme/ranker#812"))
    assert (found.code, found.span.start.line, len(found.related)) == ("LC306", HEADER_LINES + 6, 4)
    assert found.message == "`acme/ranker#812` carries 5 expectations, and one piece of evidence may carry 4"


def test_a_work_item_and_all_that_it_cites_are_over_cited_once() -> None:
    feedback = "{kind: feedback, from: grace-osei, when: 2026-08}"
    work = f"work:\n  cutover: {{evidence: [acme/ranker#812, acme/ranker#813, {feedback}]}}\n"
    (found,) = findings(work + carried(*NAMES, evidence="cutover"))
    assert found.message.startswith("`cutover` carries 5 expectations")


def test_evidence_is_counted_through_the_work_items_that_cite_it() -> None:
    work = "work:\n  cutover: {evidence: [acme/ranker#812]}\n"
    direct = carried(NAMES[-1], evidence="https://github.com/acme/ranker/pull/812").removeprefix("expectations:\n")
    (found,) = findings(work + carried(*NAMES[:4], evidence="cutover") + direct)
    assert found.message.startswith("`acme/ranker#812` carries 5 expectations")


def test_an_unknown_work_item_names_the_key_that_was_probably_meant() -> None:
    work = "work:\n  ranker-cutover: {evidence: [acme/ranker#812]}\n"
    near, number, commit = findings(work + cited("ranker-cutovr", "ranker-cutover", '"812"', "a1f3c9ab"))
    assert {near.code, number.code, commit.code} == {"LC307"}
    assert near.help == "did you mean ranker-cutover?"
    assert number.help == "did you mean owner/repo#812?"
    assert commit.help == "did you mean owner/repo@a1f3c9ab?"


def test_work_items_are_not_missed_where_work_itself_was_refused() -> None:
    assert codes("work: [a, b]\n" + cited("ranker-cutover")) == []


def test_uncited_work_is_one_finding_that_names_all() -> None:
    work = "work:\n  one: {title: One}\n  two: {evidence: [acme/ranker#812]}\n  three: {title: Three}\n"
    (found,) = findings(work + cited("two"))
    assert (found.code, found.message) == ("LC308", "`one` and `three` are cited by no expectation")
    assert (found.span.start.line, found.related[0].span.start.line) == (HEADER_LINES + 2, HEADER_LINES + 4)


def test_uncited_work_is_not_claimed_where_citations_were_refused() -> None:
    assert codes("work:\n  one: {title: One}\n" + "expectations: [one]\n") == []


DATED: Final = """\
work:
  item:
    when: {when}
    evidence:
      - {{kind: feedback, from: grace-osei, when: {other}}}
expectations:
  results.ownership.own-decisions-and-mistakes: {{rating: meets, evidence: [item]}}
"""


@pytest.mark.parametrize("when", ["2026", "2026-07-01", "2026-12", "2026-03..2026-07", "2026-12-31..2027"])
def test_a_single_day_in_common_with_the_period_is_enough(when: str) -> None:
    assert codes(DATED.format(when=when, other=when)) == []


def test_what_lies_outside_the_period_says_on_which_side() -> None:
    first, second = findings(DATED.format(when="2025-11", other="2027-01-01"))
    assert (first.code, first.span.start) == ("LC309", Position(HEADER_LINES + 3, 11))
    assert first.message == "`2025-11` lies before the period of `2026-h2`, 2026-07-01 to 2026-12-31"
    assert second.message.startswith("`2027-01-01` lies after")


def test_nothing_is_outside_the_period_of_a_cycle_that_is_not_known() -> None:
    assert findings(DATED.format(when="2025-11", other="2025-11"), has_cycle=False) == []


def test_a_date_that_is_not_in_the_calendar_says_why() -> None:
    first, second = findings(DATED.format(when="2026-09-31", other="2026-10..2026-08"))
    assert (first.code, second.code) == ("LC311", "LC311")
    assert first.message == "`2026-09-31` is not in the calendar: September 2026 has 30 days"
    assert (second.message, second.help) == ("`2026-10..2026-08` ends before it begins", "write 2026-08..2026-10")


def test_a_date_of_the_wrong_form_is_left_to_the_shape() -> None:
    assert codes(DATED.format(when="last summer", other="2026-13")) == []


def test_a_kind_that_the_link_contradicts_is_said_once() -> None:
    (found,) = findings(cited("{link: https://talks.acme.example/x, kind: release}"))
    assert found.code == "LC310"
    assert found.message == "the kind is given as release, and `https://talks.acme.example/x` is a talk"


def test_what_is_retired_is_not_judged() -> None:
    body = "retired:\n  results.ownership.gone: {rating: meets, evidence: [https://pastes.example/a, no-such-item]}\n"
    assert codes(body) == []


@pytest.mark.parametrize(
    ("witness", "message"),
    [
        ("grace-osei", None),
        ("Grace-Osei", None),
        ("ADA-QUILL", "nobody can confirm their own testimony"),
        ("grace-ossei", "`grace-ossei` is not on the roster of 2026-h2"),
    ],
)
def test_testimony_names_somebody_else_on_the_roster(witness: str, message: str | None) -> None:
    body = f"""\
work:
  interviewing:
    title: Interviewed eleven candidates
    evidence:
      - {{kind: feedback, from: {witness}, when: 2026-10}}
"""
    found = [finding.message for finding in findings(body) if finding.code == "LC312"]
    assert found == ([message] if message else [])
