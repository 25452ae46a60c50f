"""The clients for real peers work, and can fail: a peer that says yes to everything proves nothing."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pytest

from tests.peers import markdown, node, sarif
from tests.peers.ajv import Ajv, verdicts_by_schema
from tests.peers.faults import Listener, nobody
from tests.peers.forge import Author, Commit, Issue, Pull, Release, Remark, Repository, Review
from tests.peers.github import TOKEN, WORKFLOW, Answer
from tests.peers.graphql import GraphQLStandIn
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


# GitHub's GraphQL side

CO_WRITTEN = Commit("a1" * 20, (Author("ada"), Author("grace")), body="Because.", is_tip_of=("main",))
OLDER = Commit("a1" * 4 + "b2" * 16)
FORKED = Commit("c3" * 20, (Author("", "mallory@acme.example", "Mallory"),), branches=())
REVIEW = Review("grace", 3_100_000_000, remarks=(Remark("linus", 3_100_000_001),))
DRAFT = Review("ada", 3, state="PENDING", submitted_at=None, remarks=(Remark("ada", 4),))
RANKER = Repository(
    "acme/ranker",
    pulls=[
        Pull(12, commits=(CO_WRITTEN,), merge_commit=OLDER.oid, reviews=(REVIEW, DRAFT), closes=(13,)),
        Pull(14, author="dependabot[bot]", merged_at=None, closed_at="2026-08-05T10:00:00Z"),
        Pull(15, author="", merged_at=None),
        Pull(16, author="ada[mannequin]", merged_at="2026-12-31T23:59:59Z"),
    ],
    issues=[Issue(13, closed_by_pull=12, assignees=("ada",), participants=("ada", "grace"))],
    commits=[OLDER, FORKED],
    releases=[Release("v1", author="github-actions[bot]", commit=OLDER.oid)],
    branches=("next",),
)
SECRET = Repository("acme/secret", pulls=[Pull(1)], is_private=True, readers=("ada",))
OF_RANKER = '{repository(owner: "acme", name: "ranker") {%s}}'


@pytest.fixture
def forge() -> Iterator[GraphQLStandIn]:
    with GraphQLStandIn(RANKER, SECRET) as running:
        running.renamed["acme/feed"] = "acme/ranker"
        yield running


def post(address: str, body: bytes, token: str = TOKEN) -> Answer:
    """Return the answer to what is sent, from whichever address on this machine."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=30)
    with closing(connection):
        connection.request("POST", parts.path, body, {"Authorization": f"bearer {token}", "User-Agent": "tests"})
        answer = connection.getresponse()
        return Answer(answer.status, json.loads(answer.read()), dict(answer.getheaders()))


def ask(stand_in: GraphQLStandIn, query: str, token: str = TOKEN, **variables: object) -> dict[str, Any]:
    body = json.dumps({"query": query, "variables": variables}).encode()
    content: Any = post(stand_in.graphql_address, body, token).content
    return cast("dict[str, Any]", content)


def of_ranker(stand_in: GraphQLStandIn, fields: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(stand_in, OF_RANKER % fields)["data"]["repository"]
    return found


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("{", "Syntax Error"),
        ("{colour}", 'Cannot query field "colour" on type "Query"'),
        ("query($n: Int!) {viewer {login}}", 'Variable "$n" is never used'),
        ('{repository(owner: "acme") {name}}', 'argument "name" of type "String!" is required'),
        ("{viewer {login}} fragment spare on User {login}", 'Fragment "spare" is never used'),
        ("query($n: Int!) {node(id: $n) {id}}", 'of type "Int!" used in position expecting type "ID!"'),
        ("query($s: String!) {user(login: $s) {id}}", 'Variable "$s" of required type "String!" was not provided'),
        ("{viewer {bio}}", "the stand-in does not know User.bio"),
        ('mutation {deleteRef(input: {refId: "1"}) {clientMutationId}}', "nobody should write"),
        (OF_RANKER % "releases {nodes {name}}", "releases without first or last"),
        (OF_RANKER % "releases(first: 101) {nodes {name}}", "releases(first: 101)"),
        (OF_RANKER % 'releases(first: 1, after: "x") {nodes {name}}', "no cursor of ours"),
        (OF_RANKER % 'object(oid: "a1a1a1a") {oid}', "no full id"),
        (OF_RANKER % "issue(number: 13) {timelineItems(first: 1) {totalCount}}", "timelineItems of"),
        (
            OF_RANKER % "releases(first: 100) {nodes {tagCommit {associatedPullRequests(first: 100) {nodes {"
            "reviews(first: 51) {totalCount}}}}}}",
            "exceeds the maximum limit",
        ),
        ('{search(type: ISSUE, query: "colour:red", first: 3) {issueCount}}', "colour: is not known"),
        ('{search(type: ISSUE, query: "feed", first: 3) {issueCount}}', "feed is no qualifier"),
        ('{search(type: ISSUE, query: "merged:yesterday", first: 3) {issueCount}}', "yesterday is no date"),
    ],
)
def test_a_query_that_is_not_valid_or_too_much_fails_the_test_that_sent_it(query: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(complaint)), GraphQLStandIn(RANKER) as forge:
        assert ask(forge, query)["errors"]


