"""`ladderci rubric import`: a published ladder becomes rubrics in one command, and says what it understood."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.app.linting import lint_rubrics
from ladderci.cli import main
from ladderci.importing.family import MAX_BYTES
from ladderci.source import WorkTree
from tests.ladders import HERE, PUBLISHED, STARTING, STARTING_PAGE, rubric
from tests.test_docs import OWNERS, blocks_of, try_commands
from tests.workspace import POLICY_FILE, ROOT, Workspace

if TYPE_CHECKING:
    from pathlib import Path

KEEPER = HERE / "keeper-2.txt"
FILE = "rubric/keeper/k2.yaml"
SMALL = "K1 Keeper\n🔥 Light\nFlame\n- I light the lamp before dusk falls\n- I trim the wick before it smokes\n"
needs_published = pytest.mark.skipif(not STARTING.is_file(), reason="the published ladders do not lie beside this one")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that commands run in."""
    made = Workspace.create(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments: object) -> Result:
    words = ("rubric", "import", *map(str, arguments))
    return CliRunner().invoke(main, words, catch_exceptions=False)


def sound(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refused(result: Result, code: int = 2) -> str:
    """Return the one line of a command that ended with a code and printed nothing else."""
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def files(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}


def errors(workspace: Workspace) -> list[str]:
    return [
        finding.message for finding in lint_rubrics(WorkTree(workspace.root)).findings if finding.severity == "error"
    ]


# --- what it says --------------------------------------------------------------------------------------------------


def test_it_prints_the_tree_with_counts_what_is_left_and_what_comes_next(workspace: Workspace) -> None:
    workspace.write(KEEPER.read_bytes(), "keeper.txt")
    assert (
        sound(run("keeper.txt", "--track", "keeper"))
        == """\
keeper/k2: K2 Lighthouse Keeper, from keeper.txt: 2 areas, 4 sections, 8 statements
  and about the level: 1 area, 3 sections, 4 statements
   4  Level
   2    Scope
   1    Collaborative Reach
   1    Impact Levers
   5  🔥 Light
   3    Flame
   2    Storm
   3  🐚 People
   2    Visitors
   1    Visitors
   1  terms explained: lenses
not placed:
  keeper.txt: a heading with nothing of its own below it
    12: Core Responsibilities
wrote rubric/keeper/k2.yaml
next: look at the ids, which reviews will refer to for good; then `ladderci schema`, `rubric lint`;
nothing is required until `ladderci rubric require` says so
"""
    )
    assert not errors(workspace)
    assert not list(rubric((workspace.root / FILE).read_text(encoding="utf-8")).required())


def test_it_says_what_it_was_unsure_of_with_the_line(workspace: Workspace) -> None:
    workspace.write((HERE / "boatswain.md").read_bytes(), "boatswain.md")
    said = sound(run("boatswain.md", "--track", "deck"))
    assert "not sure of:\n  boatswain.md:16: examples of several statements" in said


def test_equal_texts_that_are_not_placed_are_summed_up(workspace: Workspace) -> None:
    entries = "".join(
        f"  - {{level: hand, theme: mooring, summary: Ties knot {number} of the book., proficiency: Awareness}}\n"
        for number in range(9)
    )
    workspace.write(f"levels: [hand]\nthemes: [mooring]\ncompetencies:\n{entries}", "harbour.yaml")
    said = sound(run("harbour.yaml", "--track", "harbour"))
    assert "harbour.yaml: a value of `proficiency`\n    4, 5, 6, 7, 8 and 4 more: Awareness\n" in said


def test_what_a_ladder_says_does_not_steer_the_terminal(workspace: Workspace) -> None:
    workspace.write(SMALL.replace("Flame", "Flame \x9b31m ::error::x ##[group]"), "ladder.md")
    said = sound(run("ladder.md", "--track", "keeper"))
    assert "\x9b" not in said
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_the_page_for_ladder_owners_shows_what_it_prints(workspace: Workspace) -> None:
    [ladder] = blocks_of(OWNERS, "markdown")
    workspace.write(ladder.text, "keeper.md")
    shown = [block for block in blocks_of(OWNERS, "text") if block.text.startswith("$ ladderci rubric import")]
    assert len(shown) == 2
    for block in shown:
        try_commands(block)


# --- what it writes ------------------------------------------------------------------------------------------------


def test_text_and_html_of_one_ladder_give_the_same_bytes(workspace: Workspace) -> None:
    for form in ("txt", "html"):
        sound(run(HERE / f"keeper-2.{form}", "--track", "keeper", "--into", workspace.root / form))
    written = [(workspace.root / form / "keeper" / "k2.yaml").read_bytes() for form in ("txt", "html")]
    assert written[0] == written[1]


def test_a_file_may_hold_several_levels_and_each_becomes_a_rubric(workspace: Workspace) -> None:
    said = sound(run(HERE / "oars.md", "--track", "rowers", "--into", "rubric"))
    assert "wrote rubric/rowers/l1.yaml\nwrote rubric/rowers/l2.yaml\n" in said
    assert not errors(workspace)


def test_levels_of_one_import_share_the_ids_of_the_one_that_they_are_to_be_like(workspace: Workspace) -> None:
    second = SMALL.replace("K1", "K2").replace("trim the wick before", "trim the wick long before")
    workspace.write(SMALL, "k1.txt")
    workspace.write(second, "k2.txt")
    sound(run("k1.txt", "k2.txt", "--track", "keeper", "--like", "keeper/k1"))
    ids = [
        [one.id for one in rubric((workspace.root / file).read_text(encoding="utf-8")).expectations()]
        for file in ("rubric/keeper/k1.yaml", "rubric/keeper/k2.yaml")
    ]
    assert ids[0] == ids[1]
    assert "nothing to change" in sound(run("k2.txt", "--track", "keeper", "--like", "keeper/k1"))


def test_it_says_what_a_level_shares_with_another_and_what_it_could_share(workspace: Workspace) -> None:
    workspace.write(SMALL, "k1.txt")
    workspace.write(SMALL.replace("K1", "K2").replace("Flame", "Fire"), "k2.txt")
    sound(run("k1.txt", "--track", "keeper"))
    sound(run("k2.txt", "--track", "keeper"))
    late = sound(run("k2.txt", "--track", "keeper", "--like", "keeper/k1"))
    assert "keeper/k2 shares 0 ids with keeper/k1\n2 more of its statements are in keeper/k1 too, under" in late
    assert "  light.fire.light-lamp-dusk-falls (there: light.flame.light-lamp-dusk-falls)\n" in late
    assert "delete rubric/keeper/k2.yaml before" in late
    (workspace.root / "rubric/keeper/k2.yaml").unlink()
    told = sound(run("k2.txt", "--track", "keeper", "--like", "keeper/k1"))
    assert "keeper/k2 shares 2 ids with keeper/k1\n" in told
    assert "more of its" not in told


def test_a_dry_run_says_the_same_and_writes_nothing(workspace: Workspace) -> None:
    before = files(workspace)
    dry = sound(run(KEEPER, "--track", "keeper", "--dry-run"))
    assert files(workspace) == before
    wet = sound(run(KEEPER, "--track", "keeper"))
    assert dry == wet.partition("wrote ")[0] + f"would write {FILE}\n"


def test_importing_again_changes_nothing_and_keeps_comments(workspace: Workspace) -> None:
    sound(run(KEEPER, "--track", "keeper"))
    kept = (workspace.root / FILE).read_text(encoding="utf-8").replace("areas:\n", "# ours\nareas:  # all\n")
    workspace.write(kept, FILE)
    said = sound(run(KEEPER, "--track", "keeper"))
    assert "changes in keeper/k2: 12 same, 0 reworded, 0 moved, 0 added, 0 gone\n" in said
    assert said.endswith(f"{FILE}: nothing to change\n")
    assert (workspace.root / FILE).read_text(encoding="utf-8") == kept


def test_a_newer_version_keeps_ids_and_comments_and_says_what_changed(workspace: Workspace) -> None:
    workspace.write(SMALL, "ladder.txt")
    sound(run("ladder.txt", "--track", "keeper", "--level", "first"))
    file = "rubric/keeper/first.yaml"
    text = (workspace.root / file).read_text(encoding="utf-8")
    marked = text.replace("areas:\n", "# ours\nareas:  # all\n").replace("title: Flame", "title: 'Flame #1' # why")
    marked = marked.replace("          trim-wick", "          # a pity if it goes\n          trim-wick") + "# the end\n"
    workspace.write(marked, file)
    newer = SMALL.replace("before dusk falls", "well before dusk falls").replace("Flame", "Flame #1")
    workspace.write(newer.replace("- I trim the wick before it smokes", "- Visitors find the door open"), "ladder.txt")
    told = (
        "changes in keeper/first: 0 same, 1 reworded, 0 moved, 1 added, 1 gone\n"
        "  reworded  light.flame.light-lamp-dusk-falls (was: I light the lamp before dusk falls)\n"
        "  added     light.flame.visitors-find-door-open\n"
        "  gone      light.flame.trim-wick-smokes (was: I trim the wick before it smokes)\n"
    )
    dry = sound(run("ladder.txt", "--track", "keeper", "--level", "first", "--dry-run"))
    assert dry.endswith(f"{told}would write {file}\n")
    assert f"{told}wrote {file}\n" in sound(run("ladder.txt", "--track", "keeper", "--level", "first"))
    after = (workspace.root / file).read_text(encoding="utf-8")
    for words in (
        "# ours\n# all\nareas:\n",
        "        # why\n        title: 'Flame #1'\n",
        "  # a pity if it goes\n  light.flame.trim-wick-smokes:\n",
    ):
        assert words in after
    assert after.endswith("# the end\n")
    found = rubric(after)
    assert (found.version, [gone.id for gone in found.removed]) == (2, ["light.flame.trim-wick-smokes"])


# --- what it refuses -----------------------------------------------------------------------------------------------


def test_two_levels_of_one_name_are_refused(workspace: Workspace) -> None:
    before = files(workspace)
    line = refused(run(KEEPER, HERE / "keeper-2.html", "--track", "keeper"))
    assert "two levels would be keeper/k2" in line
    assert "keeper-2.html" in line
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--track", "Keeper"), "--track Keeper: write it in lower-case letters"),
        (("--track", ""), "--track : write it in lower-case letters"),
        (("--track", "../x"), "--track ../x: write it in lower-case letters"),
        (("--track", "keeper", "--level", "K 2\n"), "--level K 2"),
        (("--track", "cycles"), "--track cycles: that folder is for cycles"),
        (("--track", "keeper", "--like", "keeper/k9"), "--like keeper/k9: there is no such rubric"),
        (("--track", "keeper", "--like", "../x"), "--like ../x: there is no such rubric"),
    ],
)
def test_names_that_no_rubric_can_have_are_refused(workspace: Workspace, arguments: list[str], says: str) -> None:
    before = files(workspace)
    assert says in refused(run(KEEPER, *arguments))
    assert files(workspace) == before


