"""The process in which a repository's own page template is read and run: bounded, and with nothing in reach.

It is started by `page_template.py` with a template and pages on its standard input, and answers on its standard output,
a line of JSON each: first the template's faults, then for each page its text, or the fault that there was with it.
Before it looks at the template it gives up, for good, the right to open a file or a connection, to start a process, and
to take more memory or time than a template needs. Whatever else would get past the sandbox ends here.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ladderci.app.page_template import MEMORY, Request, most_answer
from ladderci.output.rendering import tidy
from ladderci.output.specimen import specimens
from ladderci.output.template import render_own
from ladderci.output.template_check import fault_of, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.output.page import Page
    from ladderci.rules.template import TemplateFault


_WARMING_UP: Final = ("{{ '\\N{BULLET}' }}{{ page.level.title }}", "{{ pgae }}", "{{")
"""What is imported late, where something is wrong, has to be there before no file can be opened any more."""


def main() -> None:
    """Answer the one request on standard input."""
    request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 (from the process that started this one)
    for template in _WARMING_UP:
        list(answers(Request(template, specimens(), 0)))
    give_up_rights(request)
    for line in answers(request):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    os._exit(0)  # whatever a template may have left behind has no say any more


def give_up_rights(request: Request) -> None:
    """Take on limits that cannot be lifted again; a system that lacks one of them has the others."""
    os.environ.clear()
    limits = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": request.seconds,
        "RLIMIT_FSIZE": most_answer(len(request.pages)),
        "RLIMIT_NOFILE": 3,  # the three that are open
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }
    for name, most in limits.items():
        # The signal that tells of too much time comes at the soft limit, and at the hard one the one that kills.
        hard = most + 1 if name == "RLIMIT_CPU" else most
        with suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, hard))


def answers(request: Request) -> Iterator[bytes]:
    """Yield the lines of the answer."""
    found = faults(request.template)
    yield _line(found)
    for page in request.pages:
        yield _line(found[0] if found else _rendered(request.template, page))


def _rendered(template: str, page: Page) -> str | TemplateFault:
    try:
        return tidy(render_own(template, page))
    except Exception as error:  # noqa: BLE001 (whatever a template comes to is told, and ends nothing)
        return fault_of(error)


def _line(value: object) -> bytes:
    # A character that is half of one cannot be sent, and one that controls a terminal is escaped by JSON.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
