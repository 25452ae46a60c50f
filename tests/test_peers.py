"""The clients for real peers work, and can fail: a peer that says yes to everything proves nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.peers import markdown, node, sarif
from tests.peers.ajv import Ajv, verdicts_by_schema
from tests.peers.language_server import LanguageServer
from tests.peers.markdown import Reference, mentions_and_references

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["subject"],
    "additionalProperties": False,
    "properties": {
        "subject": {
            "type": "string",
            "title": "Subject",
            "description": "Whose review this is.",
            "pattern": "^[a-z]+$",
            "errorMessage": "a login is lower case",
        },
        "rating": {
            "enum": ["meets", "growing"],
            "enumDescriptions": ["As the ladder says.", "On the way."],
        },
        "work": {
            "type": "object",
            "defaultSnippets": [{"label": "a work item", "body": {"${1:key}": {"title": "$2"}}}],
        },
    },
}
MODELINE = "# yaml-language-server: $schema=../schema/review.schema.json\n"


def test_a_missing_part_is_skipped_at_home_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="`make test` installs it"):
        node.require("no-such-part")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="`make test` installs it"):
        node.require("no-such-part")


def test_ajv_accepts_and_refuses_in_order() -> None:
    with Ajv(SCHEMA) as ajv:
        assert ajv.verdicts([{"subject": "ada"}, {}, {"subject": "Ada"}, {"subject": "grace"}, None]) == [
            True,
            False,
            False,
            True,
            False,
        ]
        assert "must match pattern" in ajv.explain({"subject": "Ada"})
        assert ajv.explain({"subject": "ada"}) == ""


def test_ajv_judges_thousands_of_long_documents() -> None:
    long = "a" * 20_000
    with Ajv(SCHEMA) as ajv:
        verdicts = ajv.verdicts({"subject": long if index % 3 else long + "!"} for index in range(3000))
    assert verdicts == [bool(index % 3) for index in range(3000)]


def test_ajv_says_so_when_it_cannot_judge() -> None:
    with pytest.raises(node.PeerError, match="unknown keyword"), Ajv({"type": "object", "descripton": ""}):
        pass
    with Ajv({"type": "string", "pattern": "^(a+)+$"}, seconds=1) as ajv, pytest.raises(node.PeerError):
        ajv.verdicts(["a" * 40 + "!"])


def test_ajv_compares_schemas_on_the_same_documents() -> None:
    without_required = {key: value for key, value in SCHEMA.items() if key != "required"}
    broken = {"$ref": "#/definitions/gone"}
    orphan = {"then": {"required": ["subject"]}}
    assert verdicts_by_schema([SCHEMA, without_required, broken, orphan, True], [{"subject": "ada"}, {}]) == [
        [True, False],
        [True, True],
        None,
        [True, True],
        [True, True],
    ]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LanguageServer, Path]]:
    root = tmp_path_factory.mktemp("a repository")
    (root / "schema").mkdir()
    (root / "schema" / "review.schema.json").write_text(json.dumps(SCHEMA))
    (root / "reviews").mkdir()
    with LanguageServer(root) as server:
        yield server, root / "reviews" / "ada.yaml"


def test_the_editor_is_content_with_what_is_right(editor: tuple[LanguageServer, Path]) -> None:
    server, path = editor
    path.write_text(MODELINE + "subject: ada\nrating: meets\n")
    document = server.open(path)
    assert document.diagnostics == ()
    document.close()


def test_the_editor_underlines_what_is_wrong_and_stops_when_it_is_mended(
    editor: tuple[LanguageServer, Path],
) -> None:
    server, path = editor
    document = server.open(path, MODELINE + "subject: Ada\nrating: metes\n")
    found = [(each.line, each.column, each.end_column, each.message) for each in document.diagnostics]
    assert found == [
        (2, 10, 13, "a login is lower case"),
        (3, 9, 14, 'Value is not accepted. Valid values: "meets", "growing".'),
    ]
    fixes = [edit.text for action in document.code_actions(document.diagnostics[1]) for edit in action.edits]
    assert "meets" in fixes
    document.change(MODELINE + "subject: ada\n")
    assert document.diagnostics == ()
    document.close()


def test_the_editor_counts_columns_in_characters(editor: tuple[LanguageServer, Path]) -> None:
    server, path = editor
    document = server.open(path, MODELINE + '{"subject": "ada", "rating": "🏆🏆", "extra": 1}\n')
    assert [(each.line, each.column) for each in document.diagnostics] == [(2, 30), (2, 36)]
    document.close()


def test_the_editor_explains_and_offers(editor: tuple[LanguageServer, Path]) -> None:
    server, path = editor
    document = server.open(path, MODELINE + "subject: ada\nrating: \nwork:\n  \n")
    assert "Whose review this is." in document.hover(2, 3)
    assert document.hover(1, 1) == ""
    ratings = {item.label: item for item in document.completion(3, 9)}
    assert ratings["meets"].documentation == "As the ladder says."
    snippets = [item for item in document.completion(5, 3) if item.label == "a work item"]
    assert [(item.text, item.snippet) for item in snippets] == [("${1:key}:\n  title: $2", True)]
    document.close()


def test_an_editor_that_dies_is_named() -> None:
    server = LanguageServer(node.NODE_MODULES.parent, seconds=20)
    server._wire._process.kill()  # noqa: SLF001 (there is no kind way to die)
    with pytest.raises(node.PeerError, match="yaml-language-server"):
        server.__enter__()


def sarif_log(**result: object) -> str:
    rule = {
        "id": "LC201",
        "name": "MissingEvidence",
        "shortDescription": {"text": "Evidence is missing."},
        "fullDescription": {"text": "A required expectation has no evidence."},
        "help": {"text": "Cite a piece of evidence."},
        "helpUri": "https://acme.example/LC201",
        "messageStrings": {"default": {"text": "evidence is missing for '{0}'."}},
    }
    driver = {
        "name": "ladderci",
        "version": "1.0.0",
        "informationUri": "https://acme.example/ladderci",
        "rules": [rule],
    }
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    place = {"physicalLocation": {"artifactLocation": {"uri": "reviews/ada.yaml"}, "region": region}}
    finding = {
        "ruleId": "LC201",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "evidence is missing."},
        "locations": [place],
        "partialFingerprints": {"finding/v1": "5f2b"},
        **result,
    }
    run = {
        "tool": {"driver": driver},
        "results": [finding],
        "automationDetails": {"id": "ladderci/"},
        "columnKind": "unicodeCodePoints",
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]})


@pytest.mark.parametrize(
    ("result", "complaint"),
    [
        ({}, None),
        ({"locations": []}, "error GH1015"),
        ({"ruleIndex": 7}, "error SARIF"),
        ({"level": "fatal"}, "error schema: $.runs[0].results[0].level"),
    ],
)
def test_microsofts_validator_complains_where_there_is_reason(
    tmp_path: Path, result: dict[str, object], complaint: str | None
) -> None:
    path = tmp_path / "a log.sarif"
    path.write_text(sarif_log(**result))
    found = sarif.complaints(path)
    assert (found == ()) if complaint is None else any(complaint in each for each in found)


def test_microsofts_validator_does_not_pass_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "cut.sarif"
    path.write_text(sarif_log()[:-1])
    assert "error JSON0001" in sarif.complaints(path)[0]
    path.unlink()
    with pytest.raises(node.PeerError):
        sarif.complaints(path)


def test_the_tree_of_a_page_shows_blocks_and_not_their_text() -> None:
    page = "# A\n\n- [x] one *two*\n- three\n\n<details><summary>x</summary>\n\ny\n\n</details>\n"
    tree = markdown.tree(markdown.html(page))
    assert tree[:4] == ("h1", "ul", "  li", "  li")
    assert tree[-3:] == ("details", "  summary", "  p")
    assert "    input checked disabled type" in markdown.tree(markdown.html(page), inline=True)
    assert markdown.tree(markdown.html(page.replace("one", "plain"))) == tree


@pytest.mark.parametrize(
    "written",
    [
        "</details>",
        "<div>",
        "<!--",
        "a\n\n# b",
        "a\n\n---",
        "a\n\n    b",
        "```\n",
        "a[^1]\n\n[^1]: b",
        "<script>",
        "<table><tr>",
        "</p>",
    ],
)
def test_the_tree_of_a_page_changes_when_what_is_written_changes_it(written: str) -> None:
    page = "<details><summary>x</summary>\n\n{}\n\n</details>\n\n- z\n"
    plain, hostile = (markdown.tree(markdown.html(page.format(text))) for text in ("letters", written))
    assert hostile != plain


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("ask @ada.", "mention", "@ada"),
        ("(@linus-m)", "mention", "@linus-m"),
        ("&#64;ada", "mention", "@ada"),
        ("\\@ada_acme", "mention", "@ada_acme"),
        ("é@ada", "mention", "@ada"),
        ("**x**@ada", "mention", "@ada"),
        ("@acme/search-team", "team", "@acme/search-team"),
        ("fixed in #12", "issue", "#12"),
        ("(&#35;12)", "issue", "#12"),
        ("GH-12", "issue", "GH-12"),
        ("acme/ranker#12", "issue", "acme/ranker#12"),
        ("ada#12", "issue", "ada#12"),
        ("0123456789abcdef0123456789abcdef01234567", "commit", "0123456789abcdef0123456789abcdef01234567"),
        ("acme/ranker@0123456", "commit", "acme/ranker@0123456"),
        ("see https://acme.example/a_b.", "url", "https://acme.example/a_b"),
        ("https://acme.example/ranker#12", "url", "https://acme.example/ranker#12"),
        ("www.acme.example", "url", "http://www.acme.example"),
        ("ada@acme.example", "url", "mailto:ada@acme.example"),
    ],
)
def test_what_github_would_link_is_named(text: str, kind: markdown.Kind, found: str) -> None:
    assert mentions_and_references(f"- {text}\n") == (Reference(kind, found),)


@pytest.mark.parametrize(
    "text",
    [
        "@\u200bada and #\u200b12",
        "`@ada #12 https://acme.example`",
        "```\n@ada #12 https://acme.example\n```",
        "[@ada in #12](https://acme.example)",
        "<https://acme.example/a>",
        "@<b>ada</b>",
        "&#35;a and # 12 and a@ b",
        "the 0123456 and deadbeef",
    ],
)
def test_what_github_would_leave_alone_is_not_named(text: str) -> None:
    assert mentions_and_references(text) == ()
