"""A report for programs: the format that its schema describes, the same bytes every time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for

import ladderci
from ladderci.model import Report, Severity
from ladderci.output import Format, report_lines
from tests.reports import HOSTILE, written

GOLDEN = Path(__file__).parent / "data" / "golden" / "output" / "report.json"
SCHEMA = Path(ladderci.__file__).parent / "formats" / "report.schema.json"


def read(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("\n".join(report_lines(report, Format.JSON)))

    return document


def test_a_report_reads_as_agreed() -> None:
    assert written(report_lines(HOSTILE, Format.JSON)) == GOLDEN.read_text(encoding="ascii")


@pytest.mark.parametrize("report", [HOSTILE, Report(0, ()), replace(HOSTILE, broken=True)])
def test_a_report_is_what_its_schema_describes(report: Report) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    errors = [error.message for error in validator_for(schema)(schema).iter_errors(read(report))]
    assert errors == []


def test_the_verdict_is_failed_only_by_errors_and_broken_above_all() -> None:
    warnings = tuple(finding for finding in HOSTILE.findings if finding.severity is not Severity.ERROR)
    assert read(HOSTILE)["verdict"] == "failed"
    assert read(Report(3, warnings))["verdict"] == "passed"
    assert read(Report(3, warnings, broken=True))["verdict"] == "broken"
    assert read(HOSTILE)["counts"] == {"error": 1, "warning": 1, "note": 1}
