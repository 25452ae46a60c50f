"""The schema follows from rubric and policy, and from nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ladderci import schema
from ladderci.app.publish import differences, publish, stale, write
from ladderci.model import Rubric, Severity
from ladderci.source import WorkTree
from tests.documents import edited, optional, plain_review, telling, without
from tests.workspace import POLICY_FILE, ROOT, RUBRIC, RUBRIC_FILE, Workspace, shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ladderci.model import Expectation, Policy

DERIVED = f"schema/{RUBRIC}.schema.json"


def with_severity(name: str, severity: Severity) -> Policy:
    return replace(shipped_policy(), severities=((name, severity),))


def with_expectations(change: Callable[[Expectation], Expectation | None]) -> Rubric:
    """Return the shipped rubric with each expectation changed, or left out."""
    rubric = shipped_rubric()
    areas = []
    for area in rubric.areas:
        sections = [
            replace(section, expectations=tuple(new for each in section.expectations if (new := change(each))))
            for section in area.sections
        ]
        areas.append(replace(area, sections=tuple(sections)))
    return replace(rubric, areas=tuple(areas))


def text_of(rubric: Rubric, policy: Policy) -> str:
    return json.dumps(schema.derive(rubric, policy), ensure_ascii=False)


def accepts(rubric: Rubric, policy: Policy, data: object) -> bool:
    """Return the verdict on data, once the schema itself is known to be one, and ours says the same."""
    derived = schema.derive(rubric, policy)
    jsonschema.Draft7Validator.check_schema(derived)
    verdict = jsonschema.Draft7Validator(derived).is_valid(data)
    assert verdict is not bool(schema.Validator(derived).refusals(data))
    return verdict


# --- what is published ------------------------------------------------------------------------------------------------


def test_the_same_rubric_and_policy_give_the_same_bytes() -> None:
    """In one process, and in two whose hashes differ."""
    assert text_of(shipped_rubric(), shipped_policy()) == text_of(shipped_rubric(), shipped_policy())
    command = "from tests.test_schema import *; print(text_of(shipped_rubric(), shipped_policy()))"
    said = {
        subprocess.run(
            [sys.executable, "-c", command],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {text_of(shipped_rubric(), shipped_policy()) + "\n"}


def test_what_is_published_here_is_what_follows() -> None:
    source = WorkTree(ROOT)
    published = publish(source)
    assert published.report.findings == ()
    assert stale(source, published.files) == ()


def test_every_published_schema_is_one() -> None:
    files = publish(WorkTree(ROOT)).files
    assert {*files} == {DERIVED, *(f"schema/{name}.schema.json" for name in schema.FORMATS)}
    for text in files.values():
        parsed = json.loads(text)
        assert parsed["$schema"] == "http://json-schema.org/draft-07/schema#"
        jsonschema.Draft7Validator.check_schema(parsed)


def test_a_schema_that_is_stale_missing_or_left_over_is_named_with_its_difference(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    source = WorkTree(workspace.root)
    for change in stale(source, publish(source).files):
        assert change.old is None
        write(workspace.root, change)
    assert stale(source, publish(source).files) == ()

    rubric = workspace.root / RUBRIC_FILE
    rubric.write_text(rubric.read_text().replace("Keeps commitments, answers", "Keeps promises, answers"))
    (workspace.root / "schema" / "gone.schema.json").write_text("{}\n")
    (workspace.root / "schema" / "cycle.schema.json").unlink()
    changes = stale(source, publish(source).files)
    assert [change.path for change in changes] == ["schema/cycle.schema.json", "schema/gone.schema.json", DERIVED]
    lines = list(differences(changes))
    assert any(line.startswith("-") and "Keeps commitments" in line for line in lines)
    assert any(line.startswith("+") and "Keeps promises" in line for line in lines)
    for change in changes:
        write(workspace.root, change)
    assert stale(source, publish(source).files) == ()
    assert not (workspace.root / "schema" / "gone.schema.json").exists()


def test_a_cycle_with_its_own_policy_has_its_own_schema(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    policy = (workspace.root / POLICY_FILE).read_text()
    workspace.write(policy.replace("text: 6000", "text: 500"), "rubric/cycles/2026-h2/policy.yaml")
    files = publish(WorkTree(workspace.root)).files
    of_cycle, living = json.loads(files[f"schema/cycles/2026-h2/{RUBRIC}.schema.json"]), json.loads(files[DERIVED])
    assert of_cycle["properties"]["summary"]["maxLength"] == 500
    assert living["properties"]["summary"]["maxLength"] == 6000


def test_every_expectation_is_described_by_its_text_its_guidance_and_what_counts() -> None:
    derived: Any = schema.derive(shipped_rubric(), shipped_policy())
    answers = derived["properties"]["expectations"]["properties"]
    assert list(answers) == [each.id for each in shipped_rubric().expectations()]
    for each in shipped_rubric().expectations():
        assert answers[each.id]["title"] == each.id
        assert each.text in answers[each.id]["description"]
        assert each.guidance in answers[each.id]["description"]


# --- the policy moves coverage in and out -----------------------------------------------------------------------------

REQUIRED = telling(shipped_rubric())[1]
AT = ("expectations", REQUIRED.id)
SUBMITTED = plain_review(shipped_rubric(), shipped_policy(), "submitted")
OWED = {
    "missing-evidence": edited(SUBMITTED, (*AT, "evidence"), []),
    "missing-rating": without(SUBMITTED, AT),
    "missing-reason": edited(SUBMITTED, AT, {"rating": "not-yet"}),
    "missing-title": edited(SUBMITTED, ("work", "cutover", "title"), " "),
    "leftover-scaffold": edited(SUBMITTED, ("summary",), "TODO"),
}


@pytest.mark.parametrize("name", OWED)
def test_what_a_submitted_review_owes_follows_the_policys_severity(name: str) -> None:
    assert not accepts(shipped_rubric(), shipped_policy(), OWED[name])
    assert not accepts(shipped_rubric(), with_severity(name, Severity.ERROR), OWED[name])
    for weight in (Severity.WARNING, Severity.NOTE, Severity.OFF):
        policy = with_severity(name, weight)
        assert accepts(shipped_rubric(), policy, OWED[name])
        assert not any(accepts(shipped_rubric(), policy, OWED[other]) for other in OWED if other != name)


@pytest.mark.parametrize("name", OWED)
def test_a_draft_owes_nothing(name: str) -> None:
    assert accepts(shipped_rubric(), shipped_policy(), OWED[name] | {"status": "draft"})


def test_a_policy_that_asks_for_nothing_leaves_only_the_shape() -> None:
    lenient = replace(shipped_policy(), severities=tuple((name, Severity.WARNING) for name in OWED))
    assert schema.derive(shipped_rubric(), lenient) == schema.shape(shipped_rubric(), lenient)
    assert not accepts(shipped_rubric(), lenient, SUBMITTED | {"extra": 1})


# --- rubrics and policies at the edges --------------------------------------------------------------------------------


def test_a_rubric_without_required_expectations_asks_for_no_answers() -> None:
    rubric = with_expectations(lambda each: replace(each, required=False))
    assert accepts(rubric, shipped_policy(), without(SUBMITTED, ("expectations",)))
    assert accepts(rubric, shipped_policy(), OWED["missing-evidence"])
    assert not accepts(rubric, shipped_policy(), edited(SUBMITTED, (*AT, "rating"), None))


def test_a_rubric_may_have_a_single_expectation() -> None:
    rubric = with_expectations(lambda each: each if each == REQUIRED else None)
    review = plain_review_of(rubric)
    assert accepts(rubric, shipped_policy(), review)
    assert not accepts(rubric, shipped_policy(), without(review, AT))
    assert not accepts(rubric, shipped_policy(), edited(review, ("expectations", optional(shipped_rubric()).id), {}))


def plain_review_of(rubric: Rubric) -> dict[str, Any]:
    known = {each.id for each in rubric.expectations()}
    answers = {name: answer for name, answer in SUBMITTED["expectations"].items() if name in known}
    return edited(SUBMITTED, ("expectations",), answers)


@pytest.mark.parametrize("needs", ["evidence", "reason"])
def test_a_rubric_may_have_a_single_rating(needs: str) -> None:
    rating = replace(shipped_rubric().ratings[0], id="done", needs=needs)
    rubric = replace(shipped_rubric(), ratings=(rating,))
    answers = {each.id: {"rating": "done", "reason": "So.", "evidence": ["x"] * 2} for each in rubric.required()}
    review = without(edited(SUBMITTED, ("expectations",), answers), ("retired",))
    assert accepts(rubric, shipped_policy(), review)
    assert accepts(rubric, shipped_policy(), edited(review, (*AT, "evidence"), [])) is (needs == "reason")
    assert accepts(rubric, shipped_policy(), edited(review, (*AT, "reason"), "")) is (needs == "evidence")
    assert not accepts(rubric, shipped_policy(), edited(review, (*AT, "rating"), "meets"))


def test_a_policy_without_testimony_asks_every_piece_of_evidence_for_its_link() -> None:
    policy = replace(shipped_policy(), kinds=tuple(kind for kind in shipped_policy().kinds if kind.links))
    told = ("work", "cutover", "evidence", 1)
    linked = edited(SUBMITTED, ("work", "cutover", "evidence"), ["acme/ranker#1", {"link": "acme/ranker#2"}])
    assert accepts(shipped_rubric(), policy, linked)
    for entry in ({"kind": "feedback", "from": "grace-osei", "when": "2026-08"}, {"kind": "commit"}, {"note": "x"}):
        assert not accepts(shipped_rubric(), policy, edited(linked, told, entry))


def test_a_policy_may_know_nothing_but_testimony() -> None:
    policy = replace(shipped_policy(), kinds=tuple(kind for kind in shipped_policy().kinds if kind.fields))
    assert accepts(shipped_rubric(), policy, SUBMITTED)
    at = ("expectations", optional(shipped_rubric()).id, "evidence", 1)
    assert not accepts(shipped_rubric(), policy, edited(SUBMITTED, (*at, "kind"), "commit"))
    assert "kind" not in {each.name for each in refusals(policy, SUBMITTED)}
    assert {each.name for each in refusals(policy, edited(SUBMITTED, (*at, "kind"), "commit"))} == {"kind"}


def refusals(policy: Policy, data: object) -> tuple[schema.Refusal, ...]:
    return schema.Validator(schema.derive(shipped_rubric(), policy)).refusals(data)


def test_the_policys_limits_are_the_schemas() -> None:
    limits = replace(shipped_policy().limits, text=5, note=5, evidence=3, work=1)
    policy = replace(shipped_policy(), limits=limits)
    review = edited(SUBMITTED, ("summary",), "x" * 5)
    review = edited(review, ("work", "cutover", "evidence"), [{"link": "acme/ranker#1", "note": "x" * 5}] * 3)
    review = edited(review, ("expectations", optional(shipped_rubric()).id, "evidence"), ["acme/ranker#1"] * 3)
    assert accepts(shipped_rubric(), policy, review)
    assert not accepts(shipped_rubric(), policy, edited(review, ("summary",), "x" * 6))
    assert not accepts(shipped_rubric(), policy, edited(review, ("work", "cutover", "evidence", 0, "note"), "x" * 6))
    assert not accepts(shipped_rubric(), policy, edited(review, ("work", "cutover", "evidence"), ["acme/ranker#1"] * 4))
    assert not accepts(shipped_rubric(), policy, edited(review, ("work", "other"), {"title": "x"}))
