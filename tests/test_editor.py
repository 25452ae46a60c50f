"""The editor: what yaml-language-server shows of the published schema, and that it says what `ladderci check` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ladderci.app.publish import publish, stale, write
from ladderci.source import WorkTree
from tests.documents import telling
from tests.peers.language_server import LanguageServer
from tests.workspace import REVIEW, RUBRIC, Workspace, complete_review, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Finding
    from tests.peers.language_server import Completion, OpenDocument

MODELINE = f"# yaml-language-server: $schema=../../schema/{RUBRIC}.schema.json\n"
DRAFT = MODELINE + complete_review().partition("summary:")[0].replace("submitted", "draft")
"""A review's header, which ends in line 7."""
REQUIRED = telling(shipped_rubric())[1]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, OpenDocument]]:
    """An editor with a repository open, and in it a review."""
    workspace = Workspace.create(tmp_path_factory.mktemp("repository"))
    source = WorkTree(workspace.root)
    for change in stale(source, publish(source).files):
        write(workspace.root, change)
    workspace.write(MODELINE + complete_review())
    with LanguageServer(workspace.root) as server:
        yield workspace, server.open(workspace.root / REVIEW)


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def line_with(text: str, words: str) -> int:
    return next(number for number, line in enumerate(lines_of(text), start=1) if words in line)


def said(document: OpenDocument) -> list[str]:
    return [diagnostic.message for diagnostic in document.diagnostics]


def offers(document: OpenDocument, text: str, after: str = "") -> dict[str, Completion]:
    """Return what is offered at the end of a text, by label; each once."""
    document.change(text + after)
    last = lines_of(text)
    found = document.completion(len(last), len(last[-1]) + 1)
    assert len({each.label for each in found}) == len(found)
    return {each.label: each for each in found}


# --- the same judgement -----------------------------------------------------------------------------------------------


def test_the_editor_has_nothing_to_say_of_a_review_without_findings(opened: tuple[Workspace, OpenDocument]) -> None:
    workspace, document = opened
    text = MODELINE + complete_review()
    document.change(text)
    assert document.diagnostics == ()
    assert workspace.judge(text).findings == ()


def spoilt() -> dict[str, str]:
    """Return broken copies of a review, each with one mistake, by what is wrong."""
    text = MODELINE + complete_review()
    story = "    story: In three steps.\n"
    cited = "    evidence:\n" + block_of(text, story + "    evidence:\n")
    first = f"  {REQUIRED.id}:\n"
    return {
        "a status": text.replace("status: submitted", "status: finished"),
        "a login": text.replace("subject: ada-quill", 'subject: "@ada-quill"'),
        "a cycle as a number": text.replace("cycle: 2026-h2", "cycle: 2026"),
        "a format": text.replace("review: 1", "review: 2"),
        "a missing key": text.replace("rubric-version: 1\n", ""),
        "an unknown key": text.replace("summary: A", "sumary: A"),
        "an unknown expectation": text.replace(first, f"  results.impact.no-such: {{}}\n{first}"),
        "a rating": text.replace("rating: meets", "rating: excellent", 1),
        "a rating as a list": text.replace("rating: meets", "rating: [meets]", 1),
        "an answer in one word": text.replace(first, f"  {telling(shipped_rubric())[0].id}: meets\n{first}"),
        "a story as a number": text.replace(story, "    story: 42\n"),
        "a story too long": text.replace(story, f"    story: {'x' * 6001}\n"),
        "a list that is none": text.replace(cited, "    evidence: x\n"),
        "a work item in one word": text.replace("expectations:\n", "  other: text\nexpectations:\n"),
        "a key of a work item": text.replace("expectations:\n", "  Other Work:\n    title: x\nexpectations:\n"),
        "a time": text.replace("when: 2026-08\n", "when: august\n"),
        "a year out of range": text.replace("when: 2026-08\n", "when: 26\n"),
        "a link": text.replace("      - https://github.com/acme/ranker/pull/1\n", "      - the ranker\n", 1),
        "a citation": text.replace("      - feed-review\n", "      - Feed Review\n"),
        "nothing as evidence": text.replace("      - feed-review\n", "      -\n"),
        "a number as evidence": text.replace("      - feed-review\n", "      - 812\n"),
        "testimony without a witness": text.replace("pull/1\n", "pull/1\n      - {kind: feedback, when: 2026-10}\n", 1),
        "a kind": text.replace("pull/1\n", "pull/1\n      - {link: acme/ranker#2, kind: dream}\n", 1),
        "testimony in an answer": text.replace("      - feed-review\n", "      - note: they said so\n"),
        "a required answer that is missing": text.replace(first, "", 1).replace(block_of(text, first), ""),
        "evidence that is missing": text.replace(block_of(text, first), "    rating: meets\n"),
        "an answer without a rating": text.replace(
            first, f"  {telling(shipped_rubric())[0].id}:\n    story: So.\n{first}"
        ),
        "a reason that is missing": text.replace(block_of(text, first), "    rating: not-yet\n"),
        "leftover scaffold": text.replace(story, "    story: TODO\n"),
        "a key twice": text.replace("cycle: 2026-h2\n", "cycle: 2026-h2\ncycle: 2026-h2\n"),
    }


