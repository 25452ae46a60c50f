"""Whatever is written as a citation or as a template: nothing raises, nothing hangs, and one thing stays one thing."""

from __future__ import annotations

from time import perf_counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.evidence import Reader, nearest, template_fault
from tests.test_evidence import KEYS, POLICY, READER, policy_with, read

ODD: Final = st.one_of(
    st.text(max_size=80),
    st.text("htps:/#@!.%\\?[]()<>acme0129 \t\n-_é", max_size=80),
    st.text(max_size=40).map(lambda text: f"https://github.com/{text}"),
    st.text(max_size=40).map(lambda text: f"https://{text}"),
    st.text(max_size=40).map(lambda text: f"https://github.com/acme/ranker/{text}"),
)


@given(ODD, st.sampled_from(["", "document", "feedback"]))
def test_reading_never_raises(link: str, kind: str) -> None:
    found = read(link, kind)
    assert found.url == "" or found.url.startswith("https://")


@given(ODD)
def test_looking_for_the_nearest_form_never_raises_and_never_repeats_what_was_written(text: str) -> None:
    assert not text or nearest(text, POLICY, KEYS) != text


SPELLING: Final = st.tuples(
    st.sampled_from(["http://", "https://"]),
    st.sampled_from(["github.com", "GitHub.com", "GITHUB.COM", "www.github.com", "github.com:443"]),
    st.sampled_from(["/acme/ranker/", "/Acme/ranker/", "/acme/RANKER/"]),
)


@given(
    st.sampled_from(["pull/812", "issues/7", "commit/1f3c9abdd", "pull/3/commits/1f3c9ab"]),
    SPELLING.filter(lambda parts: parts[:2] != ("http://", "github.com:443")),
    st.sampled_from(["", "/", "//"]),
    st.text("abc=&1", max_size=8).map(lambda query: f"?{query}"),
    st.text("abcxyz-5", max_size=8).map(lambda fragment: f"#{fragment}"),
)
def test_identity_depends_on_nothing_but_the_thing(
    page: str, start: tuple[str, str, str], slash: str, query: str, fragment: str
) -> None:
    spelling = "".join((*start, page, slash, query, fragment))
    assert read(spelling).identity == read(f"https://github.com/acme/ranker/{page}").identity


@given(st.text("{}/?#ab-.%:", max_size=40).map(lambda text: f"https://{text}"), ODD)
def test_a_template_is_either_named_as_malformed_or_can_be_read_with(template: str, link: str) -> None:
    reader = Reader(policy_with(document=template))
    read(link, reader=reader)
    assert template_fault(template) or reader.hosts


LONG: Final = 100_000
HARD: Final = (
    "https://docs.acme.example/" + "a-" * (LONG // 2),
    "https://docs.acme.example/" + "a/" * (LONG // 2) + "\n",
    "https://docs.acme.example/" + "../" * (LONG // 3),
    "https://docs.acme.example/" + "%2e/" * (LONG // 4),
    "https://github.com/acme/ranker/pull/" + "1" * LONG + "x",
    "https://github.com/" + "a/" * (LONG // 2) + "pull/1",
    "https://" + "@" * LONG,
    "https://" + "a:" * (LONG // 2),
    "https://" + "é" * LONG + "/x",
    "https://docs.acme.example/view?" + "id=1&" * (LONG // 5),
    "https://github.com/acme/ranker/pull/1" + "#" * LONG,
    "acme/" + "a" * LONG + "#1",
    "[" * LONG,
    " " * LONG + "#1",
    "-" * LONG,
)


@pytest.mark.parametrize("link", HARD, ids=range(len(HARD)))
def test_long_and_hostile_links_are_read_in_no_time(link: str) -> None:
    tricky = policy_with(
        document="https://docs.acme.example/{a}-{b}-{c}-{d}/x",
        dashboard="https://docs.acme.example/view?id={id}&tab={tab}",
        talk="https://docs.acme.example/{a}.{b}/{c}/{path}#{path_of_it}",
    )
    readers = READER, Reader(tricky)
    begun = perf_counter()
    for reader in readers:
        read(link, reader=reader)
    nearest(link, POLICY, KEYS)
    assert perf_counter() - begun < 1
