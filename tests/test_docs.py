"""The documentation is true: its YAML is judged, its commands are run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from ladderci.app.linting import lint_rubrics
from ladderci.app.page_template import FILE as TEMPLATE_FILE
from ladderci.app.rulebook import Rulebook
from ladderci.cli import main
from ladderci.document import read
from ladderci.output.explain import findings_page
from ladderci.rules import catalogue
from ladderci.rules.cases import reviews
from ladderci.source import WorkTree
from tests.commits import AUGUST, Commits
from tests.repositories import ENVIRONMENT
from tests.test_git import git
from tests.workspace import (
    CYCLE_FILE,
    POLICY_FILE,
    REVIEW,
    ROOT,
    RUBRIC_FILE,
    Workspace,
    complete_review,
    put_into,
    shipped_policy,
    shipped_rubric,
)
from tools.demo import break_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ladderci.model import Finding

README, AUTHORS, OWNERS, DEVELOPMENT = "README.md", "docs/authors.md", "docs/ladder-owners.md", "docs/development.md"
PAGES = (README, "CHANGELOG.md", "CONTRIBUTING.md", *sorted(f"docs/{file.name}" for file in ROOT.glob("docs/*.md")))
PROSE = tuple(page for page in PAGES if page != "docs/findings.md")

NEWCOMER = """\
people:
  linus-m: {rubric: machine-learning-engineer/ic2, manager: grace-osei, emails: [linus-m@acme.example]}
"""
"""Who the pages for authors speak of; in the shipped cycle everybody has a review already."""
CLONES = "clones: {acme/ranker: ../ranker}\n"
FORGE = b"GitHub <noreply@github.com>"
LINUS = b"Linus <linus-m@acme.example>"


@dataclass(frozen=True)
class Block:
    """A block of code on a page."""

    page: str
    line: int
    language: str
    text: str
    before: str
    """The paragraph right above it."""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def codes(self) -> set[str]:
        """The codes that the paragraph above names."""
        return set(re.findall(r"\bLC[0-9]{3}\b", self.before))

    @property
    def keys(self) -> dict[str, object]:
        data = read("", self.text.encode()).data
        names = re.findall(r"^([a-z-]+):", self.text, re.MULTILINE)
        return {**dict.fromkeys(names), **data} if isinstance(data, dict) else dict.fromkeys(names)

    @property
    def home(self) -> str:
        """Where a whole rubric, cycle or review lies; empty for a fragment and for a policy."""
        keys = self.keys
        if {"rubric", "areas"} <= keys.keys():
            return f"rubric/{keys['rubric']}.yaml"
        if {"cycle", "period"} <= keys.keys():
            return f"rubric/cycles/{keys['cycle']}/cycle.yaml"
        return f"reviews/{keys['cycle']}/{keys['subject']}.yaml" if "review" in keys else ""

    @property
    def is_of_review(self) -> bool:
        return bool(self.keys.keys() & {"summary", "work", "expectations", "retired"})


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str, language: str = "") -> Iterator[Block]:
    text = text_of(page)
    for found in re.finditer(r"^```([a-z]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        above = text[: found.start()]
        if language in {"", found[1]}:
            before = above.rstrip().rpartition("\n\n")[2]
            yield Block(page, above.count("\n") + 1, found[1], found[2], before)


EXAMPLES = [block for page in (AUTHORS, OWNERS) for block in blocks_of(page, "yaml")]


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)


# --- YAML ----------------------------------------------------------------------------------------------------------


def findings_with(block: Block, workspace: Workspace) -> tuple[Finding, ...]:
    """Return what is found with a block in its place: a whole file, or a fragment of one that is shipped."""
    if block.is_of_review and not block.home:
        return workspace.judge(put_into(complete_review(), block.text)).findings
    if block.home.startswith("reviews/"):
        return workspace.judge(block.text, block.home).findings
    if "policy" in block.keys:
        workspace.write(block.text, POLICY_FILE)
        return Rulebook(WorkTree(workspace.root)).policy().findings
    file = block.home or next(file for key, file in FRAGMENTS.items() if key in block.keys)
    workspace.write(block.text if block.home else put_into(text_of(file), block.text), file)
    return lint_rubrics(WorkTree(workspace.root)).findings


FRAGMENTS = {"areas": RUBRIC_FILE, "kinds": POLICY_FILE, "people": CYCLE_FILE}
"""By which key one knows what a fragment is of."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The shipped ladder with Linus on the roster, the other levels that the pages speak of, and a clone beside it."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    make_ranker(tmp_path / "ranker")
    made = Workspace.create(tmp_path / "repository")
    made.write(put_into(text_of(CYCLE_FILE), NEWCOMER), CYCLE_FILE)
    made.write(put_into(text_of(POLICY_FILE), CLONES), POLICY_FILE)
    for block in EXAMPLES:
        if block.home.startswith("rubric/") and "areas" in block.keys:
            made.write(block.text, block.home)
    monkeypatch.chdir(made.root)
    return made