def block_of(text: str, key: str) -> str:
    """Return the lines below a key that are indented further than it."""
    body = text.partition(key)[2].splitlines(keepends=True)
    end = next((at for at, line in enumerate(body) if not line.startswith("    ")), len(body))
    return "".join(body[:end])


def of_schema(finding: Finding) -> bool:
    return finding.code[:3] in {"LC0", "LC1", "LC2"} and finding.code not in {"LC206", "LC207"}


IN_THE_SAME_WORDS = (
    *(
        "a status",
        "a login",
        "a format",
        "a rating",
        "a rating as a list",
        "an answer in one word",
        "a list that is none",
    ),
    *("a work item in one word", "a key of a work item", "a time", "a link", "nothing as evidence", "a kind"),
    *("testimony without a witness", "testimony in an answer"),
)
"""Where the schema's words are the best there are. Elsewhere check says more, from what it knows of the whole file."""


@pytest.mark.parametrize("mistake", IN_THE_SAME_WORDS)
def test_the_editor_and_check_say_the_same(opened: tuple[Workspace, OpenDocument], mistake: str) -> None:
    workspace, document = opened
    document.change(spoilt()[mistake])
    ours = [finding for finding in workspace.judge(spoilt()[mistake]).findings if of_schema(finding)]
    words = {f"{finding.message.partition(': ')[0]}: {finding.help}" for finding in ours}
    assert words <= {diagnostic.message for diagnostic in document.diagnostics}


@pytest.mark.parametrize("mistake", spoilt())
def test_the_editor_underlines_the_lines_that_check_names(opened: tuple[Workspace, OpenDocument], mistake: str) -> None:
    workspace, document = opened
    text = spoilt()[mistake]
    assert text != MODELINE + complete_review()
    document.change(text)
    ours = [finding for finding in workspace.judge(text).findings if of_schema(finding)]
    assert ours
    assert {each.line for each in document.diagnostics} == {each.span.start.line for each in ours}


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("an answer without a rating", "no rating: write rating: and one of the rubric's ratings"),
        ("evidence that is missing", "no evidence: cite something that others can open"),
        ("a reason that is missing", "no reason: say why in a sentence, under reason:"),
        ("a cycle as a number", "not text: put it in quotes"),
        ("a required answer that is missing", f'Missing property "{REQUIRED.id}".'),
    ],
)
def test_the_editor_says_what_a_submitted_review_owes(
    opened: tuple[Workspace, OpenDocument], mistake: str, words: str
) -> None:
    _, document = opened
    document.change(spoilt()[mistake])
    assert said(document) == [words]


# --- what is shown --------------------------------------------------------------------------------------------------


def test_the_editor_shows_an_expectation_on_hover(opened: tuple[Workspace, OpenDocument]) -> None:
    """Its place in the ladder, its text, its guidance and what counts as evidence."""
    _, document = opened
    text = MODELINE + complete_review()
    document.change(text)
    for expectation in shipped_rubric().required():
        shown = unmarked(document.hover(line_with(text, f"  {expectation.id}:"), 5))
        assert expectation.id in shown
        assert " ".join(expectation.text.split()) in shown
        assert " ".join(expectation.guidance.split()) in shown
        assert "· required" in shown
        assert "Counts as evidence: " in shown


def unmarked(markdown: str) -> str:
    return " ".join(markdown.replace("\\", "").split())


def test_the_editor_shows_every_ratings_meaning_on_hover(opened: tuple[Workspace, OpenDocument]) -> None:
    _, document = opened
    text = MODELINE + complete_review()
    document.change(text)
    for column in (6, 14):
        shown = unmarked(document.hover(line_with(text, "rating: meets"), column))
        for rating in shipped_rubric().ratings:
            assert f"{rating.id}: {' '.join(rating.meaning.split())} (needs {rating.needs})" in shown


@pytest.mark.parametrize("key", ["rating", "story", "evidence"])
def test_no_key_is_shown_under_another_expectations_id(opened: tuple[Workspace, OpenDocument], key: str) -> None:
    _, document = opened
    text = MODELINE + complete_review()
    document.change(text)
    lines = text.splitlines()
    answers = lines.index("expectations:")
    number = next(at for at in range(answers, len(lines)) if lines[at].startswith(f"    {key}:")) + 1
    assert unmarked(document.hover(number, 6)).split()[:2] == ["####", key]


