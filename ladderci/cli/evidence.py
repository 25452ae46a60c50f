"""`ladderci evidence`: what is true of citations, what was done, and what somebody can confirm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import identity, refusal, refuse_to_overwrite, write_file
from ladderci.cli.service import github_service
from ladderci.cli.workspace import (
    Exit,
    exit_code,
    has_colour,
    open_workspace,
    paths_of,
    revision_option,
    stop,
    write_lines,
)
from ladderci.model.finding import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.app.collecting import Collected
    from ladderci.app.verifying import Verification
    from ladderci.output.facts import Verified
    from ladderci.source import Source


@click.group()
def evidence() -> None:
    """Verify what reviews cite, find what was done, confirm what somebody says."""


@evidence.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--facts", "facts_file", metavar="FILE", help="Write what was found to this file, for render --facts.")
@click.option("--offline", is_flag=True, help="Ask clones only, whatever token there is.")
@click.option(
    "--patience",
    type=click.IntRange(1, 3600),
    default=180,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for GitHub altogether.",
)
@revision_option
def verify(
    paths: tuple[str, ...],
    facts_file: str | None,
    offline: bool,  # noqa: FBT001 - click's way
    patience: int,
    revision: str | None,
) -> None:
    """Say of every citation whether it is confirmed, refuted or cannot be verified.

    PATHS are reviews, or folders with reviews below them; left out, every review of every open cycle. Commits are
    looked up in the clones that the policy names; everything else is asked of GitHub, with the token in GITHUB_TOKEN.

    Exit code: 0 nothing refuted, 1 something is, 2 usage, 3 a rubric, policy or cycle is broken, 4 something cannot be
    verified and the policy says that this fails, 5 GitHub could not be reached.
    """
    from ladderci.app.check import is_confirmation
    from ladderci.app.verifying import verify as verify_reviews
    from ladderci.output import facts

    root, source = open_workspace(revision)
    if facts_file:
        refuse_to_overwrite(root, Path(facts_file))
    wanted = paths_of(paths, root, source) if paths else None
    strange = next(filter(is_confirmation, wanted or ()), "")
    if strange:
        raise stop(f"{strange} is no review: name those that it confirms something of")
    found = verify_reviews(source, root, wanted, None if offline else github_service(seconds=patience))
    if facts_file:
        _write_facts(Path(facts_file), found.verified)
    write_lines(facts.text(found.verified))
    code = _exit_of(found)
    _say_the_rest(found, code)
    raise click.exceptions.Exit(code)


def _exit_of(found: Verification) -> Exit:
    code = exit_code(found.report)
    if found.is_refuted and code is not Exit.BROKEN:
        return Exit.ERRORS
    return Exit.SERVICE if code is Exit.FINE and found.is_cut_off else code


def _say_the_rest(found: Verification, code: Exit) -> None:
    """Say what kept reviews from being verified at all, and why the command fails where the list does not tell."""
    from ladderci.model import Report
    from ladderci.output import text

    report = found.report
    others = tuple(finding for finding in report.findings if finding.name != UNVERIFIED)
    if others:
        write_lines(("", *text.lines(Report(report.files, others, report.broken), colour=has_colour())))
    if code is Exit.UNVERIFIED:
        click.echo(f"ladderci: this fails, since the policy makes {UNVERIFIED} an error", err=True)
    if not report.files and not others:
        click.echo("ladderci: there is no review here to verify: `ladderci new` starts one", err=True)


def _write_facts(path: Path, verified: Iterable[Verified]) -> None:
    from ladderci.output import facts
    from ladderci.splice import SpliceError, write_whole

    try:
        write_whole(path, facts.file(verified), overwrite=True)
    except (OSError, SpliceError) as error:
        raise stop(f"{path} cannot be written: {error}") from None


@evidence.command()
@click.argument("subject", metavar="SUBJECT")
@click.argument("key", required=False, default="", metavar="[KEY]")
@click.option("--cycle", default="", metavar="CYCLE", help="The cycle. [default: the one that is open]")
@click.option("--as", "witness", default="", metavar="LOGIN", help="Your GitHub login. [default: by git's user.email]")
@click.option("--decline", is_flag=True, help="Say that it was not as the review says.")
@click.option("--yes", is_flag=True, help="Do not ask on the terminal whether it was so.")
@click.option("--note", default="", metavar="TEXT", help="A sentence for the reader.")
def confirm(  # noqa: PLR0913, PLR0917 - each is an option of the command
    subject: str,
    key: str,
    cycle: str,
    witness: str,
    decline: bool,  # noqa: FBT001 - click's way
    yes: bool,  # noqa: FBT001 - click's way
    note: str,
) -> None:
    """Confirm, or decline, what SUBJECT says of the work item KEY, for which they name you as a witness.

    Your answer is for the text as it is now: when that is edited later, the question is open again. It goes into
    reviews/CYCLE/confirmations/LOGIN.yaml, which nobody but you may change.

    Exit code: 0 written, 2 usage, 3 the cycle is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.confirming import Asked, answer, shown
    from ladderci.app.rulebook import Rulebook
    from ladderci.output.escape import terminal
    from ladderci.splice import SpliceError

    root, source = open_workspace()
    asked = Asked(identity(root, witness), subject, key, cycle, not decline, note)
    try:
        answered = answer(source, Rulebook(source), asked)
    except WritingError as error:
        raise refusal(error) from None
    except SpliceError as error:
        raise stop(str(error)) from None
    write_lines(f"| {terminal(line)}".rstrip() for line in shown(answered))
    if not (yes or decline) and sys.stdin.isatty() and not click.confirm("Is that how it was?"):
        raise stop("nothing was written: --decline says that it was not so")
    write_file(root, answered.path, answered.text, overwrite=True)
    word = "declined" if decline else "confirmed"
    click.echo(f"{word} in {answered.path}: commit that file and open a pull request with it")


