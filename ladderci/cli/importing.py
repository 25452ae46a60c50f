"""`ladderci rubric import`: make rubrics of a published ladder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import refusal, write_files
from ladderci.cli.workspace import find_root, stop, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.app.importing import Imported


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--track", required=True, metavar="TRACK", help="The track, such as data-engineer: a folder of rubrics.")
@click.option("--level", default="", metavar="LEVEL", help="What the only level is called. [default: by its title]")
@click.option("--like", default="", metavar="TRACK/LEVEL", help="Take over the ids of this rubric's statements.")
@click.option(
    "--into", default="", metavar="FOLDER", help="The folder of rubrics. [default: rubric/ of the repository]"
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def import_(files: tuple[str, ...], into: str, *, dry_run: bool, **names: str) -> None:
    """Make a rubric of each level of a published ladder, in text, HTML, Markdown or YAML.

    A rubric that is there keeps the ids of what is the same or reworded. Exit code: 0 written, or nothing to change,
    2 usage, or a file that no ladder can be made of, 3 the policy or a rubric that is there is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.importing import Wanted, import_ladder
    from ladderci.importing.outline import UnreadableLadderError
    from ladderci.source import WorkTree

    folder = Path(into) if into else find_root() / "rubric"
    wanted = Wanted(tuple(map(Path, files)), **names)
    try:
        found = import_ladder(WorkTree(folder), wanted)
    except UnreadableLadderError as error:
        raise stop(str(error)) from None
    except WritingError as error:
        raise refusal(error) from None
    told = Path(into or "rubric")
    write_lines(_understood(found, wanted.like, told))
    _write([imported for imported in found if imported.is_changed], folder, dry_run=dry_run)
    write_lines(_outcome(imported, told, dry_run=dry_run) for imported in found)
    if not dry_run and any(imported.is_changed for imported in found):
        click.echo(
            "next: look at the ids, which reviews will refer to for good; then `ladderci schema`, `rubric lint`;"
        )
        click.echo("nothing is required until `ladderci rubric require` says so")


def _understood(found: tuple[Imported, ...], like: str, told: Path) -> Iterator[str]:
    """Yield what was understood, what was not, and what it changes."""
    from ladderci.output.imported import changes, in_common, not_placed, understood, unsure

    levels = [imported.level for imported in found]
    for imported in found:
        yield from understood(imported.level, imported.rubric.id)
    yield from unsure(levels)
    yield from not_placed(levels)
    for imported in found:
        if imported.earlier:
            yield from changes(imported.changes, imported.rubric.id)
        if imported.shared:
            yield from in_common(imported.shared, imported.rubric.id, like, str(told / imported.path))


def _write(changed: list[Imported], folder: Path, *, dry_run: bool) -> None:
    if changed and not dry_run:
        write_files(folder, [(one.path, one.text, one.earlier is not None) for one in changed])


def _outcome(imported: Imported, told: Path, *, dry_run: bool) -> str:
    """Return what becomes of one rubric's file."""
    from ladderci.output.escape import terminal

    path = terminal(str(told / imported.path))
    if not imported.is_changed:
        return f"{path}: nothing to change"
    return f"{'would write' if dry_run else 'wrote'} {path}"