def make_ranker(folder: Path) -> None:
    """Make the clone in which the page for authors finds Linus's work: a pull request, two commits and a release."""
    day = 86_400
    commits = Commits.create(folder)
    request = commits.commit(b"Serve two-tower candidates (#806)\n", author=LINUS, committer=FORGE, at=AUGUST - 7 * day)
    others = commits.commit(b"Log what is served\n", request, at=AUGUST)
    flag = commits.commit(b"Keep the old ranker one flag away\n", others, author=LINUS, at=AUGUST + 20 * day)
    tag = f"object {flag}\ntype commit\ntag v4.0.0\ntagger {LINUS.decode()} {AUGUST + 29 * day} +0000\n\nv4.0.0\n"
    commits.branch("main", flag)
    git(folder, "update-ref", "refs/tags/v4.0.0", commits.object("tag", tag.encode()))


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_yaml_has_the_codes_that_are_named_above_it_and_no_other_errors(block: Block, workspace: Workspace) -> None:
    found = findings_with(block, workspace)
    errors = {finding.code for finding in found if finding.severity == "error"}
    assert block.codes <= {finding.code for finding in found}
    if not block.codes:
        assert not errors


def test_every_form_of_a_link_is_on_the_authors_page_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (`https.*) \|$", text_of(AUTHORS), re.MULTILINE)
    told = {kind: tuple(re.findall(r"`(.+?)`", forms)) for kind, forms in rows}
    assert told == {kind.id: kind.links for kind in shipped_policy().kinds if kind.links}


def test_every_rating_is_on_the_authors_page_with_what_it_needs() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]* \| (?:a )?(evidence|reason) \|$", text_of(AUTHORS), re.MULTILINE)
    assert rows == [(rating.id, rating.needs) for rating in shipped_rubric().ratings]


# --- commands ------------------------------------------------------------------------------------------------------


def steps_of(block: Block) -> Iterator[tuple[str, str, int]]:
    """Yield each command of a console block with what it prints and how it ends."""
    parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
    steps = list(zip(parts[1::2], parts[2::2], strict=True))
    for (command, printed), (after, code) in zip(steps, [*steps[1:], ("", "")], strict=True):
        if command != "echo $?":
            yield command, printed, int(code) if after == "echo $?" else 0


def run(command: str) -> tuple[str, int]:
    words = shlex.split(command)
    if words[0] == "ladderci":
        result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
        return result.output, result.exit_code
    assert words[0] in {"mkdir", "cp"}, command
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


def is_quoted_from(quoted: str, whole: str) -> bool:
    """Return whether a text is another one, but for lines that `…` stands for."""
    pattern = "".join("(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in quoted.splitlines(keepends=True))
    return re.fullmatch(pattern, whole) is not None


def try_commands(block: Block) -> None:
    for command, printed, code in steps_of(block):
        if not command.startswith("make "):
            said, ended = run(command)
            assert ended == code, f"{command}\n{said}"
            assert not printed or is_quoted_from(printed, said), f"{command}\n{said}"


@pytest.mark.parametrize("page", [AUTHORS, OWNERS])
def test_commands_print_what_the_page_says_they_print(page: str, workspace: Workspace) -> None:
    for block in blocks_of(page):
        if block.language == "yaml" and block.home:
            workspace.write(block.text, block.home)
        elif block.language == "jinja":
            workspace.write(block.text, TEMPLATE_FILE)
        elif block.language == "console":
            try_commands(block)


def test_every_page_with_commands_is_tried() -> None:
    assert {page for page in PAGES if list(blocks_of(page, "console"))} == {README, AUTHORS, OWNERS}


def test_the_readme_shows_what_a_broken_review_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(break_copy(tmp_path))
    for block in blocks_of(README, "console"):
        try_commands(block)


def test_the_readme_shows_what_the_page_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("rubric", "reviews"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    quoted = text_of(README).partition("<!-- page -->\n")[2].partition("<!-- /page -->")[0]
    page, _ = run(f"ladderci render {REVIEW}")
    assert is_quoted_from("…\n" + re.sub(r"^> ?", "", quoted, flags=re.MULTILINE) + "…\n", page)


def commands() -> dict[str, click.Command]:
    """Return every command by what one types."""
    context = click.Context(main)
    found: dict[str, click.Command] = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"ladderci {name} {below}": inner for below, inner in command.commands.items()}
        else:
            found[f"ladderci {name}"] = command
    return found


def test_the_readme_has_every_command_with_the_first_sentence_of_its_help() -> None:
    told = dict(re.findall(r"^\| `(ladderci [a-z ]+)` \| (.*) \|$", text_of(README), re.MULTILINE))
    assert told == {
        name: re.split(r"(?<=\.)\s", " ".join((command.help or "").split()))[0] for name, command in commands().items()
    }


@pytest.mark.parametrize("page", PROSE)
def test_no_page_speaks_of_a_command_or_an_option_that_there_is_not(page: str) -> None:
    known = commands()
    for inline in re.findall(r"`(ladderci\s[^`]*)`", without_code(page)):
        typed = " ".join(inline.split())
        name = next((name for name in known if typed == name or typed.startswith(f"{name} ")), None)
        assert name, typed
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--?[a-z-]+", typed)) <= options, typed


@pytest.mark.parametrize("page", PROSE)
def test_no_page_speaks_of_a_target_that_make_has_not(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^\$ )make ([a-z]+)", text_of(page), re.MULTILINE)
    assert set(named) <= targets
    if page == DEVELOPMENT:
        assert set(named) == targets - {"help"}


# --- what the pages say of the code --------------------------------------------------------------------------------


def test_the_rule_that_is_shown_as_an_example_works(tmp_path: Path) -> None:
    code = next(blocks_of(DEVELOPMENT, "python"))
    data = next(blocks_of(DEVELOPMENT, "yaml"))
    exec(compile(code.text, str(code), "exec", dont_inherit=True), {})  # noqa: S102 - our own page's code
    rule = reviews.rules.pop()
    try:
        reviews.rules.append(rule)
        texts = (rule.page.example, rule.page.instead, data.text)
        reports = [Workspace.create(tmp_path / str(number)) for number in range(3)]
        found = [made.judge(put_into(complete_review(), text)) for made, text in zip(reports, texts, strict=True)]
    finally:
        reviews.rules.remove(rule)
    assert [rule.code in {finding.code for finding in report.findings} for report in found] == [True, False, True]
    says = data.text.partition("# says: ")[2].partition("\n")[0]
    assert any(says in finding.message for finding in found[2].findings if finding.code == rule.code)
    assert data.codes == {rule.code}


def test_the_rule_that_is_shown_has_a_code_that_no_rule_has() -> None:
    shown = set(re.findall(r'"(LC[0-9]{3})"', text_of(DEVELOPMENT)))
    assert shown
    assert not shown & {rule.code for rule in catalogue()}


def test_every_module_is_in_the_house() -> None:
    rows = re.findall(r"^\| [^|]+ \| ((?:`[a-z]+`(?:, )?)+) \|", text_of(DEVELOPMENT), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([a-z]+)`", row)}
    built = {file.stem for file in (ROOT / "ladderci").iterdir() if not file.name.startswith("__")}
    assert told == built - {"py", "formats"}


def test_the_readme_names_every_dependency() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    rows = re.findall(r"^\| ([\w, -]+) \| ", text_of(README).partition("## What it stands on")[2], re.MULTILINE)
    told = {name for row in rows for name in row.split(", ")} - {"library", "tool"}
    assert told == {re.split(r"[>=<]", line)[0] for line in wanted}


def test_the_page_of_findings_is_up_to_date() -> None:
    assert text_of("docs/findings.md") == findings_page(catalogue()), "run `make docs`"


@pytest.mark.parametrize("page", PROSE)
def test_no_page_speaks_of_a_finding_that_there_is_not(page: str) -> None:
    known = {rule.code for rule in catalogue()} | {"LC299"}
    assert set(re.findall(r"\bLC[0-9]{3}\b", text_of(page))) <= known


# --- links ---------------------------------------------------------------------------------------------------------


def anchors_of(page: Path) -> set[str]:
    """Return the anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page: str) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", without_code(page)):
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        assert not anchor or anchor in anchors_of(file), target
