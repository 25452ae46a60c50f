"""What judges is judged: rubric, policy and cycle, each finding on the line that has to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ladderci import load
from ladderci.document import read
from ladderci.rules.rubric import CycleCase, PolicyCase, RubricCase, cycles, policies, rubrics
from ladderci.schema import validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.document import Document
    from ladderci.model import Finding

RUBRIC = """\
rubric: machine-learning-engineer/ic2
title: IC2
version: 3
ratings:
  meets: {title: Meets, meaning: Does this., needs: evidence}
areas:
  results:
    title: Results
    sections:
      ownership:
        title: Ownership
        expectations:
          keep-commitments:
            text: Keeps commitments.
            required: true
            accepts: [pull-request, document]
          fix-causes:
            text: Mends causes.
            replaces: [results.ownership.mend]
      impact:
        title: Impact
        expectations:
          act:
            text: Acts.
removed:
  results.impact.heroics: {version: 2, was: Saves the day.}
"""

POLICY = """\
policy: 1
hosts: [github.com]
kinds:
  pull-request:
    title: Pull request
    links:
      - https://{host}/{owner}/{repo}/pull/{number}
  document:
    title: Document
    links: ["https://docs.acme.example/{path}"]
severities:
  uncited-work: note
"""

CYCLE = """\
cycle: 2026-h2
status: open
period:
  from: 2026-07-01
  to: 2026-12-31
due: 2027-01-15
people:
  ada:
    rubric: machine-learning-engineer/ic2
    due: 2027-02-01
    waived:
      results.ownership.keep-commitments: on leave
  grace: {}
