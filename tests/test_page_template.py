"""A repository's own page template: where it comes from, what bounds it, and that it changes nothing but the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result

from ladderci.app.linting import lint_rubrics
from ladderci.app.page_process import answers
from ladderci.app.page_template import FILE, FILE_BYTES, MEMORY, SECONDS, Request, run, shown_by
from ladderci.cli import main
from ladderci.output import rendering
from ladderci.output.page import PAGE_BYTES
from ladderci.output.specimen import specimens
from ladderci.output.template import built_in_source
from ladderci.rules.template import TemplateFault
from ladderci.source import WorkTree
from tests.peers.markdown import html, tree
from tests.test_output_template import ESCAPES, GREEDY, UNESCAPED
from tests.workspace import REVIEW, ROOT, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path


FULL, _ = specimens()
OWNERS_PAGE: Final = (ROOT / "docs/ladder-owners.md").read_text(encoding="utf-8")
MANY: Final = replace(FULL, remarks=("words",) * 1_000)
OWN: Final = "# The page of {{ page.subject }}\n\n{{ page.summary | quote }}\n"
BROKEN: Final = "# {{ page.subject }}\n{{ page.levle }}\n"
FAILS_LATE: Final = "# {{ page.subject }}\n{{ page.subject.title }}\n"


def test_the_process_of_a_template_gets_no_secret_of_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "environment"
    program = f"#!/bin/sh\nenv > {seen}\n"
    (tmp_path / "python").write_text(program, encoding="utf-8")
    (tmp_path / "python").chmod(0o700)
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_0Tr7TokenThatMustNeverShow")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    run(OWN, (FULL,))
    said = seen.read_text(encoding="utf-8")
    assert "PWD=/" in said
    assert "ghp_" not in said


# --- bounds --------------------------------------------------------------------------------------------------------


def nested(text: str) -> str:
    """Return loops in each other that show a text a million million million times."""
    return "{% for a in page.remarks %}" * 6 + text + "{% endfor %}" * 6


DOUBLED: Final = "{% macro d(x) %}{{ x }}{{ x }}{% endmacro %}"
ENDLESS: Final = {
    "a macro that calls itself": ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "calls itself without an end"),
    "macros that call each other": (
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "calls itself without an end",
    ),
    "a text that is doubled by a macro in itself": (
        DOUBLED + "{{ " + "d(" * 40 + "page.subject" + ")" * 40 + " }}",
        "memory",
    ),
    "a text that is doubled by a macro with set": (
        DOUBLED + "{% set a = page.subject %}" + "{% set a = d(a) %}" * 60 + "{{ a }}",
        "memory",
    ),
    "loops within loops that show something": (nested("words"), "more than 2,000,000 bytes"),
    "loops within loops that show nothing": (nested(""), "more than 1 seconds"),
    "loops within loops in a macro": (
        "{% macro a() %}" + nested("words" * 10_000) + "{% endmacro %}{{ a() }}",
        "memory|more than 1 seconds",
    ),
    "a long page": ("{% for a in page.remarks %}" + "x" * 3_000 + "{% endfor %}", "more than 2,000,000 bytes"),
}


@pytest.mark.parametrize(("template", "words"), ENDLESS.values(), ids=ENDLESS)
def test_what_would_go_on_without_an_end_is_stopped_and_says_why(template: str, words: str) -> None:
    if sys.platform != "linux" and "memory" in words:
        pytest.skip("this system bounds no address space; time and size are bounded all the same")
    seconds = 1 if "seconds" in words else 5
    answer = run(template, [MANY], seconds)
    assert answer.faults == ()
    [fault] = answer.pages
    assert isinstance(fault, TemplateFault)
    assert any(each in fault.message for each in words.split("|"))


def test_a_page_that_fails_leaves_the_others_alone() -> None:
    template = "{% if page.remarks | length > 1 %}" + nested("words") + "{% endif %}{{ page.subject }}"
    first, second, third = run(template, [FULL, MANY, FULL]).pages
    assert first == third == "some words\n"
    assert isinstance(second, TemplateFault)


def test_pages_that_were_done_when_the_time_ran_out_are_kept() -> None:
    template = "{% if page.remarks | length > 1 %}" + nested("") + "{% endif %}{{ page.subject }}"
    first, second, third = run(template, [FULL, MANY, FULL], seconds=2).pages
    assert first == "some words\n"
    assert isinstance(second, TemplateFault)
    assert isinstance(third, TemplateFault)


def test_many_pages_are_rendered_by_one_process_and_soon() -> None:
    began = time.monotonic()
    shown = run(built_in_source(), [FULL] * 100).pages
    assert set(shown) == {shown[0]}
    assert isinstance(shown[0], str)
    assert time.monotonic() - began < 30


RIGHTS: Final = """
import os, resource, socket, sys
from ladderci.app.page_process import give_up_rights
from ladderci.app.page_template import Request

