"""A repository's own page template: read from what judges, and used only within bounds."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.app.reading import why_unread
from ladderci.document import Document
from ladderci.output.page import PAGE_BYTES
from ladderci.rules.template import TemplateCase, TemplateFault, templates
from ladderci.source import Reason, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.model import Finding
    from ladderci.output.page import Page
    from ladderci.source import Source

FILE: Final = "rubric/templates/page.md.jinja"
FILE_BYTES: Final = 100_000
"""Bytes of a template; the built-in one has three thousand."""
SECONDS: Final = 5
"""Of the processor: on a busy machine a page may take longer."""
MEMORY: Final = 256 * 1024 * 1024
"""Bytes of address space; Python, Jinja and a long review take a quarter."""
_PAGES_A_SECOND: Final = 10
_PATIENCE: Final = 6
"""How many times as long by the clock."""
_PROGRAM: Final = "import sys; sys.path[:] = sys.argv[1:]; from ladderci.app.page_process import main; main()"
_NEVER_SHOWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Template(NamedTuple):
    """A template as it was read."""

    text: str
    fault: TemplateFault | None = None
    """Why there is no text."""


class Request(NamedTuple):
    """What the bounded process is asked."""

    template: str
    pages: tuple[Page, ...]
    """What to render; none to have the template looked at and not run."""
    seconds: int
    """Of the processor, at most."""


class Answer(NamedTuple):
    """What the bounded process says: of the template, and for each page its text or why there is none."""

    faults: tuple[TemplateFault, ...]
    pages: tuple[str | TemplateFault, ...]


def shown_by(source: Source, pages: Sequence[Page]) -> tuple[str | Page, ...]:
    """Return each page as Markdown by the source's own template.

    Where there is no such template, or it fails on a page, that page comes back for the built-in template to render; in
    the second case with a remark that says why.
    """
    template = _read(source)
    if template is None or not pages:
        return tuple(pages)
    if template.fault:
        return tuple(_with_remark(page, template.fault) for page in pages)
    answer = run(template.text, pages)
    return tuple(
        shown if isinstance(shown, str) else _with_remark(page, shown)
        for page, shown in zip(pages, answer.pages, strict=True)
    )


def _with_remark(page: Page, fault: TemplateFault) -> Page:
    where = f"line {fault.line}: " if fault.line else ""
    remark = f"this is the built-in page, since {FILE} cannot be used ({where}{fault.message})"
    return replace(page, remarks=(*page.remarks, remark))


def template_findings(source: Source, *, is_tried: bool) -> Iterator[Finding]:
    """Yield what is wrong with a source's own template; nothing where it has none.

    Args:
        source: where it lies.
        is_tried: whether it is also tried on made-up pages; only read where it is not to be run.

    """
    template = _read(source)
    if template is not None:
        found = (template.fault,) if template.fault else _faults(template.text, is_tried=is_tried)
        document = Document(FILE, template.text, None, None, ())
        yield from templates.findings(TemplateCase(document, found), document)


def _faults(text: str, *, is_tried: bool) -> tuple[TemplateFault, ...]:
    from ladderci.output.specimen import specimens

    answer = run(text, specimens() if is_tried else ())
    return tuple(dict.fromkeys((*answer.faults, *(one for one in answer.pages if isinstance(one, TemplateFault)))))


def _read(source: Source) -> _Template | None:
    """Return the source's own template, or None where it has none."""
    content = source.read(FILE, FILE_BYTES)
    if isinstance(content, Unreadable):
        missing = content.reason is Reason.MISSING
        return None if missing else _Template("", TemplateFault(0, why_unread(content, FILE_BYTES)))
    try:
        return _Template(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _Template("", TemplateFault(line, "this is not UTF-8", "save the file as UTF-8"))


# --- the bounded process -------------------------------------------------------------------------------------------


def run(template: str, pages: Sequence[Page], seconds: int = SECONDS) -> Answer:
    """Have a template looked at, and pages rendered with it, by a process that is bounded and has nothing in reach.

    Args:
        template: its text.
        pages: what to render; none to have the template only looked at.
        seconds: of the processor that this may take, beside a tenth of one for each page.

    """
    seconds += len(pages) // _PAGES_A_SECOND
    request = pickle.dumps(Request(template, tuple(pages), seconds))
    fault = TemplateFault(0, "the process that should render it ended without a word")
    try:
        with TemporaryFile() as answer:
            if _takes_too_long(request, answer.fileno(), seconds):
                fault = TemplateFault(0, f"it takes more than {seconds} seconds", "show less, or show it once")
            answer.seek(0)
            lines = answer.read(most_answer(len(pages))).split(b"\n")[:-1]
    except OSError as error:
        lines, fault = [], TemplateFault(0, f"the process that should render it cannot be started: {error.strerror}")
    return _answer(lines, len(pages), fault)


def most_answer(pages: int) -> int:
    """Return how many bytes an answer about so many pages has at most; JSON doubles a line end."""
    return 2 * (pages + 1) * (PAGE_BYTES + 1)


def _takes_too_long(request: bytes, answer: int, seconds: int) -> bool:
    """Run the process to its end, and return whether it was stopped for taking too long."""
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and program; what is not ours comes as data)
            [sys.executable, "-I", "-c", _PROGRAM, *map(os.path.abspath, sys.path)],
            input=request,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE * seconds,
            cwd="/",
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode == -signal.SIGXCPU


_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""All that an interpreter may need of the environment to start: a token is none of it."""


def _answer(lines: list[bytes], pages: int, otherwise: TemplateFault) -> Answer:
    """Return what the lines say; what is missing at the end has the fault that `otherwise` is."""
    faults, *shown = [_said(line) for line in lines[: pages + 1]] or [None]
    shown += [None] * (pages - len(shown))
    return Answer(
        tuple(one for one in map(_fault, faults) if one) if isinstance(faults, list) else (otherwise,),
        tuple(_NEVER_SHOWN.sub("\ufffd", one) if isinstance(one, str) else _fault(one) or otherwise for one in shown),
    )


def _said(line: bytes) -> object:
    with suppress(ValueError, RecursionError):
        return json.loads(line)
    return None


def _fault(said: object) -> TemplateFault | None:
    """Return a fault as the process wrote it, None for anything else."""
    match said:
        case [int(line), str(message), str(help_)]:
            return TemplateFault(line, message, help_)
    return None
