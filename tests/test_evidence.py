"""What a citation says: its kind, its repository, and that two spellings of one thing are one thing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ladderci import document, load
from ladderci.evidence import Form, Reader, Reference, nearest, reader_of, template_fault
from ladderci.evidence.target import Target, Thing, target_of
from ladderci.model import Citation, EvidenceKind, Policy
from tests.workspace import shipped_policy

POLICY: Final = load.policy(document.read("policy.yaml", Path("rubric/policy.yaml").read_bytes()).data)
READER: Final = Reader(POLICY)
KEYS: Final = frozenset(["ranker-cutover"])
PULL_REQUEST: Final = "https://github.com/acme/ranker/pull/812"


def read(link: str, kind: str = "", reader: Reader = READER) -> Reference:
    return reader.read(Citation(("expectations", "a.b.c", "evidence", 0), link, kind), KEYS)


def policy_with(**links: str) -> Policy:
    kinds = tuple(EvidenceKind(name.replace("_", "-"), name, (template,)) for name, template in links.items())
    return Policy(hosts=("github.com", "git.acme.example"), kinds=kinds)


@pytest.mark.parametrize(
    ("link", "kinds"),
    [
        (PULL_REQUEST, ("pull-request",)),
        ("https://github.com/acme/ranker/issues/12", ("issue",)),
        ("acme/ranker#812", ("pull-request", "issue")),
        ("acme/ranker@1f3c9ab", ("commit",)),
        ("https://github.com/acme/ranker/commit/1f3c9ab", ("commit",)),
        (f"{PULL_REQUEST}/commits/1f3c9abdd", ("commit",)),
        (f"{PULL_REQUEST}#pullrequestreview-77", ("code-review",)),
        (f"{PULL_REQUEST}#discussion_r55", ("code-review",)),
        (f"{PULL_REQUEST}/files#r55", ("code-review",)),
        (f"{PULL_REQUEST}#issuecomment-9", ("pull-request",)),
        ("https://github.com/acme/ranker/releases/tag/v1.2", ("release",)),
        ("https://github.com/acme/ranker/blob/main/docs/plan.md#L4", ("document",)),
        ("https://docs.acme.example/ranker/design", ("document",)),
        ("https://status.acme.example/47", ("incident",)),
    ],
)
def test_the_kind_is_read_from_the_link(link: str, kinds: tuple[str, ...]) -> None:
    found = read(link)
    assert (found.form, found.kinds, found.link_kinds) == (Form.LINK, kinds, kinds)


@pytest.mark.parametrize(
    "spelling",
    [
        "acme/ranker#812",
        "Acme/Ranker#812",
        "http://github.com/acme/ranker/pull/812",
        "https://GitHub.com/ACME/ranker/pull/812/",
        "https://www.github.com/acme/ranker/pull/812",
        "https://github.com:443/acme/ranker/pull/812",
        "https://github.com./acme/ranker/pull/812",
        f"{PULL_REQUEST}/files?w=1#diff-5",
        f"{PULL_REQUEST}.diff",
        f"{PULL_REQUEST}?notification_referrer_id=1",
        "https://github.com/acme/ranker/issues/812#issuecomment-1",
        "https://github.com/acme/r%61nker/pull/812",
        "https://github.com/acme/other/../ranker/./pull/812",
    ],
)
def test_every_spelling_of_a_pull_request_is_one_thing(spelling: str) -> None:
    assert read(spelling).identity == read(PULL_REQUEST).identity


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("acme/ranker#812", Target(Thing.NUMBERED, "github.com", "acme/ranker", "812")),
        (PULL_REQUEST, Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812")),
        (f"{PULL_REQUEST}/files?w=1#diff-5", Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812")),
        (
            "https://www.github.com:443/Acme/r%61nker/./pull/812/",
            Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812"),
        ),
        (f"{PULL_REQUEST}.patch", Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812")),
        (f"{PULL_REQUEST}#issuecomment-9", Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812")),
        ("https://github.com/acme/ranker/issues/12", Target(Thing.ISSUE, "github.com", "acme/ranker", "12")),
        (f"{PULL_REQUEST}#pullrequestreview-77", Target(Thing.REVIEW, "github.com", "acme/ranker", "812/77")),
        (f"{PULL_REQUEST}#discussion_r55", Target(Thing.REVIEW_COMMENT, "github.com", "acme/ranker", "812/55")),
        (f"{PULL_REQUEST}/changes#r55", Target(Thing.REVIEW_COMMENT, "github.com", "acme/ranker", "812/55")),
        (f"{PULL_REQUEST}/commits/1F3c9ab", Target(Thing.COMMIT, "github.com", "acme/ranker", "1f3c9ab")),
        ("acme/ranker@1f3c9ab", Target(Thing.COMMIT, "github.com", "acme/ranker", "1f3c9ab")),
        (
            "https://github.com/acme/ranker/releases/tag/feed%2Fv4",
            Target(Thing.RELEASE, "github.com", "acme/ranker", "feed/v4"),
        ),
    ],
)
def test_a_citation_points_to_one_thing_however_it_is_spelt(link: str, target: Target) -> None:
    found = target_of(read(link))
    assert found == target
    assert target.number == (812 if "812" in target.name else 12 if target.name == "12" else 0)
    assert target.review == int(target.name.partition("/")[2] or 0 if target.number else 0)


@pytest.mark.parametrize(
    "link",
    [
        "ranker-cutover",
        "https://docs.acme.example/plan",
        "https://github.com/acme/ranker/compare/v1...v2",
        "https://github.com/acme/ranker/blob/1f3c9ab/plan.md",
        "https://pastes.example/acme/ranker/pull/812",
    ],
)
def test_what_no_forge_can_answer_for_points_to_nothing(link: str) -> None:
    assert target_of(read(link)) is None


def test_a_policy_reads_the_links_of_gitlab_nested_groups_included() -> None:
    gitlab = "https://gitlab.com/{owner}/{repo}/-/"
    nested = "https://gitlab.com/{owner}/{group}/{repo}/-/"
    kinds = (
        EvidenceKind(
            "merge-request", "Merge request", tuple(f"{one}merge_requests/{{number}}" for one in (gitlab, nested))
        ),
        EvidenceKind("commit", "Commit", tuple(f"{one}commit/{{sha}}" for one in (gitlab, nested))),
    )
    reader = Reader(Policy(hosts=("gitlab.com",), kinds=kinds))
    link = "https://gitlab.com/acme/ranker/-/merge_requests/12"
    assert (
        read(link, reader=reader).kinds == read(f"{link}/diffs?tab=x#note_3", reader=reader).kinds == ("merge-request",)
    )
    assert read(link, reader=reader).identity == read(f"{link}/diffs?tab=x#note_3", reader=reader).identity
    deep = "https://gitlab.com/acme/search/ranker/-/commit/1f3c9abdd0"
    assert read(deep, reader=reader).kinds == ("commit",)
    assert read(deep, reader=reader).identity == read(f"{deep[:-3]}?view=parallel", reader=reader).identity
    assert target_of(read(link, reader=reader)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acme/ranker@1f3c9ab", "https://github.com/acme/ranker/commit/1F3C9ABDD0"),
        (f"{PULL_REQUEST}/commits/1f3c9ab", "acme/ranker@1f3c9abdd0"),
        (f"{PULL_REQUEST}#discussion_r55", f"{PULL_REQUEST}/files#r55"),
        ("https://docs.acme.example/plan", "https://docs.acme.example/plan/#goals"),
    ],
)
def test_other_things_in_two_spellings_are_one_thing(one: str, other: str) -> None:
    assert read(one).identity == read(other).identity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PULL_REQUEST, "https://github.com/acme/ranker/pull/81"),
        (PULL_REQUEST, f"{PULL_REQUEST}#discussion_r55"),
        (PULL_REQUEST, "https://github.com/acme/feed/pull/812"),
        ("https://docs.acme.example/plan", "https://docs.acme.example/Plan"),
        ("acme/ranker@1f3c9ab", "acme/ranker@1f3c9ac"),
        ("https://github.com/acme/ranker/wiki?page=1", "https://github.com/acme/ranker/wiki?page=2"),
    ],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert read(one).identity != read(other).identity


def test_a_work_item_and_testimony_have_identities_of_their_own() -> None:
    assert (read("ranker-cutover").form, read("ranker-cutover").identity) == (Form.WORK, "ranker-cutover")
    first = READER.read(Citation(("work", "a", "evidence", 0), kind="feedback", witness="grace"), KEYS)
    second = READER.read(Citation(("work", "a", "evidence", 1), kind="feedback", witness="grace"), KEYS)
    assert (first.form, first.kinds) == (Form.TESTIMONY, ("feedback",))
    assert first.identity != second.identity


def test_a_stated_kind_narrows_fills_in_or_contradicts() -> None:
    assert read("acme/ranker#812", "issue").kinds == ("issue",)
    assert read("https://github.com/acme/ranker/wiki", "document").kinds == ("document",)
    contradicted = read(PULL_REQUEST, "release")
    assert contradicted.contradicts
    assert contradicted.kinds == ("pull-request",)
    assert not read("acme/ranker#812", "issue").contradicts


def test_a_stated_kind_makes_no_host_count() -> None:
    found = read("https://pastes.example/x", "document")
    assert (found.kinds, found.is_known_host, found.host) == ((), False, "pastes.example")


def test_a_reference_says_what_to_open_and_where_it_lies() -> None:
    assert read("acme/ranker#812").url == "https://github.com/acme/ranker/issues/812"
    assert read("acme/ranker@1f3c9ab").url == "https://github.com/acme/ranker/commit/1f3c9ab"
    assert read("http://github.com/acme/ranker/pull/812").url == PULL_REQUEST
    assert read(PULL_REQUEST).repository == "acme/ranker"
    assert read("https://github.com/acme/ranker/wiki").repository == "acme/ranker"
    assert read("https://docs.acme.example/acme/ranker").repository == ""


def test_the_repository_is_the_one_that_a_browser_would_open() -> None:
    found = read("https://github.com/acme/ranker/blob/../../../other/secret/pull/1")
    assert found.repository == "other/secret"
    assert read("https://github.com/acme/ranker/blob/%2e%2E/../../other/secret/pull/1").repository == "other/secret"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://",
        "https://ada:secret@github.com/acme/ranker/pull/1",
        "https://github.com@evil.example/acme/ranker/pull/1",
        "https://evil.example\\@github.com/acme/ranker/pull/1",
        "https://[::1]/x",
        "nothing-of-this-name",
    ],
)
def test_what_cannot_be_relied_on_is_unknown_and_has_nothing_to_open(link: str) -> None:
    found = read(link, "document")
    assert (found.form, found.kinds, found.url) == (Form.UNKNOWN, (), "")


@pytest.mark.parametrize(
    "host", ["gıthub.com", "githuЬ.com", "github.com:8443", "github.com.evil.example", "gist.github.com"]
)
def test_a_host_that_only_looks_like_one_that_counts_does_not(host: str) -> None:
    assert not read(f"https://{host}/acme/ranker/pull/1").is_known_host


def test_the_most_specific_template_wins_whatever_the_order() -> None:
    policy = policy_with(
        document="https://docs.acme.example/{path}",
        incident="https://docs.acme.example/incidents/{id}",
        dashboard="https://docs.acme.example/incidents/{id}#{panel}",
    )
    for kinds in (policy.kinds, policy.kinds[::-1]):
        reader = Reader(replace(policy, kinds=kinds))
        assert read("https://docs.acme.example/incidents/4", reader=reader).kinds == ("incident",)
        assert read("https://docs.acme.example/incidents/4#load", reader=reader).kinds == ("dashboard",)
        assert read("https://docs.acme.example/plan", reader=reader).kinds == ("document",)


def test_a_template_may_ask_for_parameters_and_ignores_the_others() -> None:
    reader = Reader(policy_with(dashboard="https://boards.acme.example/view?id={id}&tab={tab}"))
    found = read("https://boards.acme.example/view?utm=x&tab=2&id=7", reader=reader)
    assert (found.kinds, found.identity) == (("dashboard",), "boards.acme.example/view?id=7&tab=2")
    assert read("https://boards.acme.example/view?id=7", reader=reader).kinds == ()


def test_one_form_of_link_may_belong_to_two_kinds() -> None:
    policy = policy_with(document="https://docs.acme.example/{path}", talk="https://docs.acme.example/{path}")
    assert read("https://docs.acme.example/x", reader=Reader(policy)).kinds == ("document", "talk")


def test_any_host_of_the_policy_stands_for_host_and_the_first_is_meant_by_short_forms() -> None:
    reader = Reader(policy_with(merge_request="https://{host}/{owner}/{repo}/-/merge_requests/{number}"))
    assert read("https://git.acme.example/acme/ranker/-/merge_requests/5/diffs", reader=reader).kinds == (
        "merge-request",
    )
    short = read("acme/ranker#5", reader=reader)
    assert (short.host, short.kinds) == ("github.com", ("merge-request",))


def test_a_literal_template_without_placeholders_is_a_form_too() -> None:
    reader = Reader(policy_with(document="https://handbook.acme.example/goals"))
    assert read("https://handbook.acme.example/goals/", reader=reader).kinds == ("document",)


@pytest.mark.parametrize(
    "template",
    [
        "http://docs.acme.example/{path}",
        "ftp://docs.acme.example/{path}",
        "docs.acme.example/{path}",
        "https://docs.acme.example/{path",
        "https://docs.acme.example/path}",
        "https://docs.acme.example/{{path}}",
        "https://docs.acme.example/{}",
        "https://docs.acme.example/{Path}",
        "https://docs.acme.example/{owner}{repo}",
        "https://docs.acme.example/{path}/edit",
        "https://docs.acme.example/{id}/{id}",
        "https://docs.acme.example/{host}",
        "https://{team}.acme.example/{path}",
        "https://{host}.acme.example/{path}",
        "https:///{path}",
        "https://{path}",
        "https://docs acme.example/{path}",
        "",
    ],
)
def test_a_malformed_template_is_named_as_such_and_matches_nothing(template: str) -> None:
    assert template_fault(template)
    assert Reader(policy_with(document=template)).hosts == ("github.com", "git.acme.example")


def test_the_policy_of_this_repository_has_no_malformed_template() -> None:
    assert [
        template_fault(template) for kind in POLICY.kinds for template in kind.links if template_fault(template)
    ] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("github.com/acme/ranker/pull/812", PULL_REQUEST),
        ("www.github.com/acme/ranker/pull/812", PULL_REQUEST),
        ("HTTPS://GitHub.com/acme/ranker/pull/812", PULL_REQUEST),
        ("https:/github.com/acme/ranker/pull/812", PULL_REQUEST),
        ("https://ada:secret@github.com/acme/ranker/pull/812", PULL_REQUEST),
        ("https://github.com/acme/ranker/pulls/812", PULL_REQUEST),
        ("https://github.com/acme/ranker/commits/1f3c9ab", "https://github.com/acme/ranker/commit/1f3c9ab"),
        (f"[the cutover]({PULL_REQUEST})", PULL_REQUEST),
        (f"<{PULL_REQUEST}>", PULL_REQUEST),
        (f"see {PULL_REQUEST}.", PULL_REQUEST),
        ("acme/ranker#812: the cutover", "acme/ranker#812"),
        ("acme/ranker/812", "acme/ranker#812"),
        ("acme/ranker/pull/812", "acme/ranker#812"),
        ("acme/ranker !812", "acme/ranker#812"),
        ("https://github.com/acme/ranker#812", "acme/ranker#812"),
        ("acme/ranker@HEAD", "acme/ranker@<commit id>"),
        ("acme/ranker@1F3C9AB", "acme/ranker@1f3c9ab"),
        ("acme/ranker/commit/1f3c9ab", "acme/ranker@1f3c9ab"),
        ("#812", "owner/repo#812"),
        ("!812", "owner/repo#812"),
        ("PR 812", "owner/repo#812"),
        ("1f3c9ab", "owner/repo@1f3c9ab"),
        ("Ranker Cutover", "ranker-cutover"),
        ("ranker_cutover", "ranker-cutover"),
        ("a kind word from Grace", ""),
        ("javascript:alert(1)", ""),
        ("https://pastes.example/x", ""),
        ("", ""),
    ],
)
def test_the_nearest_form_is_what_was_probably_meant(written: str, meant: str) -> None:
    assert nearest(written, POLICY, KEYS) == meant


def test_a_query_names_the_thing_where_no_forge_says_otherwise() -> None:
    one = "https://dashboards.acme.example/feed?panel=25023"
    other = "https://dashboards.acme.example/feed?panel=25024"
    reader = reader_of(shipped_policy())
    identities = {reader.read(Citation((), link), ()).identity for link in (one, other)}
    assert len(identities) == 2
