"""`ladderci ci`: what the workflow runs. `judge` reads a pull request, `comment` posts what it wrote."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.service import github_service
from ladderci.cli.workspace import Exit, exit_code, open_repository, stop, write_lines

if TYPE_CHECKING:
    from ladderci.model import Event
    from ladderci.output.comment import Judgement

_MOST_EVENT = 30_000_000
"""Bytes of an event that are read; GitHub sends 25 MB at most."""


@click.group()
def ci() -> None:
    """What the workflow runs: judge a pull request, and comment on it."""


@ci.command()
@click.option("--event", "event_file", required=True, metavar="FILE", help="The event that GitHub sent.")
@click.option("--out", required=True, metavar="DIR", help="Where to write comment.md, summary.md and the reports.")
@click.option("--base", default="HEAD", show_default=True, metavar="REV", help="The default branch's tip: what judges.")
def judge(event_file: str, out: str, base: str) -> None:
    """Judge a pull request by what the default branch has; nothing of the pull request is executed.

    Exit code: 0 no errors, 1 errors, 2 usage, 3 what judges is broken or the branch is not judged, 4 evidence could not
    be verified and the policy says that this fails, 5 the head could not be fetched.
    """
    from ladderci.app.judging import RefusalError
    from ladderci.app.judging import judge as judge_request
    from ladderci.git import FetchError, GitError

    event = _event(event_file)
    repository = open_repository()
    today = datetime.now(UTC).date()
    token = os.environ.get("GITHUB_TOKEN", "")
    try:
        tip = repository.resolve(base)
        judgement = judge_request(repository, event, tip, today, token, github_service(keeps=False) if token else None)
    except RefusalError as error:
        raise stop(str(error), Exit.BROKEN) from None
    except FetchError as error:
        raise stop(str(error), Exit.SERVICE) from None
    except GitError as error:
        raise stop(str(error)) from None
    _write_files(Path(out), judgement)
    _speak(judgement)
    raise click.exceptions.Exit(exit_code(judgement.report))


def _event(file: str) -> Event:
    from ladderci.event import EventError, read_event

    try:
        with Path(file).open("rb") as stream:
            content = stream.read(_MOST_EVENT)
        return read_event(content, os.environ.get("GITHUB_EVENT_NAME", ""))
    except OSError as error:
        raise stop(f"the event in {file} cannot be read: {error.strerror}") from None
    except EventError as error:
        raise stop(str(error)) from None


def _write_files(folder: Path, judgement: Judgement) -> None:
    """Write the comment and the reports; under a policy that hides, the reports hold the verdict and no finding."""
    from ladderci.model import Report
    from ladderci.output import Format, json, report_lines
    from ladderci.output.comment import comment, step_summary
    from ladderci.rules import catalogue
    from ladderci.splice import SpliceError, write_whole

    report, is_full = judgement.report, judgement.visibility == "full"
    told = report if is_full else Report(report.files, (), report.broken)
    files = {
        "comment.md": comment(judgement),
        "summary.md": step_summary(judgement),
        "report.json": "\n".join(json.lines(report, shows_findings=is_full)) + "\n",
        "report.sarif": "\n".join(report_lines(told, Format.SARIF, rules=catalogue())) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_whole(folder / name, text, overwrite=True)
    except (OSError, SpliceError) as error:
        raise stop(f"{folder} cannot be written: {error}") from None


def _speak(judgement: Judgement) -> None:
    """Print annotations, fill the step's summary and set the step's outputs, as far as the policy lets be seen."""
    from ladderci.model import Severity
    from ladderci.output import Format, report_lines
    from ladderci.output.comment import step_summary

    report = judgement.report
    verdicts = {Exit.FINE: "passed", Exit.ERRORS: "failed", Exit.UNVERIFIED: "unverified"}
    verdict = verdicts.get(exit_code(report), "broken")
    if judgement.visibility == "full":
        write_lines(report_lines(report, Format.GITHUB))
    else:
        write_lines([f"ladderci: {verdict}"])
    _append("GITHUB_STEP_SUMMARY", step_summary(judgement))
    counts = {"errors": report.errors, "warnings": report.count(Severity.WARNING)}
    if report.unverified:
        counts["unverified"] = report.unverified
    values = {"verdict": verdict, "reviews": report.files, **counts}
    _append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in values.items()))


def _append(variable: str, text: str) -> None:
    """Append to the file that the runner names in a variable; outputs are enumerations and numbers only."""
    path = os.environ.get(variable)
    if not path or not text:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise stop(f"{path}, which {variable} names, cannot be written: {error.strerror}") from None


@ci.command()
@click.option("--event", "event_file", required=True, metavar="FILE", help="The event that GitHub sent.")
@click.option("--body", "body_file", required=True, metavar="FILE", help="The comment, as `ci judge` wrote it.")
@click.option("--author", default=None, metavar="LOGIN", help="Who the token is. [default: github-actions[bot]]")
def comment(event_file: str, body_file: str, author: str | None) -> None:
    """Let the pull request have exactly one comment of ours, with this body.

    An empty body takes the comment back. The token is read from GITHUB_TOKEN, the API's address from GITHUB_API_URL.

    Exit code: 0 created, updated or left alone, 2 usage, 5 GitHub could not be reached or refused.
    """
    from ladderci.app.commenting import AUTHOR, BodyError, keep_comment, remove_comments
    from ladderci.github import GitHub, ServiceError

    event = _event(event_file)
    body = _body(body_file)
    if not event.number:
        return click.echo("a merge group has no comments")
    address = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise stop("GITHUB_TOKEN is not set: give the step a token that may write to pull requests")
    try:
        with GitHub(address, event.repository, token) as service:
            by = author or AUTHOR
            keep = keep_comment(service, event.number, event.head, body, by) if body else None
            outcome = keep or remove_comments(service, event.number, event.head, by)
    except BodyError as error:
        raise stop(str(error)) from None
    except ServiceError as error:
        raise stop(str(error), Exit.SERVICE) from None
    return click.echo(f"the comment: {outcome.value}")


def _body(file: str) -> str:
    """Return the comment as opaque text of a bounded size."""
    try:
        with Path(file).open("rb") as stream:
            return stream.read(_MOST_BODY).decode("utf-8", "replace")
    except OSError as error:
        raise stop(f"the comment in {file} cannot be read: {error.strerror}") from None


_MOST_BODY = 1_000_000
"""Bytes of a body that are read; what is longer than a comment may be is refused."""
