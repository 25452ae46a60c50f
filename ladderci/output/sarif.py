"""A report for code scanning: SARIF 2.1.0, as GitHub takes it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ladderci import __version__
from ladderci.output.escape import document, sarif_message
from ladderci.output.wording import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ladderci.model import Finding, Report, Span
    from ladderci.rules.registry import Page, Rule

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT: Final = "%SRCROOT%"


def lines(report: Report, rules: Sequence[Rule[Any]]) -> Iterator[str]:
    """Yield the lines of a SARIF log, without their ends.

    Args:
        report: what a check came to.
        rules: every rule there is, in the order of their codes.

    """
    yield from document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, rules)]}).split("\n")


def _run(report: Report, rules: Sequence[Rule[Any]]) -> dict[str, object]:
    index = {rule.code: at for at, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "ladderci",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": "ladderci/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(finding, mark, index) for finding, mark in _marked(report.findings)],
    }


def _rule(rule: Rule[Any]) -> dict[str, object]:
    from ladderci.rules.registry import FAMILIES

    page = rule.page
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.why or page.title},
        "defaultConfiguration": {"level": rule.severity.value},
        "help": {"text": _help(page, fence=False), "markdown": _help(page, fence=True)},
        "properties": {"tags": [FAMILIES[int(rule.code[2])]]},
    }


def _help(page: Page, *, fence: bool) -> str:
    parts = [page.why]
    if page.example:
        parts.append(f"Example:\n\n{_code(page.example, fence=fence and page.is_runnable)}")
    if page.instead:
        parts.append(f"Instead:\n\n{_code(page.instead, fence=fence)}")
    return "\n\n".join(part for part in parts if part) or page.title


def _code(text: str, *, fence: bool) -> str:
    return f"```yaml\n{text}\n```" if fence else text


def _result(finding: Finding, mark: str, index: dict[str, int]) -> dict[str, object]:
    message = sarif_message(sentences(finding))
    rule = {"ruleIndex": index[finding.code]} if finding.code in index else {}
    result: dict[str, object] = {
        "ruleId": finding.code,
        **rule,
        "level": finding.severity.value,
        "locations": [_location(finding.file, finding.span)],
        "partialFingerprints": {"finding/v1": mark},
    }
    if finding.related:
        places = list(enumerate(finding.related, 1))
        # GitHub shows a related place only where the message links to it.
        links = [f"{sarif_message(related.message)}: [line {related.span.start.line}]({at})." for at, related in places]
        message = " ".join((message, *links))
        result["relatedLocations"] = [
            {
                "id": at,
                **_location(finding.file, related.span),
                "message": {"text": sarif_message(related.message)},
            }
            for at, related in places
        ]
    return {**result, "message": {"text": message}}


def _location(file: str, span: Span) -> dict[str, object]:
    from urllib.parse import quote

    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file, safe="/", errors="surrogatepass"), "uriBaseId": _ROOT},
            "region": {
                "startLine": span.start.line,
                "startColumn": span.start.column,
                "endLine": span.end.line,
                "endColumn": span.end.column,
            },
        }
    }


def _marked(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with a mark that stays the same when lines move: the nth of these words in this file."""
    from collections import Counter
    from hashlib import sha256

    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        words = (finding.code, finding.file, finding.message)
        seen[words] += 1
        content = "\0".join((*words, str(seen[words])))
        yield finding, sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