def test_one_name_for_several_levels_is_refused(workspace: Workspace) -> None:
    assert workspace.root.is_dir()
    assert "names one level, and here are 2: L1 Rower, L2 Stroke" in refused(
        run(HERE / "oars.md", "--track", "rowers", "--level", "l1")
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "there is nothing in this file"),
        ("a.txt", b"%PDF-1.7\n\xe2\xe3", "a PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
        ("a.html", b"<div>" * 100_000 + b"x", "nested more than"),
        ("a.txt", b"\xff\xfeK\0", "UTF-16"),
        ("a.yaml", b"levels: [", "this is no YAML"),
        ("a.md", b"# K1\n\n## Light\n", "no statements found"),
    ],
    ids=["empty", "pdf", "picture", "large", "nested", "utf-16", "no-yaml", "no-statements"],
)
def test_what_no_ladder_can_be_made_of_is_one_line(workspace: Workspace, name: str, content: bytes, says: str) -> None:
    workspace.write(content, name)
    line = refused(run(name, "--track", "keeper"))
    assert line.startswith(f"ladderci: {name}:")
    assert says in line
    assert not (workspace.root / "rubric" / "keeper").exists()


def test_a_missing_file_and_a_folder_are_one_line(workspace: Workspace) -> None:
    assert workspace.root.is_dir()
    assert "there is no such file" in refused(run("none.txt", "--track", "keeper"))
    assert "this is a folder" in refused(run("rubric", "--track", "keeper"))


