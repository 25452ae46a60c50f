"""Who is asked about evidence, and whose word counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ladderci.evidence.confirm.confirmer import Nobody, sights
from ladderci.evidence.target import Target, Thing
from ladderci.model.fact import Absent, Obstacle, Part, Participant, Seen, Sight, State, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMIT: Final = Target(Thing.COMMIT, "github.com", "acme/ranker", "1f3c9ab")
OTHER: Final = Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", "812")
ON_MAIN: Final = Seen("https://github.com/acme/ranker/commit/1f3c9ab", "acme/ranker", State.COMMITTED, branch="main")
OFF_BRANCH: Final = Seen(
    "https://github.com/acme/ranker/commit/1f3c9ab", "acme/ranker", State.COMMITTED, is_on_counting_branch=False
)


class Fixed:
    """A confirmer that saw what it was told to have seen, and remembers what it was asked."""

    name = "fixed"

    def __init__(self, seen: Mapping[Target, Sight]) -> None:
        self.seen = seen
        self.asked: list[Target] = []

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        self.asked += targets
        return {target: self.seen[target] for target in self.asked if target in self.seen}


def test_a_later_one_is_asked_only_about_what_an_earlier_one_did_not_confirm() -> None:
    clone, service = Fixed({COMMIT: ON_MAIN}), Fixed({})
    assert sights([COMMIT, COMMIT, OTHER], (clone, service)) == {COMMIT: ON_MAIN}
    assert (clone.asked, service.asked) == ([COMMIT, OTHER], [OTHER])


def test_a_clone_that_lags_behind_refutes_nothing_that_somebody_else_sees() -> None:
    for lagging in (Absent("git", "no commit of this complete clone has that id"), OFF_BRANCH):
        assert sights([COMMIT], (Fixed({COMMIT: lagging}), Fixed({COMMIT: ON_MAIN}))) == {COMMIT: ON_MAIN}


def test_what_a_clone_knows_stands_where_nobody_else_can_look() -> None:
    gone = Absent("git", "no commit of this complete clone has that id")
    assert sights([COMMIT], (Fixed({COMMIT: gone}), Nobody("there is no token"))) == {COMMIT: gone}


def test_the_first_obstacle_is_told_where_nobody_could_look() -> None:
    shallow = Unseen(Obstacle.INCOMPLETE, "the clone is shallow", "get the rest")
    found = sights([COMMIT, OTHER], (Fixed({COMMIT: shallow}), Nobody("there is no token", "set GITHUB_TOKEN")))
    assert found == {
        COMMIT: shallow,
        OTHER: Unseen(Obstacle.NO_CONFIRMER, "there is no token", "set GITHUB_TOKEN"),
    }


BY_ADDRESS: Final = replace(ON_MAIN, people=(Participant(Part.AUTHOR, "", "ada@home.example", "Ada"),), by="git")
BY_LOGIN: Final = replace(ON_MAIN, people=(Participant(Part.AUTHOR, "ada", "ADA@home.example", "Ada"),), by="GitHub")


def knows_ada(_target: Target, seen: Seen) -> bool:
    return any(one.login == "ada" for one in seen.people)


def test_a_later_one_is_asked_whose_a_thing_is_where_an_earlier_one_does_not_know() -> None:
    assert sights([COMMIT], (Fixed({COMMIT: BY_ADDRESS}), Fixed({COMMIT: BY_LOGIN})), knows_ada) == {COMMIT: BY_LOGIN}
    service = Fixed({COMMIT: BY_ADDRESS})
    assert sights([COMMIT], (Fixed({COMMIT: BY_LOGIN}), service), knows_ada) == {COMMIT: BY_LOGIN}
    assert service.asked == []


def test_whoever_an_earlier_one_saw_had_a_part_in_it_still() -> None:
    reviewer = Participant(Part.REVIEWER, "", "cy@acme.example", "Cy")
    clone = Fixed({COMMIT: replace(BY_ADDRESS, people=(*BY_ADDRESS.people, reviewer))})
    found = sights([COMMIT], (clone, Fixed({COMMIT: BY_LOGIN})), knows_ada)
    assert found == {COMMIT: replace(BY_LOGIN, people=(*BY_LOGIN.people, reviewer))}


def test_who_is_only_asked_whose_a_thing_is_takes_nothing_back() -> None:
    gone, no_token = Absent("GitHub", "it is gone"), Unseen(Obstacle.NO_CONFIRMER, "there is no token")
    for later in (gone, no_token, replace(OFF_BRANCH, people=BY_LOGIN.people)):
        found = sights([COMMIT], (Fixed({COMMIT: BY_ADDRESS}), Fixed({COMMIT: later})), knows_ada)
        assert found == {COMMIT: BY_ADDRESS}