@pytest.mark.parametrize("body", [b"[]", b"{", b"{}", b'{"query": 3}'])
def test_what_is_no_query_fails_the_test_that_sent_it(body: bytes) -> None:
    with pytest.raises(AssertionError, match="is no query"), GraphQLStandIn() as forge:
        assert post(forge.graphql_address, body).status == 400


def test_a_query_beside_other_things_fails_the_test_that_sent_it() -> None:
    with pytest.raises(AssertionError, match="colour is not to be sent so"), GraphQLStandIn() as forge:
        post(forge.graphql_address, b'{"query": "{viewer {login}}", "colour": "red"}')


def test_a_token_is_asked_for(forge: GraphQLStandIn) -> None:
    assert post(forge.graphql_address, b'{"query": "{viewer {login}}"}', "other").status == 401
    assert ask(forge, "{viewer {login}}") == {"data": {"viewer": {"login": WORKFLOW}}}


def test_an_answer_has_the_schemas_types() -> None:
    broken = replace(RANKER, pulls=[Pull(12, title=cast("str", None))])
    with (
        pytest.raises(AssertionError, match="null for non-nullable field PullRequest"),
        GraphQLStandIn(broken) as forge,
    ):
        ask(forge, OF_RANKER % "pullRequest(number: 12) {title}")


def test_each_thing_is_found(forge: GraphQLStandIn) -> None:
    found = of_ranker(
        forge,
        "x: issueOrPullRequest(number: 12) {... on PullRequest {state mergedAt url author {login}}} "
        "y: issueOrPullRequest(number: 13) {... on Issue {closedAt assignees(first: 1) {nodes {login}} "
        "timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {nodes {... on ClosedEvent {actor {login} closer "
        '{__typename}}}}}} z: object(expression: "a1a1a1a1a1a1a") {oid} a: object(expression: "a1a1a1a1") {oid} '
        'v: release(tagName: "v1") {name author {login}} w: release(tagName: "v2") {name} ',
    )
    assert found == {
        "x": {
            "state": "MERGED",
            "mergedAt": "2026-08-03T10:00:00Z",
            "url": "https://github.com/acme/ranker/pull/12",
            "author": {"login": "ada"},
        },
        "y": {
            "closedAt": "2026-08-03T10:00:00Z",
            "assignees": {"nodes": [{"login": "ada"}]},
            "timelineItems": {"nodes": [{"actor": {"login": "grace"}, "closer": {"__typename": "PullRequest"}}]},
        },
        "z": {"oid": CO_WRITTEN.oid},
        "a": None,
        "v": {"name": "The first one", "author": {"login": "github-actions[bot]"}},
        "w": None,
    }


def test_accounts_are_of_the_types_that_github_gives_them(forge: GraphQLStandIn) -> None:
    found = of_ranker(
        forge, " ".join(f"p{n}: pullRequest(number: {n}) {{author {{__typename login}}}}" for n in (14, 15, 16))
    )
    assert [pull["author"] for pull in found.values()] == [
        {"__typename": "Bot", "login": "dependabot"},
        None,
        {"__typename": "Mannequin", "login": "ada"},
    ]


def test_a_review_and_its_remarks_have_ids_too_long_for_the_field_that_will_go(forge: GraphQLStandIn) -> None:
    found = of_ranker(
        forge,
        "pullRequest(number: 12) {reviews(first: 9) {nodes {fullDatabaseId databaseId state submittedAt "
        "comments(first: 9) {nodes {fullDatabaseId state publishedAt author {login}}}}}}",
    )
    given, draft = found["pullRequest"]["reviews"]["nodes"]
    assert (given["fullDatabaseId"], given["databaseId"], draft["databaseId"]) == ("3100000000", None, 3)
    assert given["comments"]["nodes"][0]["fullDatabaseId"] == "3100000001"
    assert (draft["submittedAt"], draft["comments"]["nodes"][0]["publishedAt"]) == (None, None)
    assert "PullRequestReview.databaseId is deprecated" in forge.deprecated[0]


@pytest.mark.parametrize(
    ("branch", "commit", "status"),
    [
        ("main", CO_WRITTEN.oid, "IDENTICAL"),
        ("main", OLDER.oid, "BEHIND"),
        ("next", OLDER.oid, "DIVERGED"),
        ("main", FORKED.oid, "DIVERGED"),
        ("main", FORKED.oid[:7], "DIVERGED"),
        ("main", "d4" * 20, None),
        ("gone", OLDER.oid, None),
    ],
)
def test_a_commit_is_compared_with_a_branch(
    forge: GraphQLStandIn, branch: str, commit: str, status: str | None
) -> None:
    found = of_ranker(forge, f'ref(qualifiedName: "refs/heads/{branch}") {{compare(headRef: "{commit}") {{status}}}}')
    comparison = found["ref"] and found["ref"]["compare"]
    assert (comparison and comparison["status"]) == status