def tried(name, right):
    try:
        right()
    except (OSError, MemoryError, ValueError, ImportError):
        return
    sys.stdout.write(name + "\\n")

give_up_rights(Request("", (), 5))
tried("open a file", lambda: open("/etc/passwd"))
tried("list a folder", lambda: os.listdir("/"))
tried("open a connection", lambda: socket.create_connection(("127.0.0.1", 9)))
tried("make a pipe", os.pipe)
tried("import what is not there yet", lambda: __import__("wave"))
tried("lift a limit", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)))
if sys.platform == "linux":
    tried("take a gigabyte", lambda: bytearray(10**9))
sys.stdout.write(f"{len(os.environ)} variables, {len('at the end')} letters")
"""


def test_the_process_has_given_up_every_right_before_it_looks_at_a_template() -> None:
    command = [sys.executable, "-c", RIGHTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "0 variables, 10 letters", done.stderr


LATE: Final = (
    "{{ page }}",
    "{{ page.work | quote }}",
    "{{ '\\N{BULLET}' }}",
    "{{ page.level.title }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{",
)
"""Where Python or Jinja imports something only when it comes to it."""


@pytest.mark.parametrize("template", [*LATE, *list((ESCAPES | GREEDY | UNESCAPED).values())[::9]])
def test_the_process_says_what_is_said_where_files_can_be_opened(template: str) -> None:
    told = [json.loads(line) for line in answers(Request(template, (FULL,), 5))]
    there = run(template, [FULL])
    assert [[list(fault) for fault in there.faults], *map(_plain, there.pages)] == told


def _plain(page: str | TemplateFault) -> object:
    return page if isinstance(page, str) else list(page)


def test_what_no_page_can_hold_is_shown_as_such() -> None:
    [shown] = run("a\x00b\x1b[31mc{{ '\\ud800' }}\r\n{{ page.subject }}", [FULL]).pages
    assert shown == "a\ufffdb\ufffd[31mc?\nsome words\n"


def test_a_process_that_cannot_be_started_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "cannot be started" in run(OWN, [FULL]).faults[0].message


def test_a_process_that_says_nothing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    answer = run(OWN, [FULL])
    assert answer.faults == answer.pages
    assert "ended without a word" in answer.faults[0].message


# --- where it comes from, and what is shown where it fails ---------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The shipped ladder, and ada's review."""
    made = Workspace.create(tmp_path)
    made.write(complete_review())
    return made


