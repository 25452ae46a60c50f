"""What messages and parents say of pull requests, issues and reverts, whatever people write into them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.evidence.collect.landing import landings
from ladderci.evidence.collect.messages import (
    Forge,
    MergedRequest,
    closed_issues,
    merged_branch,
    merged_request,
    picked_commit,
    undone_commits,
    undone_requests,
)
from ladderci.evidence.collect.work import Work, told
from ladderci.evidence.origin import Origin
from ladderci.evidence.target import Thing
from ladderci.git.history import LoggedCommit, Person
from ladderci.model.fact import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HOME: Final = Origin("github.com", "acme/ranker")
ELSEWHERE: Final = Origin("git.acme.example", "acme/ranker")
START: Final = datetime(2026, 8, 1, tzinfo=UTC)
ADA, BO, CY = (Person(name, f"{name.lower()}@acme.example") for name in ("Ada", "Bo", "Cy"))
FORGE: Final = Person("GitHub", "noreply@github.com")


class Past:
    """Commits by short names, an hour apart; `main` is the last one of the main branch."""

    def __init__(self) -> None:
        self.commits: dict[str, LoggedCommit] = {}
        self._hours = count()

    def add(  # noqa: PLR0913, PLR0917 (what a commit consists of)
        self,
        name: str,
        parents: str = "",
        message: str = "Change it",
        author: Person = ADA,
        committer: Person | None = None,
        co_authors: tuple[Person, ...] = (),
        reviewers: tuple[Person, ...] = (),
    ) -> str:
        subject, _, body = message.partition("\n\n")
        at = START + timedelta(hours=next(self._hours))
        ids = tuple(map(full, parents.split()))
        by = committer or author
        made = LoggedCommit(full(name), ids, author, by, at, at, subject, body, co_authors, reviewers)
        self.commits[made.id] = made
        return made.id

    def work(self, *tips: str) -> tuple[Work, ...]:
        # As git lists them, the youngest first.
        known = dict(reversed(self.commits.items()))
        return told(landings(known, map(full, tips), HOME), HOME)


def full(name: str) -> str:
    return name.encode().hex().rjust(40, "0")


def parts(work: Work) -> dict[str, Part]:
    return {one.name: one.part for one in reversed(work.people)}


def one_of(works: Iterable[Work], number: int) -> Work:
    (found,) = [work for work in works if work.number == number]
    return found


# --- messages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("Merge pull request #12 from acme/topic", "Title\n\nMore", MergedRequest(12, "Title", "topic", "acme")),
        (
            "Merge pull request #12 from bo/a/b",
            "",
            MergedRequest(12, "Merge pull request #12 from bo/a/b", "a/b", "bo"),
        ),
        ("Title (#12)", "", MergedRequest(12, "Title")),
        ("Back to (#3) (#12)", "", MergedRequest(12, "Back to (#3)")),
        ("Merged in a/b (pull request #7)", "Title\n", MergedRequest(7, "Title", "a/b", forge=Forge.BITBUCKET)),
        (
            "Merge branch 'topic' into 'main'",
            "Title\n\nCloses #4\n\nSee merge request acme/ranker!12",
            MergedRequest(12, "Title", "topic", repository="acme/ranker", forge=Forge.GITLAB),
        ),
        (
            "Merge branch 'topic' into 'main'",
            "See merge request Acme/Ranker!5",
            MergedRequest(5, "", "topic", repository="Acme/Ranker", forge=Forge.GITLAB),
        ),
        ("Merge branch 'main' into topic", "", None),
        ("Merge branch 'main' of github.com:acme/ranker", "", None),
        ("Talk about Merge pull request #12 from acme/topic", "", None),
        ("Merge pull request #0 from acme/topic", "", None),
        ("Fix (#12) more", "", None),
        ("Title(#12)", "", None),
    ],
)
def test_a_merge_tells_of_its_pull_request(subject: str, body: str, expected: MergedRequest | None) -> None:
    assert merged_request(subject, body, ELSEWHERE, is_merge=True) == expected


def test_a_nested_group_is_a_repositorys_name_too() -> None:
    nested = Origin("git.acme.example", "a/b/c")
    found = merged_request("Merge branch 'topic'", "See merge request a/b/c!5", nested, is_merge=True)
    assert found == MergedRequest(5, "", "topic", repository="a/b/c", forge=Forge.GITLAB)


@pytest.mark.parametrize("is_merge", [True, False])
@pytest.mark.parametrize(
    ("home", "subject", "body"),
    [
        (ELSEWHERE, "Title", "See merge request else/where!12"),
        (ELSEWHERE, "Title", "See merge request acme/ranker/more!12"),
        (HOME, "Title", "See merge request acme/ranker!12"),
        (HOME, "Merged in a/b (pull request #7)", "Title"),
    ],
)
def test_no_message_makes_work_of_another_repository_or_another_forge_of_it(
    home: Origin,
    subject: str,
    body: str,
    is_merge: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    assert merged_request(subject, body, home, is_merge=is_merge) is None
    assert merged_request(f"{subject} (#3)", body, home, is_merge=is_merge) == MergedRequest(3, subject)


def test_a_commit_with_one_parent_can_only_be_a_squash() -> None:
    assert merged_request("Merge pull request #12 from acme/topic", "Title", HOME, is_merge=False) is None
    assert merged_request("Title (#12)", "", HOME, is_merge=False) == MergedRequest(12, "Title")
    squashed = merged_request("Title", "Text\n\nSee merge request acme/ranker!12", ELSEWHERE, is_merge=False)
    assert squashed == MergedRequest(12, "Title", repository="acme/ranker", forge=Forge.GITLAB)


@pytest.mark.parametrize(
    "keyword", ["close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved"]
)
def test_each_of_githubs_keywords_closes(keyword: str) -> None:
    for word in (keyword, keyword.upper(), keyword.capitalize(), f"{keyword}:"):
        assert closed_issues(f"{word} #12", HOME) == ("acme/ranker#12",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fixes #1, closes acme/serving#2 and resolves GH-3.", ("acme/ranker#1", "acme/serving#2", "acme/ranker#3")),
        ("Fixes https://GitHub.com/Acme/ranker/issues/4", ("Acme/ranker#4",)),
        ("Fixes https://github.com/acme/serving/issues/4", ()),
        ("closes https://git.acme.example/acme/ranker/-/issues/4, fixes #5", ("acme/ranker#5",)),
        ("fixes #5\nFixes #5\nfixes ACME/ranker#5", ("acme/ranker#5",)),
        ("(fixes #6)", ("acme/ranker#6",)),
        ("fixes #1, #2", ("acme/ranker#1",)),
        ("See #1. Fix the reader #2. prefixes #3, hot-fixes #4, fixes#5, fixing #6, fixes # 7, fixes #8th", ()),
        ("fixes #0, fixes #012", ()),
        ("", ()),
    ],
)
def test_issues_are_closed_by_keywords_and_by_nothing_else(text: str, expected: tuple[str, ...]) -> None:
    assert closed_issues(text, HOME) == expected


def test_an_issues_address_counts_on_the_repositorys_own_host() -> None:
    text = "closes https://git.acme.example/acme/ranker/-/issues/4, fixes https://github.com/acme/ranker/issues/5"
    assert closed_issues(text, ELSEWHERE) == ("acme/ranker#4",)


def test_reverts_and_picks_name_what_they_repeat() -> None:
    assert undone_commits(f"This reverts commit {'ab' * 20}, reversing\nchanges made to {'cd' * 20}.") == ("ab" * 20,)
    assert undone_commits("This reverts commit 1f3c9ab (Title, 2026-08-14).") == ("1f3c9ab",)
    assert undone_commits("> This reverts commit 1f3c9ab") == ()
    assert undone_requests("Reverts Acme/Ranker#12") == ("acme/ranker#12",)
    assert picked_commit(f"Text\n\n(cherry picked from commit {'ab' * 20})") == "ab" * 20
    assert picked_commit("(cherry picked from commit 1f3c9ab)") == ""
    assert merged_branch("Merge remote-tracking branch 'origin/topic'") == "origin/topic"


@given(st.text(), st.text(), st.booleans())
def test_no_message_is_too_odd(subject: str, body: str, is_merge: bool) -> None:  # noqa: FBT001 (hypothesis hands it in)
    request = merged_request(subject, body, ELSEWHERE, is_merge=is_merge)
    assert request is None or request.number > 0
    for issue in closed_issues(body, HOME):
        repository, _, number = issue.partition("#")
        assert repository.count("/") == 1
        assert number.isdecimal()
    undone_commits(body), undone_requests(body), picked_commit(body), merged_branch(subject)


@pytest.mark.parametrize(
    "piece",
    [
        "fixes a/",
        "fixes " + "a" * 300 + "/",
        "closes:\t",
        "See merge request ",
        "See merge request " + "a/" * 20_000,
        "See merge request " + "a" * 20_000 + "/",
        "a/a",
        " (#1",
        "https://a/",
        "Merge branch '",
    ],
)
def test_a_hostile_message_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = perf_counter()
    for subject, body in ((text, ""), ("", text), ("Merge pull request #1 from " + text, "fixes " + text)):
        merged_request(subject, body, ELSEWHERE, is_merge=True)
        closed_issues(body, ELSEWHERE)
        undone_commits(body), undone_requests(body), picked_commit(body), merged_branch(subject)
    assert perf_counter() - started < 10


# --- how it came in -------------------------------------------------------------------------------------------------


def test_a_pull_request_was_written_by_the_author_of_its_first_commit() -> None:
    past = Past()
    past.add("m1")
    past.add("b1", "m1", "wip", BO, co_authors=(CY,))
    past.add("b2", "b1", "wip", ADA)
    past.add(
        "m2", "m1 b2", "Merge pull request #12 from acme/topic\n\nTitle", Person("Merger", "m@acme.example"), FORGE
    )
    request = one_of(past.work("m2"), 12)
    assert (request.title, request.branch, request.at) == ("Title", "topic", past.commits[full("m2")].committed)
    assert parts(request) == {"Bo": Part.AUTHOR, "Ada": Part.CO_AUTHOR, "Cy": Part.CO_AUTHOR}
    assert request.commits == (full("m2"), full("b1"), full("b2"))


def test_reviewers_are_those_whom_trailers_name() -> None:
    past = Past()
    past.add("m1")
    past.add("b1", "m1", "wip", BO, reviewers=(CY,))
    past.add("m2", "m1 b1", "Merge pull request #12 from acme/topic\n\nTitle", FORGE, reviewers=(ADA, BO))
    assert parts(one_of(past.work("m2"), 12)) == {"Bo": Part.AUTHOR, "Cy": Part.REVIEWER, "Ada": Part.REVIEWER}


def test_a_merge_of_the_base_into_a_branch_is_nobodys_work() -> None:
    past = Past()
    past.add("m1")
    past.add("b1", "m1", "wip", BO)
    past.add("m2", "m1", "Something else", ADA)
    past.add("b2", "b1 m2", "Merge branch 'main' into topic", CY)
    past.add("m3", "m2 b2", "Merge pull request #12 from acme/topic\n\nTitle", FORGE)
    work = past.work("m3")
    assert parts(one_of(work, 12)) == {"Bo": Part.AUTHOR}
    assert [one.title for one in work] == ["Change it", "Something else", "Title"]


def test_commits_of_a_rebased_pull_request_stand_for_themselves() -> None:
    past = Past()
    past.add("m1", "", "First", ADA, FORGE)
    past.add("m2", "m1", "Second", ADA, FORGE)
    assert [(one.thing, one.title) for one in past.work("m2")] == [(Thing.COMMIT, "First"), (Thing.COMMIT, "Second")]


def test_a_pull_request_within_one_of_the_same_repository_counts_and_within_a_forks_it_does_not() -> None:
    for owner, numbers in (("acme", {12, 13}), ("guest", {12})):
        past = Past()
        past.add("m1")
        past.add("b1", "m1", "wip", ADA)
        past.add("c1", "b1", "wip", BO)
        past.add("b2", "b1 c1", "Merge pull request #13 from acme/inner\n\nInner", FORGE)
        past.add("m2", "m1 b2", f"Merge pull request #12 from {owner}/develop\n\nOuter", FORGE)
        work = past.work("m2")
        assert {one.number for one in work} - {0} == numbers
        assert parts(one_of(work, 12)) == {"Ada": Part.AUTHOR} | ({} if 13 in numbers else {"Bo": Part.CO_AUTHOR})


def test_within_a_branch_only_the_forge_squashes() -> None:
    past = Past()
    past.add("m1")
    past.add("b1", "m1", "Raise the limit (#3)", ADA)
    past.add("b2", "b1", "Squashed (#4)", BO, FORGE)
    past.add("m2", "m1 b2", "Merge pull request #12 from acme/develop\n\nTitle", FORGE)
    assert {one.number for one in past.work("m2")} == {0, 4, 12}


def test_a_branch_that_was_merged_by_hand_gives_its_commits_its_name() -> None:
    past = Past()
    past.add("m1")
    past.add("b1", "m1", "On the side", BO)
    past.add("m2", "m1 b1", "Merge branch 'topic'", ADA)
    assert [(one.title, one.branch) for one in past.work("m2")] == [("Change it", ""), ("On the side", "topic")]


def test_what_several_branches_hold_counts_once_where_it_was_first() -> None:
    past = Past()
    past.add("m1")
    past.add("m2", "m1", "Title (#12)", ADA)
    past.add("r1", "m1", "Title (#12)", BO)
    picked = past.add("r2", "r1", f"Title (#12)\n\n(cherry picked from commit {full('m2')})", CY)
    work = past.work("r2", "m2")
    assert parts(one_of(work, 12)) == {"Ada": Part.AUTHOR}
    assert not any(picked in one.commits for one in work)


def test_a_commit_that_was_picked_from_elsewhere_counts() -> None:
    past = Past()
    past.add("m1", "", f"Title\n\n(cherry picked from commit {'ab' * 20})")
    assert [one.title for one in past.work("m1")] == ["Title"]


def test_a_revert_marks_what_it_undid_until_it_is_reverted_itself() -> None:
    past = Past()
    past.add("m1", "", "First")
    past.add("m2", "m1", f'Revert "First"\n\nThis reverts commit {full("m1")}.')
    assert [one.is_reverted for one in past.work("m2")] == [True, False]
    past.add("m3", "m2", f'Revert "Revert "First""\n\nThis reverts commit {full("m2")}.')
    assert [one.is_reverted for one in past.work("m3")] == [False, True, False]


def test_a_pull_request_is_reverted_by_its_merge_by_its_name_or_by_all_of_its_commits() -> None:
    def reverted(*messages: str) -> bool:
        past = Past()
        past.add("m1")
        past.add("b1", "m1")
        past.add("b2", "b1")
        tip = "m2"
        past.add(tip, "m1 b2", "Merge pull request #12 from acme/topic\n\nTitle", FORGE)
        for number, message in enumerate(messages):
            past.add(f"r{number}", tip, f"Revert\n\n{message}")
            tip = f"r{number}"
        return one_of(past.work(tip), 12).is_reverted

    assert reverted(f"This reverts commit {full('m2')}, reversing")
    assert reverted("Reverts ACME/ranker#12")
    assert reverted(f"This reverts commit {full('b2')}.", f"This reverts commit {full('b1')}.")
    assert not reverted(f"This reverts commit {full('b2')}.")
    assert not reverted("Reverts acme/ranker#123", "Reverts acme/other#12")


def test_a_number_of_a_pull_request_is_no_issue_and_a_revert_closes_nothing() -> None:
    past = Past()
    past.add("m1", "", "Title (#12)\n\nFixes #5")
    past.add("m2", "m1", "Follow up\n\nFixes #12, closes #6")
    past.add("m3", "m2", f'Revert "Fixes #7"\n\nThis reverts commit {full("m1")}.')
    assert [one.closes for one in past.work("m3")] == [("acme/ranker#5",), ("acme/ranker#6",), ()]


def test_history_that_a_clock_cut_in_two_is_walked_whole() -> None:
    past = Past()
    past.add("m1", "", "First")
    past.add("m2", "m1", "Second")
    past.add("m4", "m3", "Fourth, whose parent was not read")
    assert [one.title for one in past.work("m4")] == ["Fourth, whose parent was not read", "First", "Second"]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, LoggedCommit]:
    """Draw commits whose parents are any earlier ones; every merge tells of a pull request of its own."""
    past = Past()
    for number in range(draw(st.integers(1, 25))):
        chosen = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        message = f"Merge pull request #{number} from acme/b\n\nT" if len(chosen) > 1 else "Change it"
        past.add(f"c{number}", " ".join(f"c{one}" for one in chosen), message)
    return past.commits


def reach(commits: Mapping[str, LoggedCommit], start: Iterable[str]) -> set[str]:
    seen, stack = set[str](), list(start)
    while stack:
        one = stack.pop()
        if one not in seen:
            seen.add(one)
            stack += commits[one].parents
    return seen


@given(graphs())
def test_a_merge_on_the_main_line_brings_what_its_first_parent_had_not(commits: dict[str, LoggedCommit]) -> None:
    tip = next(reversed(commits))
    landed = list(landings(commits, [tip], HOME))
    assert sorted(one.commit.id for one in landed) == sorted(commits)
    place = {one.commit.id: number for number, one in enumerate(landed)}
    assert all(place[parent] < place[one] for one in commits for parent in commits[one].parents)
    brought_by: dict[str, set[str]] = {}
    for one in reversed(landed):
        for outer in (one.within, *(merge for merge, members in brought_by.items() if one.within in members)):
            brought_by.setdefault(outer, set()).add(one.commit.id)
    while tip:
        first, *others = commits[tip].parents or ("",)
        if others:
            expected = reach(commits, others) - reach(commits, [first])
            assert brought_by.get(tip, set()) == expected
        tip = first
