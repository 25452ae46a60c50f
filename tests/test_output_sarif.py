"""Code scanning: a log that Microsoft's validator accepts by GitHub's rules, and alerts that do not come twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given

from ladderci.model import Position, Report, Span
from ladderci.output import Format, report_lines
from ladderci.rules import catalogue
from tests.peers import sarif
from tests.reports import HOSTILE, RULES, any_report, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ladderci.rules import Rule

GOLDEN = Path(__file__).parent / "data" / "golden" / "output" / "report.sarif"


def run_of(report: Report, rules: Sequence[Rule[Any]] = tuple(RULES.rules)) -> dict[str, Any]:
    log = json.loads("\n".join(report_lines(report, Format.SARIF, rules=rules)))
    run: dict[str, Any] = log["runs"][0]
    return run


def marks(report: Report) -> list[str]:
    return [result["partialFingerprints"]["finding/v1"] for result in run_of(report)["results"]]


def test_a_log_reads_as_agreed() -> None:
    assert written(report_lines(HOSTILE, Format.SARIF, rules=tuple(RULES.rules))) == GOLDEN.read_text(encoding="ascii")


def complaints(tmp_path: Path, report: Report, rules: Sequence[Rule[Any]]) -> list[str]:
    """Return what Microsoft's validator has against a log, but for the address that the tool does not have."""
    log = tmp_path / "report.sarif"
    log.write_text("\n".join(report_lines(report, Format.SARIF, rules=rules)), encoding="ascii")
    return [each for each in sarif.complaints(log) if "does not provide 'informationUri'" not in each]


def test_microsofts_validator_accepts_a_log_of_hostile_findings(tmp_path: Path) -> None:
    assert complaints(tmp_path, HOSTILE, tuple(RULES.rules)) == []


def test_microsofts_validator_accepts_every_rule_that_there_is(tmp_path: Path) -> None:
    assert complaints(tmp_path, HOSTILE, catalogue()) == []


def test_microsofts_validator_accepts_a_log_without_findings(tmp_path: Path) -> None:
    assert complaints(tmp_path, Report(0, ()), tuple(RULES.rules)) == []


def test_a_result_names_its_rule_by_id_and_by_place() -> None:
    run = run_of(HOSTILE)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"][:2]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "ruleIndex" not in run["results"][2]


def test_columns_are_counted_in_characters_and_the_log_says_so() -> None:
    run = run_of(HOSTILE)
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert region == {"startLine": 41, "startColumn": 3, "endLine": 41, "endColumn": 37}


def test_a_path_is_a_uri_below_the_repository() -> None:
    finding = replace(HOSTILE.findings[0], file="reviews/a b,c:d%é#?.yaml")
    place = run_of(Report(1, (finding,)))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "reviews/a%20b%2Cc%3Ad%25%C3%A9%23%3F.yaml", "uriBaseId": "%SRCROOT%"}


def test_a_related_place_is_linked_from_the_message() -> None:
    result = run_of(HOSTILE)["results"][1]
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]
    assert result["message"]["text"].endswith("and here: [line 9](2).")
    assert "](https" not in result["message"]["text"]


def test_an_alert_stays_the_same_when_lines_move_and_equal_ones_stay_apart() -> None:
    finding = HOSTILE.findings[0]
    moved = replace(finding, span=Span(Position(90, 5), Position(90, 39)), source="      " + finding.source)
    assert marks(Report(1, (finding,))) == marks(Report(1, (moved,)))
    assert len(set(marks(Report(1, (finding, moved))))) == 2
    others = [replace(finding, code="LC202"), replace(finding, file="b.yaml"), replace(finding, message="other")]
    assert not set(marks(Report(1, (finding,)))) & set(marks(Report(1, tuple(others))))


@given(any_report())
def test_any_text_makes_a_log_that_can_be_printed_into_a_workflows_log(report: Report) -> None:
    lines = list(report_lines(report, Format.SARIF, rules=tuple(RULES.rules)))
    assert all(line.isascii() and line.isprintable() and "##[" not in line for line in lines)
    assert not any(line.lstrip().startswith("::") for line in lines)