@pytest.mark.parametrize(
    "text",
    [
        "- I light the lamp before dusk falls\n- I trim the wick before it smokes\n",
        SMALL,
        "# K1\n\n## Light\n\n" + "".join(f"- I light lamp number {n} before dusk falls\n" for n in range(2_000)),
        "حارس المنارة\n🔥 الضوء\nالشعلة\n- أشعل المصباح قبل حلول الظلام\n",
        "灯台守\n🏆 成果\n光\n- 夜通し明かりをともす。\n",
        "K1 Kéeper\n🔥 Lïght\nFlàme\n- I kéep thê lamp bürning áll níght\n",
    ],
    ids=["no-headings", "one-area", "two-thousand", "arabic", "japanese", "combining"],
)
def test_odd_ladders_become_rubrics_without_errors(workspace: Workspace, text: str) -> None:
    workspace.write(text, "ladder.md" if text.startswith("#") else "ladder.txt")
    name = next(workspace.root.glob("ladder.*")).name
    sound(run(name, "--track", "keeper", "--level", "k1"))
    assert not errors(workspace)


@pytest.mark.parametrize("file", [FILE, POLICY_FILE])
def test_a_broken_rubric_or_policy_is_one_line_and_left_as_it_is(workspace: Workspace, file: str) -> None:
    workspace.write("rubric: [", file)
    line = refused(run(KEEPER, "--track", "keeper"), 3)
    assert f"{file.removeprefix('rubric/')} is broken" in line
    assert (workspace.root / file).read_text(encoding="utf-8") == "rubric: ["