def test_a_repository_that_a_token_may_not_see_is_as_one_that_is_not_there(forge: GraphQLStandIn) -> None:
    query = (
        '{a: repository(owner: "acme", name: "%s") {name} b: repository(owner: "Acme", name: "Feed") {nameWithOwner}}'
    )
    for name in ("secret", "nothing"):
        found = ask(forge, query % name)
        assert found["data"] == {"a": None, "b": {"nameWithOwner": "acme/ranker"}}
        assert [(one["type"], one["path"], one["message"]) for one in found["errors"]] == [
            ("NOT_FOUND", ["a"], f"Could not resolve to a Repository with the name 'acme/{name}'.")
        ]
    forge.logins["other"] = "ada"
    assert ask(forge, query % "secret", "other")["data"]["a"] == {"name": "secret"}


def test_what_is_refused_is_null_and_the_rest_comes(forge: GraphQLStandIn) -> None:
    forge.repositories = [replace(RANKER, forbidden=("issue",)), Repository("acme/inner", is_behind_saml=True)]
    found = ask(
        forge, OF_RANKER % "issue(number: 13) {id} x: pullRequest(number: 99) {id} pullRequest(number: 12) {title}"
    )
    assert found["data"]["repository"] == {"issue": None, "x": None, "pullRequest": {"title": "Move the feed ranker"}}
    assert [(one["type"], one["path"][1]) for one in found["errors"]] == [("FORBIDDEN", "issue"), ("NOT_FOUND", "x")]
    found = ask(forge, '{repository(owner: "acme", name: "inner") {name}}')
    assert found["errors"][0]["extensions"] == {"saml_failure": True}


def test_resources_and_points_run_out(forge: GraphQLStandIn) -> None:
    forge.budget = 2
    found = ask(forge, OF_RANKER % "a: issue(number: 13) {id} b: issue(number: 13) {id} c: issue(number: 13) {id}")
    assert [one["path"] for one in found["errors"]] == [["repository", "c"]]
    assert found["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
    many = "releases(first: 100) {nodes {tagCommit {authors(first: 10) {totalCount}}}}"
    ask(forge, OF_RANKER % f"a: {many} b: {many}")
    assert [query.cost for query in forge.queries] == [1, 2]
    assert forge.remaining == 4_997
    forge.remaining = 0
    answer = post(forge.graphql_address, b'{"query": "{viewer {login}}"}')
    assert (answer.status, answer.headers["X-RateLimit-Remaining"]) == (200, "0")
    assert cast("Any", answer.content)["errors"][0]["type"] == "RATE_LIMITED"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("is:pr repo:acme/ranker", [12, 14, 15, 16]),
        ("is:issue is:closed assignee:ADA closed:2026-08-03", [13]),
        ("is:pr author:ada", [12]),
        ("is:pr author:app/dependabot", [14]),
        ("is:pr -author:ada is:merged", [16]),
        ("is:pr reviewed-by:grace -author:grace", [12]),
        ("is:pr reviewed-by:ada", []),
        ("is:pr merged:2026-08-03..2026-08-03", [12]),
        ("is:pr merged:2026-07-01..2026-12-31 org:acme", [12, 16]),
        ("is:pr merged:2026-08-04T00:00:00Z..*", [16]),
        ("is:pr merged:<2026-08-03", []),
        ("is:pr repo:acme/secret repo:acme/ranker is:open", [15]),
        ("repo:acme/secret", []),
        ("user:somebody", []),
    ],
)
def test_a_search_finds_what_is_visible_and_fits(forge: GraphQLStandIn, query: str, numbers: list[int]) -> None:
    fields = "issueCount nodes {... on PullRequest {number} ... on Issue {number}}"
    found = ask(forge, f"query($q: String!) {{search(type: ISSUE, query: $q, first: 9) {{{fields}}}}}", q=query)
    assert [node["number"] for node in found["data"]["search"]["nodes"]] == numbers
    assert found["data"]["search"]["issueCount"] == len(numbers)


def test_a_list_comes_in_pages(forge: GraphQLStandIn) -> None:
    fields = "nodes {... on PullRequest {number}} pageInfo {endCursor hasNextPage}"
    query = f'query($a: String) {{search(type: ISSUE, query: "is:pr", first: 3, after: $a) {{{fields}}}}}'
    first = ask(forge, query, a=None)["data"]["search"]
    second = ask(forge, query, a=first["pageInfo"]["endCursor"])["data"]["search"]
    assert [node["number"] for node in first["nodes"] + second["nodes"]] == [12, 14, 15, 16]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


def test_a_server_of_ones_own_has_its_own_path() -> None:
    with GraphQLStandIn(is_enterprise=True) as forge:
        assert forge.graphql_address == forge.address.replace("/api/v3", "/api/graphql")
        assert ask(forge, "{viewer {login}}")["data"]


def test_where_nobody_should_call_everything_that_arrives_is_kept() -> None:
    with Listener() as listener:
        post(listener.address, b"{}")
        assert TOKEN.encode() in listener.heard[0]
    with pytest.raises(ConnectionRefusedError):
        post(nobody(), b"{}")