def test_the_editor_offers_every_expectation_once_with_an_answer_to_fill_in(
    opened: tuple[Workspace, OpenDocument],
) -> None:
    _, document = opened
    found = offers(document, f"{DRAFT}expectations:\n  ")
    assert found.keys() == {each.id for each in shipped_rubric().expectations()}
    offered = found[REQUIRED.id]
    lines = ["  rating: $1", "  story: ${2:‹what you did, and what came of it›}", "  evidence:", "    - $3"]
    assert lines_of(offered.text) == [f"{REQUIRED.id}:", *lines]
    assert offered.snippet
    assert " ".join(REQUIRED.text.split()) in unmarked(offered.documentation)


def test_the_editor_offers_the_ratings_with_their_meanings(opened: tuple[Workspace, OpenDocument]) -> None:
    _, document = opened
    found = offers(document, f"{DRAFT}expectations:\n  {REQUIRED.id}:\n    rating: ")
    meanings = {label: unmarked(each.documentation) for label, each in found.items()}
    ratings = {rating.id: " ".join(rating.meaning.split()) for rating in shipped_rubric().ratings}
    assert meanings == ratings | {"null": "not rated yet"}


def test_the_editor_offers_the_keys_of_an_answer_with_their_colons(opened: tuple[Workspace, OpenDocument]) -> None:
    _, document = opened
    found = offers(document, f"{DRAFT}expectations:\n  {REQUIRED.id}:\n    ")
    starts = {label: each.text.partition("\n")[0].rstrip() for label, each in found.items()}
    keys = {"rating": "rating:", "story": "story:", "reason": "reason:", "evidence": "evidence:"}
    assert starts == keys | {"answer": "rating: $1"}


@pytest.mark.parametrize(("before", "dash"), [("    evidence:\n      ", "- "), ("    evidence:\n      - ", "")])
def test_the_editor_offers_snippets_for_evidence(
    opened: tuple[Workspace, OpenDocument], before: str, dash: str
) -> None:
    """Each with its dash where none is typed yet; testimony only under work."""
    _, document = opened
    of_answer = offers(document, f"{DRAFT}expectations:\n  {REQUIRED.id}:\n{before}")
    of_work = offers(document, f"{DRAFT}work:\n  cutover:\n{before}")
    link = f"{dash}link: ${{1:https://}}\n  note: ${{2:‹what it shows›}}"
    assert of_answer["link with a note"].text == of_work["link with a note"].text == link
    assert of_work["testimony"].text.startswith(f"{dash}kind: ${{1:feedback}}\n  from: ${{2:login}}\n  when: ")
    assert "testimony" not in of_answer


def test_the_editor_offers_a_work_item(opened: tuple[Workspace, OpenDocument]) -> None:
    _, document = opened
    found = offers(document, f"{DRAFT}work:\n  ")
    assert found["work item"].text.startswith("${1:key}:\n  title: ${2:")
    assert found["work item"].snippet


def test_what_the_editor_inserts_is_leftover_scaffold_until_it_is_replaced(
    opened: tuple[Workspace, OpenDocument],
) -> None:
    workspace, document = opened
    offered = offers(document, f"{DRAFT}expectations:\n  ")[REQUIRED.id].text
    inserted = offered.replace("$1", "meets").replace("${2:", "").replace("›}", "›").replace("$3", "acme/ranker#1")
    text = f"{DRAFT}expectations:\n  " + inserted.replace("\n", "\n  ") + "\n"
    replaced = text.replace("‹what you did, and what came of it›", "So.")
    assert "LC205" in {finding.code for finding in workspace.judge(text).findings}
    assert "LC205" not in {finding.code for finding in workspace.judge(replaced).findings}


def test_an_answer_of_which_only_the_id_is_written_is_legal_in_a_draft_and_owed_once_submitted(
    opened: tuple[Workspace, OpenDocument],
) -> None:
    workspace, document = opened
    text = f"{DRAFT}expectations:\n  {REQUIRED.id}:\n"
    document.change(text)
    assert said(document) == []
    judged = [found for found in workspace.judge(text).findings if found.span.start.line == 9]
    assert [(found.code, found.severity.value) for found in judged] == [("LC202", "warning")]
    submitted = (MODELINE + complete_review()).replace(block_of(complete_review(), f"  {REQUIRED.id}:\n"), "", 1)
    document.change(submitted)
    assert [words.partition(":")[0] for words in said(document)] == ["no rating"]
    errors = [finding.code for finding in workspace.judge(submitted).findings if finding.severity.value == "error"]
    assert errors == ["LC202"]