"""

NAMES = frozenset({"uncited-work", "missing-evidence", "yaml-syntax"})


def put(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def document(text: str, name: str) -> Document:
    made = read(f"rubric/{name}.yaml", text.encode())
    assert not made.faults
    assert validator(name).refusals(made.data) == ()
    return made


def shown(findings: Iterable[Finding]) -> list[str]:
    """Return each finding as its code, the words it points at, and its message."""
    return [f"{one.code} {_pointed(one)}: {one.message}" for one in findings]


def _pointed(finding: Finding) -> str:
    start, end = finding.span.start, finding.span.end
    stop = end.column if end.line == start.line else len(finding.source) + 1
    return finding.source[start.column - 1 : stop - 1]


def of_rubric(text: str, base: str | None = None, home: str = "machine-learning-engineer/ic2") -> list[Finding]:
    made, policy = document(text, "rubric"), load.policy(document(POLICY, "policy").data)
    before = None if base is None else load.rubric(document(base, "rubric").data)
    return list(rubrics.findings(RubricCase(made, load.rubric(made.data), policy, before, home), made))


def of_policy(text: str) -> list[Finding]:
    made = document(text, "policy")
    case = PolicyCase(made, load.policy(made.data), NAMES, frozenset({"yaml-syntax"}))
    return list(policies.findings(case, made))


def of_cycle(text: str, home: str = "2026-h2") -> list[Finding]:
    made, rubric = document(text, "cycle"), load.rubric(document(RUBRIC, "rubric").data)
    try:
        cycle = load.cycle(made.data)
    except ValueError:
        cycle = None
    return list(cycles.findings(CycleCase(made, cycle, {rubric.id: rubric}, home), made))


def test_what_is_right_has_no_findings() -> None:
    assert of_rubric(RUBRIC, RUBRIC) == []
    assert of_rubric(RUBRIC) == []
    assert of_policy(POLICY) == []
    assert of_cycle(CYCLE) == []


# --- the rubric ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("results.ownership.fix-causes", "an expectation cannot replace itself"),
        ("results.impact.act", "`results.impact.act` is still in use"),
        ("results.impact.heroics", "`results.impact.heroics` is under removed as well"),
    ],
)
def test_what_is_replaced_must_be_neither_itself_nor_in_use_nor_removed(old: str, message: str) -> None:
    text = put(RUBRIC, ("[results.ownership.mend]", f"[results.ownership.mend, {old}]"))
    assert shown(of_rubric(text)) == [f"LC501 {old}: {message}"]


def test_an_id_is_replaced_once_and_the_first_place_is_named() -> None:
    text = put(RUBRIC, ("text: Acts.", "text: Acts.\n            replaces: [results.ownership.mend]"))
    (finding,) = of_rubric(text)
    assert shown([finding]) == ["LC501 results.ownership.mend: `results.ownership.mend` is replaced twice"]
    assert finding.span.start.line == 25
    assert [related.span.start.line for related in finding.related] == [19]


def test_a_kind_that_the_policy_lacks_is_pointed_at_with_what_was_meant() -> None:
    (finding,) = of_rubric(put(RUBRIC, ("[pull-request, document]", "[pullrequest, document]")))
    assert shown([finding]) == ["LC502 pullrequest: the policy has no kind `pullrequest`"]
    assert finding.help == "did you mean pull-request?"


def test_a_section_without_expectations_warns() -> None:
    text = put(
        RUBRIC, ("        expectations:\n          act:\n            text: Acts.\n", "        expectations: {}\n")
    )
    (finding,) = of_rubric(text)
    assert shown([finding]) == ["LC503 impact: `results.impact` has no expectations"]
    assert finding.severity == "warning"


@pytest.mark.parametrize(("name", "most"), [("text", 240), ("guidance", 400)])
def test_a_text_that_is_longer_than_a_hover_warns(name: str, most: int) -> None:
    fits = RUBRIC.replace("text: Acts.", f"text: Acts.\n            {name}: " + "x" * most)
    fits = fits.replace("            text: Acts.\n", "") if name == "text" else fits
    assert of_rubric(fits) == []
    (finding,) = of_rubric(fits.replace("x" * most, "x" * (most + 1)))
    message = f"`results.impact.act` has a {name} of {most + 1} characters, more than the {most} of a hover"
    assert shown([finding]) == [f"LC504 {'x' * (most + 1)}: {message}"]
    assert finding.severity == "warning"


def test_long_texts_that_are_their_authors_own_are_left_alone() -> None:
    text = put(RUBRIC, ("text: Acts.", f"text: {'x' * 500}\n            guidance: {'y' * 401}"))
    verbatim = text.replace("version: 3\n", "version: 3\nsource: {document: Theirs, wording: verbatim}\n")
    assert [finding.code for finding in of_rubric(text)] == ["LC504", "LC504"]
    assert ["guidance" in finding.message for finding in of_rubric(verbatim)] == [True]


def test_two_ids_that_differ_only_by_hyphens_are_alike() -> None:
    text = put(RUBRIC, ("          fix-causes:", "          keepcommitments:"))
    (finding,) = of_rubric(text)
    message = "`results.ownership.keepcommitments` looks like `results.ownership.keep-commitments`"
    assert shown([finding]) == [f"LC505 keepcommitments: {message}"]
    assert [related.span.start.line for related in finding.related] == [13]


@pytest.mark.parametrize(
    ("removed", "message"),
    [("results.impact.act", "is in use"), ("results.impact.a-ct", "looks like `results.impact.act`")],
)
def test_an_id_is_not_like_one_that_was_removed(removed: str, message: str) -> None:
    text = put(RUBRIC, ("results.impact.heroics:", f"{removed}:"))
    assert shown(of_rubric(text)) == [f"LC505 {removed}: `{removed}` {message}"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("text: Acts.", "text: Acts soon.")], "`results.impact.act` was reworded"),
        (
            [("          act:", "          be-fair: {text: Is fair.}\n          act:")],
            "`results.impact.be-fair` was added",
        ),
        (
            [
                ("          act:\n            text: Acts.\n", "          wait: {text: Waits.}\n"),
                ("removed:", "removed:\n  results.impact.act: {version: 3, was: Acts.}"),
            ],
            "`results.impact.wait` was added, `results.impact.act` was removed",
        ),
        (
            [
                ("          act:", "          do:"),
                ("text: Acts.", "text: Acts.\n            replaces: [results.impact.act]"),
            ],
            "`results.impact.do` was moved",
        ),
    ],
)
def test_a_version_goes_up_with_every_change_of_an_expectation(changes: list[tuple[str, str]], message: str) -> None:
    text = put(RUBRIC, *changes)
    (finding,) = of_rubric(text, RUBRIC)
    assert shown([finding]) == [f"LC506 3: version 3 was there before, and since then {message}"]
    assert finding.help == "write version: 4"
    assert of_rubric(put(text, ("version: 3\n", "version: 4\n")), RUBRIC) == []
    assert of_rubric(text) == []


def test_a_version_need_not_go_up_for_line_breaks_or_guidance() -> None:
    text = put(RUBRIC, ("text: Acts.", "text: >-\n              Acts.\n            guidance: A release."))
    assert of_rubric(text, RUBRIC) == []


def test_a_version_does_not_go_down() -> None:
    text = put(RUBRIC, ("version: 3\n", "version: 2\n"))
    assert shown(of_rubric(text, RUBRIC)) == ["LC506 2: the version went down from 3"]


def test_many_changes_are_named_up_to_five() -> None:
    more = "".join(f"          n{number}: {{text: Does {number}.}}\n" for number in range(8))
    (finding,) = of_rubric(put(RUBRIC, ("          act:", f"{more}          act:")), RUBRIC)
    assert finding.message.count("was added") == 5
    assert finding.message.endswith(" and 3 more changed")


def test_an_id_vanishes_only_with_a_trace() -> None:
    text = put(RUBRIC, ("          fix-causes:", "          mend-causes:"), ("version: 3\n", "version: 4\n"))
    (finding,) = of_rubric(text, RUBRIC)
    assert shown([finding]) == ["LC507 ownership: `results.ownership.fix-causes` is gone without a trace"]
    replaced = put(text, ("[results.ownership.mend]", "[results.ownership.mend, results.ownership.fix-causes]"))
    assert of_rubric(replaced, RUBRIC) == []
    removed = put(text, ("removed:", "removed:\n  results.ownership.fix-causes: {version: 4, was: Mends causes.}"))
    assert of_rubric(removed, RUBRIC) == []


@pytest.mark.parametrize(
    ("old", "gone"),
    [
        ("            replaces: [results.ownership.mend]\n", "results.ownership.mend"),
        ("removed:\n  results.impact.heroics: {version: 2, was: Saves the day.}\n", "results.impact.heroics"),
    ],
)
def test_a_trace_stays_for_good(old: str, gone: str) -> None:
    assert [finding.message for finding in of_rubric(put(RUBRIC, (old, "")), RUBRIC)] == [
        f"`{gone}` is gone without a trace"
    ]


def test_a_whole_area_that_vanishes_is_named_id_by_id() -> None:
    text = put(RUBRIC, ("  results:\n", "  outcomes:\n"), ("version: 3\n", "version: 4\n"))
    gone = [finding for finding in of_rubric(text, RUBRIC) if finding.code == "LC507"]
    assert [finding.message.split("`")[1] for finding in gone] == [
        "results.ownership.keep-commitments",
        "results.ownership.fix-causes",
        "results.impact.act",
    ]
    assert {_pointed(finding) for finding in gone} == {"areas"}


def test_a_rubrics_id_is_its_path() -> None:
    (finding,) = of_rubric(RUBRIC, home="machine-learning-engineer/ic3")
    message = "the path says `machine-learning-engineer/ic3`, the file says `machine-learning-engineer/ic2`"
    assert shown([finding]) == [f"LC508 machine-learning-engineer/ic2: {message}"]
    assert of_rubric(RUBRIC, home="") == []


# --- the policy ----------------------------------------------------------------------------------------------------


def test_the_form_of_a_link_that_cannot_be_compared_is_pointed_at() -> None:
    (finding,) = of_policy(put(POLICY, ("/{owner}/{repo}/", "/{owner}{repo}/")))
    form = "https://{host}/{owner}{repo}/pull/{number}"
    assert shown([finding]) == [f"LC509 {form}: this form of a link has two placeholders that touch"]
    assert finding.help == "put something between them"


def test_a_form_without_a_cure_of_its_own_is_shown_a_good_one() -> None:
    (finding,) = of_policy(put(POLICY, ("/{path}", "/{path}/{page}")))
    assert finding.message == "this form of a link goes on behind {path}, which stands for all the rest"
    assert finding.help == "write it like https://{host}/{owner}/{repo}/pull/{number}"


def test_a_weight_belongs_to_a_finding_that_there_is() -> None:
    (finding,) = of_policy(put(POLICY, ("uncited-work:", "uncited-works:")))
    assert shown([finding]) == ["LC510 uncited-works: no finding is called `uncited-works`"]
    assert finding.help == "did you mean uncited-work?"


def test_a_weight_that_is_fixed_cannot_be_set() -> None:
    assert shown(of_policy(put(POLICY, ("uncited-work:", "yaml-syntax:")))) == [
        "LC510 yaml-syntax: `yaml-syntax` always weighs the same"
    ]


# --- the cycle -----------------------------------------------------------------------------------------------------


def test_the_roster_names_rubrics_that_there_are() -> None:
    (finding,) = of_cycle(put(CYCLE, ("engineer/ic2", "engineer/ic-2")))
    assert shown([finding]) == [
        "LC511 machine-learning-engineer/ic-2: there is no rubric `machine-learning-engineer/ic-2`"
    ]
    assert finding.help == "did you mean machine-learning-engineer/ic2?"


@pytest.mark.parametrize(
    ("waived", "message", "cure"),
    [
        (
            "results.ownership.keep-commitment",
            "machine-learning-engineer/ic2 has no `results.ownership.keep-commitment`",
            "did you mean results.ownership.keep-commitments?",
        ),
        (
            "results.impact.act",
            "`results.impact.act` is not required by machine-learning-engineer/ic2",
            "take it out: what is optional needs no waiver",
        ),
    ],
)
def test_only_what_is_required_can_be_waived(waived: str, message: str, cure: str) -> None:
    (finding,) = of_cycle(put(CYCLE, ("results.ownership.keep-commitments", waived)))
    assert shown([finding]) == [f"LC512 {waived}: {message}"]
    assert finding.help == cure


def test_nothing_can_be_waived_for_somebody_without_a_rubric() -> None:
    text = put(CYCLE, ("grace: {}", "grace: {waived: {results.ownership.keep-commitments: on leave}}"))
    assert shown(of_cycle(text)) == [
        "LC512 results.ownership.keep-commitments: grace has no rubric, so nothing can be waived"
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([("from: 2026-07-01", "from: 2026-06-31")], ["LC513 2026-06-31: 2026-06-31 is not a day of the calendar"]),
        ([("due: 2027-02-01", "due: 2027-02-29")], ["LC513 2027-02-29: 2027-02-29 is not a day of the calendar"]),
        ([("from: 2026-07-01", "from: 2027-01-01")], ["LC513 2026-12-31: the period ends before it begins"]),
        ([("due: 2027-01-15", "due: 2026-12-30")], ["LC513 2026-12-30: due before the period is over"]),
        ([("due: 2027-02-01", "due: 2026-12-30")], ["LC513 2026-12-30: due before the period is over"]),
        (
            [("to: 2026-12-31", "to: 2026-11-31"), ("due: 2027-01-15", "due: 2027-04-31")],
            [f"LC513 {day}: {day} is not a day of the calendar" for day in ("2026-11-31", "2027-04-31")],
        ),
    ],
)
def test_days_are_in_the_calendar_and_in_their_order(changes: list[tuple[str, str]], found: list[str]) -> None:
    assert shown(of_cycle(put(CYCLE, *changes))) == found


def test_a_period_of_one_day_that_is_due_on_it_is_fine() -> None:
    text = put(CYCLE, ("from: 2026-07-01", "from: 2026-12-31"), ("due: 2027-01-15", "due: 2026-12-31"))
    assert of_cycle(text) == []


def test_an_impossible_day_hides_no_other_finding() -> None:
    text = put(CYCLE, ("to: 2026-12-31", "to: 2026-11-31"), ("engineer/ic2", "engineer/ic9"))
    assert [finding.code for finding in of_cycle(text, "2026-h1")] == ["LC511", "LC513", "LC514"]


def test_a_cycles_id_is_its_folder() -> None:
    assert shown(of_cycle(CYCLE, "2026-h1")) == ["LC514 2026-h2: the folder says `2026-h1`, the file says `2026-h2`"]
    assert of_cycle(CYCLE, "") == []
