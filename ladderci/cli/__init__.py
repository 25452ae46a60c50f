"""The command line: the only place that prints, reads the environment and exits."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from ladderci import __version__

_COMMANDS: Final = {
    "new": "ladderci.cli.write:new",
    "update": "ladderci.cli.write:update",
    "check": "ladderci.cli.check:check",
    "render": "ladderci.cli.render:render",
    "schema": "ladderci.cli.schema:schema",
    "rubric": "ladderci.cli.rubric:rubric",
    "evidence": "ladderci.cli.evidence:evidence",
    "cycle": "ladderci.cli.cycle:cycle",
    "explain": "ladderci.cli.explain:explain",
    "ci": "ladderci.cli.ci:ci",
}
"""In the order of a person's use. Each is imported when it is called, so that none slows the start of another."""


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="ladderci")
def main() -> None:
    """Self-reviews as code: judge a self-review against a career ladder, and ask for the evidence behind it."""