def test_a_link_in_the_place_of_a_rubric_is_neither_read_nor_written_through(workspace: Workspace) -> None:
    workspace.write("mine", "mine.txt")
    (workspace.root / FILE).parent.mkdir()
    (workspace.root / FILE).symlink_to(workspace.root / "mine.txt")
    assert "symbolic link" in refused(run(KEEPER, "--track", "keeper"), 3)
    assert (workspace.root / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_link_in_the_place_of_a_track_is_not_written_through(workspace: Workspace) -> None:
    elsewhere = workspace.root / "elsewhere"
    elsewhere.mkdir()
    (workspace.root / "rubric" / "keeper").symlink_to(elsewhere)
    assert "symbolic link" in refused(run(KEEPER, "--track", "keeper"), 3)
    assert not list(elsewhere.iterdir())


def test_a_file_in_the_place_of_the_folder_of_rubrics_is_one_line(workspace: Workspace) -> None:
    workspace.write("mine", "mine.txt")
    line = run(KEEPER, "--track", "keeper", "--into", "mine.txt").stderr
    assert line.count("\n") == 1
    assert (workspace.root / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_of_several_levels_all_are_written_or_none(workspace: Workspace) -> None:
    (workspace.root / "rubric/rowers/l2.yaml").mkdir(parents=True)
    assert run(HERE / "oars.md", "--track", "rowers").exit_code != 0
    assert not (workspace.root / "rubric/rowers/l1.yaml").exists()


def test_a_name_that_is_too_long_for_a_folder_is_one_line(workspace: Workspace) -> None:
    assert workspace.root.is_dir()
    line = run(KEEPER, "--track", "keeper", "--into", "x" * 300).stderr
    assert line.count("\n") == 1
    assert "cannot be written" in line


def test_a_rubric_that_would_be_too_large_is_not_written(workspace: Workspace) -> None:
    workspace.write(SMALL + "".join(f"- {n} {'lamps ' * 90}\n" for n in range(2_000)), "ladder.txt")
    assert "cannot become a rubric: its file would have" in refused(run("ladder.txt", "--track", "keeper"))
    assert not (workspace.root / "rubric" / "keeper").exists()


@pytest.mark.parametrize(("library", "file"), [("lxml", "keeper-2.html"), ("markdown_it", "oars.md")])
def test_a_missing_library_is_one_line_that_says_what_to_install(workspace: Workspace, library: str, file: str) -> None:
    start = f"import sys; sys.modules[{library!r}] = None; from ladderci.cli import main; main()"
    command = [sys.executable, "-c", start, "rubric", "import", str(HERE / file), "--track", "keeper"]
    done = subprocess.run(
        command, cwd=workspace.root, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "pip install 'ladderci[import]'" in done.stderr


# --- published ladders ---------------------------------------------------------------------------------------------


@needs_published
def test_the_starting_ladder_has_the_counts_that_are_known_of_it_from_text_and_page(workspace: Workspace) -> None:
    for number, file in enumerate((STARTING, STARTING_PAGE)):
        said = sound(run(file, "--track", "engineer", "--into", str(number)))
        assert (
            ": 5 areas, 14 sections, 51 statements\n  and about the level: 1 area, 3 sections, 5 statements\n" in said
        )
    written = [(workspace.root / str(number) / "engineer" / "ic2.yaml").read_bytes() for number in range(2)]
    assert written[0] == written[1]


@needs_published
def test_published_ladders_become_rubrics_without_errors_and_a_second_time_nothing_changes(
    workspace: Workspace,
) -> None:
    for number, file in enumerate(PUBLISHED):
        sound(run(file, "--track", f"ladder-{number}"))
        again = sound(run(file, "--track", f"ladder-{number}"))
        assert "wrote" not in again
        assert "nothing to change" in again
    assert not errors(workspace)
