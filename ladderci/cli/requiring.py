"""`ladderci rubric require`: say what every review has to answer."""

from __future__ import annotations

import click

from ladderci.cli.keyboard import refusal, write_file
from ladderci.cli.workspace import open_workspace, stop, write_lines


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all-in", "parts", multiple=True, metavar="SECTION", help="Everything in a section or an area.")
@click.option("--rubric", default="", metavar="TRACK/LEVEL", help="The rubric. [default: the only one that has these]")
@click.option("--optional", is_flag=True, help="Require them no longer.")
def require(ids: tuple[str, ...], parts: tuple[str, ...], rubric: str, *, optional: bool) -> None:
    """Require expectations, by their ids: every review answers them, with evidence or with a reason.

    Every other character of the rubric's file stays, comments included. Exit code: 0 written, or nothing to change,
    2 there is no such expectation or rubric, 3 the rubric is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.requiring import Wanted, requirement
    from ladderci.output.escape import terminal
    from ladderci.splice import SpliceError

    root, source = open_workspace()
    try:
        found = requirement(source, Wanted(ids, parts, rubric, not optional))
    except WritingError as error:
        raise refusal(error) from None
    except SpliceError as error:
        raise stop(str(error)) from None
    path = terminal(found.path)
    if not found.changed:
        return write_lines([f"{path}: nothing to change"])
    write_file(root, found.path, found.text, overwrite=True)
    change = "required no longer" if optional else "required from now on"
    return write_lines(
        [
            f"wrote {path}: {change}",
            *(f"  {name}" for name in found.changed),
            "next: `ladderci schema`, then `ladderci check` to see which reviews this changes;",
            "a cycle with copies of its own goes on without it until `ladderci cycle repin`",
        ]
    )