def render(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(workspace.root)
    return CliRunner().invoke(main, ["render", REVIEW], catch_exceptions=False)


def test_a_repositorys_own_template_shows_its_reviews(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.write("\ufeff" + OWN, FILE)
    assert render(workspace, monkeypatch).output == "# The page of ada-quill\n\n> A steady half year.\n"


def test_a_copy_of_the_built_in_template_shows_the_same(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = render(workspace, monkeypatch).output
    workspace.write(built_in_source(), FILE)
    assert html(render(workspace, monkeypatch).output) == html(before)


UNUSABLE: Final = {
    "a mistake": (BROKEN.encode(), "(line 2: there is no value &#96;levle&#96;)"),
    "a mistake that shows late": (FAILS_LATE.encode(), "has no &#96;title&#96;)"),
    "an attack": (b"{% include '/etc/passwd' %}", "&#96;include&#96; is no part of a page template"),
    "no UTF-8": (b"a\nb\n\xff", "(line 3: this is not UTF-8)"),
    "a long file": (b"x" * (FILE_BYTES + 1), "the file has 100,001 bytes where 100,000 are allowed"),
}


@pytest.mark.parametrize(("content", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_where_it_cannot_be_used_the_built_in_page_is_shown_and_says_why(
    content: bytes, words: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = render(workspace, monkeypatch).output
    workspace.write(content, FILE)
    result = render(workspace, monkeypatch)
    [said] = [line for line in result.output.splitlines() if "built-in page" in line]
    assert said.startswith("⚠️ this is the built-in page, since rubric/templates/page.md.jinja cannot be used")
    assert words in said
    assert result.output.replace(f"{said}\n\n", "") == before
    assert result.exit_code == 0


def test_a_link_in_its_place_is_not_followed(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").write_text(OWN, encoding="utf-8")
    (tmp_path / "rubric/templates").mkdir()
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    assert "is a symbolic link, and links are not followed" in render(workspace, monkeypatch).output


def test_what_its_fault_says_is_text_too(workspace: Workspace) -> None:
    workspace.write("{{ page.summary\n}}{% [x](https://evil.example) <b> @ada %}", FILE)
    [page] = shown_by(WorkTree(workspace.root), [FULL])
    assert not isinstance(page, str)
    assert tree(html(rendering.render(page)), inline=True).count("b") == 0


# --- lint ----------------------------------------------------------------------------------------------------------


def lint(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(workspace.root)
    return CliRunner().invoke(main, ["rubric", "lint"], catch_exceptions=False)


@pytest.mark.parametrize(("content", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_lint_finds_what_is_wrong_with_it(
    content: bytes, words: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write(content, FILE)
    result = lint(workspace, monkeypatch)
    assert "error[LC516 broken-template]" in result.output
    assert words.rpartition("&#96;")[2].strip("()").rpartition(": ")[2] in result.output
    assert result.exit_code == 1


def test_lint_points_at_the_line(workspace: Workspace) -> None:
    workspace.write(BROKEN, FILE)
    [finding] = lint_rubrics(WorkTree(workspace.root)).findings
    assert (finding.file, finding.source, finding.help) == (FILE, "{{ page.levle }}", "did you mean level?")
    assert (finding.span.start, finding.span.end) == ((2, 1), (2, 17))


def test_lint_has_nothing_to_say_of_a_template_that_works(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write(built_in_source(), FILE)
    assert lint(workspace, monkeypatch).output == "nothing to mend\n"


def test_check_judges_by_rubrics_and_not_by_the_page(workspace: Workspace) -> None:
    before = workspace.check()
    workspace.write(BROKEN, FILE)
    assert workspace.check() == before


# --- the page for ladder owners ------------------------------------------------------------------------------------


def test_the_template_that_is_shown_to_owners_makes_a_page(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    [template] = re.findall(r"^```jinja\n(.*?)^```$", OWNERS_PAGE, re.MULTILINE | re.DOTALL)
    workspace.write(template, FILE)
    page = render(workspace, monkeypatch).output
    assert page.startswith("# ada-quill, 2026-h2\n\n**")
    assert "\n## Results\n\n- **Meets:** " in page
    assert "\n  - Moved the feed ranker\n" in page


def test_owners_are_told_the_bounds_that_there_are() -> None:
    told = " ".join(OWNERS_PAGE.split())
    assert f"{FILE_BYTES:,} bytes, a page that it makes {PAGE_BYTES:,}" in told
    assert f"takes {SECONDS} seconds and {MEMORY // 2**20} megabytes at most" in told
