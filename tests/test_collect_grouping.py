"""Which activities belong together, whatever their order and whatever people write, and what they could show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import document, forms
from ladderci.evidence import reader_of
from ladderci.evidence.collect.activity import GITHUB, Activity, by_time, combined, without
from ladderci.evidence.collect.grouping import KEY_LENGTH, MOST_SUGGESTED, grouped, slug, suggestions
from ladderci.evidence.target import Thing
from ladderci.model import Answer, Citation, Review, WorkItem
from ladderci.model.fact import Part
from tests.workspace import shipped_policy, shipped_rubric

READER: Final = reader_of(shipped_policy())
ALL: Final = tuple(shipped_rubric().expectations())


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def pull(number: int, title: str = "Move it", day: str = "2026-08-14", part: Part = Part.AUTHOR) -> Activity:
    url = f"https://github.com/acme/ranker/pull/{number}"
    reference = f"acme/ranker#{number}"
    return Activity(Thing.PULL_REQUEST, "acme/ranker", reference, url, title, on(day), part, pull_request=number)


def commit(digits: str, title: str = "Move it", day: str = "2026-08-14") -> Activity:
    name = digits.ljust(40, "0")
    url = f"https://github.com/acme/ranker/commit/{name}"
    reference = f"acme/ranker@{name[:12]}"
    return Activity(Thing.COMMIT, "acme/ranker", reference, url, title, on(day), Part.AUTHOR, commits=(name,))


def issue(number: int, day: str = "2026-08-14") -> Activity:
    url = f"https://github.com/acme/ranker/issues/{number}"
    return Activity(Thing.ISSUE, "acme/ranker", f"acme/ranker#{number}", url, "", on(day), Part.CLOSER)


def review_of(number: int) -> Activity:
    url = f"https://github.com/acme/ranker/pull/{number}#pullrequestreview-{number}1"
    at = on("2026-08-15")
    return Activity(Thing.REVIEW, "acme/ranker", url, url, "Move it", at, Part.REVIEWER, pull_request=number, by=GITHUB)


def citing(*links: str) -> Review:
    return Review(work=(WorkItem("some-work", evidence=tuple(Citation((), link) for link in links)),))


# --- one of each ----------------------------------------------------------------------------------------------------


def test_what_git_and_github_both_list_is_one_thing_with_githubs_title() -> None:
    by_git = replace(pull(12, "wip", "2026-08-13"), closes=("acme/ranker#5",), is_reverted=True)
    by_github = replace(
        pull(12, "Moved the ranker"), by=GITHUB, url="https://github.com/Acme/Ranker/pull/12", branch="topic"
    )
    (one,) = combined([by_git, by_github])
    assert (one.title, one.at, one.branch) == ("Moved the ranker", by_github.at, "topic")
    assert (one.closes, one.is_reverted, one.part) == (("acme/ranker#5",), True, Part.AUTHOR)


@pytest.mark.parametrize(
    ("by_git", "by_github", "expected"),
    [
        (Part.AUTHOR, Part.REVIEWER, Part.CO_AUTHOR),
        (Part.CO_AUTHOR, Part.REVIEWER, Part.CO_AUTHOR),
        (Part.REVIEWER, Part.AUTHOR, Part.AUTHOR),
        (Part.REVIEWER, Part.REVIEWER, Part.REVIEWER),
    ],
)
def test_github_knows_whose_pull_request_it_is(by_git: Part, by_github: Part, expected: Part) -> None:
    (one,) = combined([pull(12, part=by_git), replace(pull(12, part=by_github), by=GITHUB)])
    assert one.part is expected


def test_a_commit_of_a_listed_pull_request_is_not_listed_again() -> None:
    rebased = replace(pull(12), by=GITHUB, commits=("ab".ljust(40, "0"),))
    assert combined([commit("ab"), rebased, commit("cd")]) == tuple(sorted([rebased, commit("cd")], key=by_time))
    assert combined([replace(commit("ef"), pull_request=12), rebased]) == (rebased,)


def test_a_review_stands_for_the_pull_request_that_was_only_reviewed() -> None:
    assert combined([pull(12, part=Part.REVIEWER), review_of(12)]) == (review_of(12),)
    assert len(combined([pull(12, part=Part.CO_AUTHOR), review_of(12)])) == 2


@pytest.mark.parametrize(
    "link",
    [
        "acme/ranker#12",
        "ACME/ranker#12",
        "https://github.com/acme/ranker/pull/12/files?w=1",
        "http://github.com/acme/ranker/pull/12",
    ],
)
def test_what_a_review_cites_in_any_spelling_is_left_out(link: str) -> None:
    assert without([pull(12), pull(13)], citing(link), READER) == (pull(13),)


def test_an_issue_goes_with_the_pull_request_that_closed_it() -> None:
    closing = replace(pull(12), closes=("acme/ranker#5",))
    assert without([closing, issue(5)], citing("acme/ranker#12"), READER) == ()
    assert without([closing, replace(pull(13), closes=("acme/ranker#5",)), issue(5)], citing("acme/ranker#12"), READER)
    assert without([issue(5)], citing("acme/ranker#12"), READER) == (issue(5),)
    assert without([closing, issue(5)], citing("acme/ranker#5"), READER) == (closing,)


# --- groups ---------------------------------------------------------------------------------------------------------


def test_an_issue_holds_together_what_closed_it_and_nothing_else() -> None:
    first, second = (replace(one, closes=("acme/ranker#5",)) for one in (pull(12), commit("ab", day="2026-09-01")))
    groups = grouped([second, pull(13, "Other", "2026-08-20"), first, issue(5)])
    assert [one.activities for one in groups] == [
        tuple(sorted([first, issue(5), second], key=by_time)),
        (pull(13, "Other", "2026-08-20"),),
    ]
    assert [one.when for one in groups] == ["2026-08..2026-09", "2026-08-20"]


def test_a_branch_holds_together_what_the_person_wrote_unless_many_branches_are_called_so() -> None:
    def number_of_groups(branch: str, part: Part = Part.AUTHOR, repository: str = "acme/ranker") -> int:
        second = replace(pull(13, part=part), branch=branch, repository=repository)
        return len(grouped([replace(pull(12), branch=branch), second]))

    assert number_of_groups("ada/two-tower") == 1
    assert number_of_groups("ada/two-tower", Part.REVIEWER) == 2
    assert number_of_groups("ada/two-tower", repository="acme/serving") == 2
    for usual in ("main", "master", "develop", "patch-1", "dependabot/npm/left-pad", "release/1.2", "Develop", ""):
        assert number_of_groups(usual) == 2


def test_reviews_of_one_pull_request_are_one_group_of_reviews() -> None:
    twice = [review_of(12), replace(review_of(12), url=review_of(12).url + "2")]
    (group,) = grouped(twice)
    assert group.is_review
    assert not grouped([*twice, pull(12)])[0].is_review


def test_a_group_is_named_after_what_the_person_wrote() -> None:
    theirs = replace(pull(11, "By somebody else", "2026-08-01", Part.REVIEWER), closes=("acme/ranker#5",))
    undone = replace(pull(12, "Undone", "2026-08-02"), closes=("acme/ranker#5",), is_reverted=True)
    own = replace(pull(13, "My own work"), closes=("acme/ranker#5",))
    (group,) = grouped([theirs, undone, own, issue(5, "2026-08-01")])
    assert (group.key, group.title) == ("my-own-work", "My own work")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Move the feed ranker", "move-the-feed-ranker"),
        ("feat(ranker)!: don't wait", "feat-ranker-dont-wait"),
        ("Café für Ångström", "cafe-fur-angstrom"),
        ("2026-08-14", "work-2026-08-14"),
        ("404", "work-404"),
        ("No", "work-no"),
        ("日本語", ""),
        ("\u202e\x00\x1b[31m", "work-31m"),
        ("a" * 80, "a" * 60),
        ("word " * 12 + "tail", "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_key_is_made_of_a_titles_words(title: str, key: str) -> None:
    assert slug(title) == key


def test_a_title_without_words_gets_a_key_that_says_what_it_is() -> None:
    assert [one.key for one in grouped([pull(12, "日本語"), issue(5)])] == ["pull-request-ranker-12", "issue-ranker-5"]


def test_keys_that_are_taken_get_a_number() -> None:
    groups = grouped([pull(12), pull(13), commit("ab")], taken={"move-it", "move-it-3"})
    assert [one.key for one in groups] == ["move-it-2", "move-it-4", "move-it-5"]


TITLES: Final = st.one_of(
    st.text(max_size=90),
    st.sampled_from(
        ["no", "Null", "1e3", "0x1f", "~", "2026-08", "a: b", "- x", "#1", "on " * 40, "\r\n", "<b>", "yes yes"]
    ),
)
ACTIVITIES: Final = st.lists(
    st.builds(
        lambda kind, number, title, day, part, closed, branch, by: replace(
            {"pull": pull, "commit": lambda one, *_: commit(f"{one:07x}"), "issue": lambda one, *_: issue(one)}[kind](
                number
            ),
            title=title,
            at=on(f"2026-{7 + day // 28:02}-{1 + day % 28:02}"),
            part=part,
            closes=tuple(f"acme/ranker#{one}" for one in closed),
            branch=branch,
            by=by,
        ),
        st.sampled_from(["pull", "commit", "issue"]),
        st.integers(1, 9),
        TITLES,
        st.integers(0, 160),
        st.sampled_from([Part.AUTHOR, Part.CO_AUTHOR, Part.REVIEWER]),
        st.lists(st.integers(1, 6), max_size=2),
        st.sampled_from(["", "main", "topic", "theme"]),
        st.sampled_from(["git", GITHUB]),
    ),
    max_size=14,
)


@given(ACTIVITIES, st.randoms())
def test_the_order_in_which_things_were_found_makes_no_difference(found: list[Activity], dice: object) -> None:
    shuffled = list(found)
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis hands in its own random.Random
    once = combined(found)
    assert combined(shuffled) == once
    assert combined(once) == once
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # as above
    assert grouped(combined(shuffled)) == grouped(once)
    assert grouped(reversed(once)) == grouped(once)


@given(ACTIVITIES)
def test_every_activity_is_in_one_group_under_a_key_and_a_time_of_the_reviews_own_form(found: list[Activity]) -> None:
    once = combined(found)
    groups = grouped(once)
    assert sorted((one for group in groups for one in group.activities), key=by_time) == list(once)
    assert len({group.key for group in groups}) == len(groups)
    for group in groups:
        assert re.fullmatch(forms.SLUG, group.key)
        assert len(group.key) <= KEY_LENGTH
        assert document.read("x.yaml", f"{group.key}: {{}}\n".encode()).data == {group.key: {}}
        period = forms.period_of(group.when)
        assert re.fullmatch(forms.WHEN, group.when)
        assert period is not None
        assert all(period.start <= one.at.date() <= period.end for one in group.activities)


# --- what it could show ---------------------------------------------------------------------------------------------


def test_a_pull_request_could_show_what_little_else_can_required_first_and_only_some() -> None:
    (group,) = grouped([pull(12)])
    named = suggestions(group, shipped_rubric(), Review(), READER)
    assert len(named) == MOST_SUGGESTED
    assert all(one.required and "pull-request" in one.accepts for one in named)
    assert "craft.code-fluency.write-clear-code" in {one.id for one in named}
    assert sorted(named, key=ALL.index) == list(named)


def test_what_has_its_evidence_or_says_why_there_is_none_is_not_named() -> None:
    (group,) = grouped([pull(12)])
    first, second, third, *_ = suggestions(group, shipped_rubric(), Review(), READER)
    cited = tuple(Citation((), f"acme/ranker#{number}") for number in range(1, first.at_least + 1))
    review = Review(
        answers=(
            Answer(first.id, (), "meets", evidence=cited),
            Answer(second.id, (), "not-yet", reason="not this time"),
            Answer(third.id, (), "meets"),
        )
    )
    left = suggestions(group, shipped_rubric(), review, READER)
    assert {first, second}.isdisjoint(left)
    assert third in left


def test_what_accepts_anything_is_not_named_and_what_nothing_accepts_shows_nothing() -> None:
    (group,) = grouped([issue(5)])
    named = suggestions(group, shipped_rubric(), Review(), READER)
    assert named
    assert all("issue" in one.accepts for one in named)
    strange = replace(pull(12), url="https://elsewhere.example/1")
    assert suggestions(grouped([strange])[0], shipped_rubric(), Review(), READER) == ()
