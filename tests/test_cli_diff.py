"""`ladderci rubric diff`: two rubrics side by side, as text, Markdown and JSON, from wherever each of them lies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ladderci.model import Area, Expectation, Rubric, Section
from ladderci.output.comparison import comparison_json, comparison_markdown, comparison_text
from ladderci.schema import validator
from tests.changing_ladders import RATINGS
from tests.ladders import PUBLISHED_FOLDER
from tests.peers.markdown import html, mentions_and_references
from tests.reports import COMMANDS, STEERING
from tests.repositories import Repository, one_line, repository, run
from tests.test_git import commit, git
from tests.workspace import RUBRIC, RUBRIC_FILE

__all__ = ["repository"]

GOLDEN = Path(__file__).parent / "data" / "golden" / "comparison"
BEFORE, AFTER = str(GOLDEN / "before.yaml"), str(GOLDEN / "after.yaml")
LEVELS = tuple(
    PUBLISHED_FOLDER / "dropbox" / "text" / f"machine-learning-engineer-ic{level}.txt" for level in (1, 2, 3, 4)
)
needs_published = pytest.mark.skipif(not LEVELS[0].is_file(), reason="the published ladders do not lie beside this one")


def said(*arguments: str) -> str:
    result = run("rubric", "diff", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_a_comparison_is_the_golden_one(form: str, ending: str) -> None:
    assert said(BEFORE, AFTER, "--format", form) == (GOLDEN / f"comparison.{ending}").read_text(encoding="utf-8")


def test_the_json_is_what_its_schema_says() -> None:
    compared = json.loads((GOLDEN / "comparison.json").read_text(encoding="utf-8"))
    assert validator("comparison").refusals(compared) == ()
    assert validator("comparison").refusals(compared | {"expectations": [{"change": "better"}]})


# --- hostile words -------------------------------------------------------------------------------------------------


def ladder(words: str, name: str) -> Rubric:
    expectation = Expectation(f"a.b.{name}", words)
    reworded = Expectation("a.b.shared", f"{words} {name}")
    section = Section("a.b", words, "", (expectation, reworded))
    return Rubric("track/one", words, 1, "", RATINGS, (Area("a", words, "", "", (section,)),))


HOSTILE = f"::error::x {COMMANDS} {STEERING} @ada #9 <script>x</script> *b* " + ":: " * 60


def test_words_of_a_rubric_steer_neither_terminal_nor_log() -> None:
    for line in comparison_text(ladder(HOSTILE, "x"), ladder(HOSTILE, "y")):
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202e]", line)


def test_words_of_a_rubric_mean_nothing_in_markdown() -> None:
    text = "\n".join(comparison_markdown(ladder(HOSTILE, "x"), ladder(HOSTILE, "y")))
    assert mentions_and_references(text) == ()
    assert not re.search("<script|<em>|<a ", html(text))
    assert "<ins>y</ins>" in text


def test_words_of_a_rubric_stay_words_in_json() -> None:
    text = "\n".join(comparison_json(ladder(HOSTILE, "x"), ladder(HOSTILE, "y")))
    assert json.loads(text)["expectations"][0]["after"]["text"] == HOSTILE
    assert text.isascii()


# --- where they lie ------------------------------------------------------------------------------------------------


def test_a_rubric_is_named_by_its_id_a_file_or_either_at_a_revision(repository: Repository) -> None:
    commit(repository.root, {})
    repository.change(RUBRIC_FILE, "version: 1\n", "version: 2\n")
    git(repository.root, "tag", "before")
    names = (f"{RUBRIC}@HEAD", f"{RUBRIC}@before", f"{RUBRIC_FILE}@HEAD")
    for old in names:
        for new in (RUBRIC, RUBRIC_FILE, str(repository.root / RUBRIC_FILE)):
            assert "version 1) → " in said(old, new).partition("\n")[0]
            assert "56 same, 0 reworded, 0 moved, 0 added, 0 gone\n" in said(old, new)


def test_a_file_of_any_name_is_a_rubric_if_it_says_so(repository: Repository) -> None:
    text = repository.read(RUBRIC_FILE)
    commit(repository.root, {"mine.yml": text, "a@b.yaml": text})
    for name in ("mine.yml", "mine.yml@HEAD", "a@b.yaml", "a@b.yaml@HEAD"):
        assert "56 same" in said(name, RUBRIC)


def test_only_what_changed_is_listed_where_that_is_asked(repository: Repository) -> None:
    assert repository.root.is_dir()
    shown = said(BEFORE, AFTER, "--changed")
    assert "1 same, 1 reworded" in shown
    assert "  same      light.flame.trim-wick · newly required\n" in shown
    assert said(RUBRIC, RUBRIC, "--changed").count("\n") == 2
    assert json.loads(said(RUBRIC, RUBRIC, "--changed", "--format", "json"))["expectations"] == []


def test_a_cycles_copy_is_named_by_its_path(repository: Repository) -> None:
    copy = f"rubric/cycles/2026-h2/{RUBRIC}.yaml"
    repository.workspace.write(repository.read(RUBRIC_FILE).replace("Keeps commitments", "Keeps promises"), copy)
    for name in (copy, f"cycles/2026-h2/{RUBRIC}"):
        assert "Keeps [-promises,-] {+commitments,+}" in said(name, RUBRIC)


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("machine-learning-engineer/ic22", 2, "there is no rubric machine-learning-engineer/ic22: did you mean"),
        ("rubric/none.yaml", 2, "there is no file rubric/none.yaml"),
        ("cycles/2026-h3/x", 2, "there is no cycle 2026-h3: did you mean 2026-h2?"),
        (f"cycles/2026-h2/{RUBRIC}", 2, f"2026-h2 has no copy of a rubric {RUBRIC}"),
        ("ladder.txt", 2, "ladder.txt is no rubric: `ladderci rubric import` makes one"),
        (f"{RUBRIC}@nowhere", 2, "nowhere"),
        (f"{RUBRIC}@--upload-pack=x", 2, "not a name for a commit"),
        ("../outside.yaml@HEAD", 2, "is not in"),
        ("broken.yaml", 3, "broken.yaml is broken"),
        ("a" * 300, 2, "there is no rubric aaa"),
        ("rubric/policy.yaml", 2, "policy.yaml is no rubric"),
    ],
)
def test_what_is_no_rubric_is_said_in_one_line(repository: Repository, name: str, code: int, says: str) -> None:
    commit(repository.root, {"broken.yaml": "rubric: [", "ladder.txt": "IC1"})
    result = run("rubric", "diff", name, RUBRIC)
    assert (result.exit_code, says in one_line(result)) == (code, True), result.stderr


# --- published levels ----------------------------------------------------------------------------------------------


@needs_published
@pytest.mark.parametrize("is_like", [False, True], ids=["by text", "by id"])
def test_neighbouring_levels_share_as_many_statements_as_their_texts_do(
    repository: Repository, *, is_like: bool
) -> None:
    for number, file in enumerate(LEVELS):
        like = ["--like", f"mle/ic{number}"] if is_like and number else []
        assert run("rubric", "import", str(file), "--track", "mle", *like).exit_code == 0
    assert repository.root.is_dir()
    same = [int(said(f"mle/ic{level}", f"mle/ic{level + 1}").splitlines()[1].split()[0]) for level in (1, 2, 3)]
    moved = [int(said(f"mle/ic{n}", f"mle/ic{n + 1}").split(" moved")[0].rsplit(maxsplit=1)[-1]) for n in (1, 2, 3)]
    assert [one + other for one, other in zip(same, moved, strict=True)] == [11, 10, 20]
    assert moved == [0, 0, 0] or not is_like
