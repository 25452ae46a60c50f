"""Annotations: the runner obeys the commands that we wrote, and no other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given

from ladderci.model import Report, Severity
from ladderci.output import Format, report_lines
from tests.reports import HOSTILE, any_report, span, written

GOLDEN = Path(__file__).parent / "data" / "golden" / "output" / "report.github"
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    message: str


def decoded(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def obeyed(printed: str) -> list[Command]:
    """Return what GitHub's runner would do, reading as it reads: by lines, the old form of commands included."""
    commands = []
    for line in re.split(r"\r\n|\r|\n", printed):
        start = line.lstrip()
        assert "##[" not in line
        if start.startswith("::") and "::" in start[2:]:
            head, _, message = start[2:].partition("::")
            name, _, rest = head.partition(" ")
            pairs = (pair.partition("=") for pair in rest.split(",") if pair)
            commands.append(Command(name, {key: decoded(value) for key, _, value in pairs}, decoded(message)))
    return commands


def test_annotations_read_as_agreed() -> None:
    assert written(report_lines(HOSTILE, Format.GITHUB)) == GOLDEN.read_text(encoding="utf-8")


@given(any_report())
def test_no_text_starts_a_command_that_we_did_not_write(report: Report) -> None:
    commands = obeyed(written(report_lines(report, Format.GITHUB)))
    wanted = [finding for severity in COMMANDS for finding in report.findings if finding.severity is severity]
    assert [command.name for command in commands] == [COMMANDS[finding.severity] for finding in wanted]
    for command in commands:
        assert set(command.properties) <= {"file", "line", "col", "endLine", "endColumn", "title"}
        assert "##[" not in command.message
        assert obeyed(command.message) == []


def test_an_annotation_stands_where_the_finding_does() -> None:
    first = obeyed(written(report_lines(HOSTILE, Format.GITHUB)))[0]
    assert first.properties == {
        "file": "reviews/2026-h2/ada.yaml",
        "line": "41",
        "col": "3",
        "endLine": "41",
        "endColumn": "37",
        "title": "LC201 missing-evidence",
    }
    assert first.message.endswith(
        "cites 1 piece of evidence of 2. Cite at least 2: a link, or the key of something under work."
    )


def test_a_span_over_several_lines_has_no_columns_since_github_refuses_them() -> None:
    finding = replace(HOSTILE.findings[0], span=span(3, 5, 6, 1))
    (command,) = obeyed(written(report_lines(Report(1, (finding,)), Format.GITHUB)))
    assert (command.properties["line"], command.properties["endLine"]) == ("3", "5")
    assert "col" not in command.properties
    finding = replace(finding, span=span(3, 5, 6, 2))
    (command,) = obeyed(written(report_lines(Report(1, (finding,)), Format.GITHUB)))
    assert command.properties["endLine"] == "6"


def test_no_more_is_annotated_than_github_shows_and_the_rest_is_counted() -> None:
    base = HOSTILE.findings[0]
    weights = [Severity.NOTE] * 3 + [Severity.WARNING] * 11 + [Severity.ERROR] * 25
    findings = tuple(replace(base, severity=weight, message=f"number {at}") for at, weight in enumerate(weights))
    lines = list(report_lines(Report(1, findings), Format.GITHUB))
    commands = obeyed("\n".join(lines))
    assert [command.name for command in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 3
    assert commands[0].message.startswith("number 14.")
    assert lines[-1] == "15 errors and 1 warning more, not annotated: GitHub shows 10 of each for a step"