@evidence.command()
@click.option("--subject", default="", metavar="LOGIN", help="Whose work. [default: yours, by git's user.email]")
@click.option("--cycle", default="", metavar="CYCLE", help="The cycle. [default: the one that is open]")
@click.option(
    "--repo",
    "repositories",
    multiple=True,
    metavar="PATH",
    help="A clone to look into, besides those that the policy names; may be given several times.",
)
@click.option("--github", "asks_github", is_flag=True, help="Ask GitHub too, with the token in GITHUB_TOKEN.")
@click.option("--only", multiple=True, metavar="KEY", help="Only this work item; may be given several times.")
@click.option("--add", is_flag=True, help="Write what was found into the review, under work.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
def collect(  # noqa: PLR0913, PLR0917 - each is an option of the command
    subject: str,
    cycle: str,
    repositories: tuple[str, ...],
    asks_github: bool,  # noqa: FBT001 - click's way
    only: tuple[str, ...],
    add: bool,  # noqa: FBT001 - click's way
    form: str,
) -> None:
    """Find what somebody did in a cycle that their review does not cite yet.

    Looks into the clones that the policy names, without a network: merged pull requests written, co-written and
    reviewed, commits that belong to none, issues closed and releases, grouped into work items. What each could be
    evidence for is a list to choose from.

    Exit code: 0 looked, and said where something may be missing, 2 usage, or the review cannot be added to, 3 the
    policy or the cycle is broken, 5 GitHub could not be reached.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.collecting import Wanted
    from ladderci.app.collecting import collect as collect_work

    root, source = open_workspace()
    service = github_service() if asks_github else None
    if service and not service.token:
        raise stop("there is no token for GitHub: set GITHUB_TOKEN, or leave --github out to look into clones only")
    wanted = Wanted(identity(root, subject), cycle, tuple(map(Path, repositories)), service, only)
    try:
        collected = collect_work(source, root, wanted)
    except WritingError as error:
        raise refusal(error) from None
    if add:
        _add(root, source, collected)
    else:
        _print(collected, form)
    raise click.exceptions.Exit(Exit.SERVICE if collected.is_cut_off else Exit.FINE)


def _add(root: Path, source: Source, collected: Collected) -> None:
    from ladderci.app.choosing import WritingError
    from ladderci.app.collecting import added
    from ladderci.splice import SpliceError

    if not collected.has_review:
        raise stop(f"there is no {collected.review} to add to: `ladderci new` starts it")
    _say_gaps(collected)
    if not collected.suggestions:
        return click.echo(f"{collected.review} cites everything that was found")
    try:
        write_file(root, collected.review, added(source, collected), overwrite=True)
    except (SpliceError, WritingError) as error:
        raise stop(str(error)) from None
    names = ", ".join(one.group.key for one in collected.suggestions)
    return click.echo(f"added to {collected.review}, under work: {names}")


def _print(collected: Collected, form: str) -> None:
    from ladderci.output import collected as output

    found = tuple((one.group, one.fits) for one in collected.suggestions)
    if form == "json":
        return write_lines(output.json(collected.subject, collected.cycle.id, found, collected.gaps).splitlines())
    write_lines(output.text(collected.subject, collected.cycle.period, found, has_review=collected.has_review))
    _say_gaps(collected)
    if found:
        start = "" if collected.has_review else f"start {collected.review} with `ladderci new`; "
        click.echo(f"\n{start}add them to the review with --add, say what they meant, and cite them where they fit")
    return None


def _say_gaps(collected: Collected) -> None:
    """Say where could not be looked, so that nobody takes the rest for all there is."""
    from ladderci.output.escape import terminal

    for gap in collected.gaps:
        click.echo(f"ladderci: something may be missing: {terminal(gap)}", err=True)
