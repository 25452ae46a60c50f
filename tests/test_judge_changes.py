"""What a pull request changes in a review's meaning, whatever happened to the branches meanwhile: with real git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ladderci.model import Changes, RatingMove
from ladderci.output.comment import comment
from tests.pull_requests import OTHER, PullRequest
from tests.workspace import REVIEW, complete_review

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.output.comment import Subject

URGENCY, COMMITMENTS = "results.impact.act-with-urgency", "results.ownership.keep-commitments"
MIRA = "reviews/2026-h2/mira-velde.yaml"
MINE = Changes(ratings=(RatingMove(URGENCY, "meets", "exceeds"),))
THEIRS = Changes(ratings=(RatingMove(COMMITMENTS, "meets", "growing"),))


def rated(**ratings: str) -> str:
    """Return ada's review, with other ratings for `urgency` and `commitments`."""
    text = complete_review()
    for name, rating in ratings.items():
        expectation = {"urgency": URGENCY, "commitments": COMMITMENTS}[name]
        text = text.replace(f"  {expectation}:\n    rating: meets", f"  {expectation}:\n    rating: {rating}")
    return text


@pytest.fixture
def request_(tmp_path: Path) -> PullRequest:
    """A pull request of ada's, whose review main has already."""
    request = PullRequest.create(tmp_path / "repository")
    request.push_review()
    request.git("branch", "--force", "main", "work")
    return request


def on_main(request: PullRequest, files: dict[str, str | None]) -> None:
    """Let main move on while the branch stays where it is."""
    before = request.before
    request.git("switch", "--quiet", "main")
    request.push(files)
    request.git("switch", "--quiet", "work")
    request.before = before


def only_subject(request: PullRequest) -> Subject:
    [subject] = request.judge().subjects
    return subject


def test_what_main_got_after_the_branch_was_made_is_no_change_of_the_branch(request_: PullRequest) -> None:
    request_.push_review(rated(urgency="exceeds"))
    on_main(request_, {REVIEW: rated(commitments="growing"), MIRA: "review: 1\n", OTHER: None})
    subject = only_subject(request_)
    assert (subject.path, subject.since_base) == (REVIEW, MINE)
    assert request_.codes() == []


def test_a_review_that_main_got_meanwhile_is_new_on_the_branch_that_adds_it_too(request_: PullRequest) -> None:
    request_.author = "mira-velde"
    mira = complete_review().replace("ada-quill", "mira-velde")
    request_.push({MIRA: mira})
    on_main(request_, {MIRA: mira, OTHER: None})
    assert only_subject(request_).since_base == Changes(is_new=True)


def test_a_review_that_is_renamed_is_a_new_one_and_one_that_is_deleted(request_: PullRequest) -> None:
    on_main(request_, {REVIEW: None, "reviews/2026-h2/ada.yaml": complete_review()})
    request_.git("reset", "--quiet", "--hard", "main")
    request_.push({"reviews/2026-h2/ada.yaml": None, REVIEW: complete_review()})
    subject = only_subject(request_)
    assert (subject.path, subject.since_base) == (REVIEW, Changes(is_new=True))
    assert {(one.code, one.file) for one in request_.judge().other_findings} == {("LC408", "reviews/2026-h2/ada.yaml")}
    assert "- a new review" in comment(request_.judge())


def test_a_rename_that_edits_is_judged_under_its_new_name_alone(request_: PullRequest) -> None:
    request_.push({REVIEW: None, "reviews/2026-h2/ada.yaml": rated(urgency="exceeds")})
    subject = only_subject(request_)
    assert (subject.path, subject.since_base) == ("reviews/2026-h2/ada.yaml", Changes(is_new=True))
    assert {"LC401", "LC408"} <= {finding.code for finding in subject.findings}


def test_a_rebase_changes_no_meaning(request_: PullRequest) -> None:
    pushed = request_.push_review(rated(urgency="exceeds"))
    on_main(request_, {MIRA: complete_review().replace("ada-quill", "mira-velde"), OTHER: None})
    request_.git("rebase", "--quiet", "main")
    request_.before = pushed
    subject = only_subject(request_)
    assert (subject.since_base, subject.since_push) == (MINE, Changes())
    assert "since the last push" not in comment(request_.judge())


def test_a_rebase_onto_an_edited_review_tells_the_branch_from_what_it_was_put_on(request_: PullRequest) -> None:
    pushed = request_.push_review(rated(urgency="exceeds"))
    on_main(request_, {REVIEW: rated(commitments="growing")})
    request_.git("rebase", "--quiet", "main")
    request_.before = pushed
    subject = only_subject(request_)
    assert (subject.since_base, subject.since_push) == (MINE, THEIRS)


def test_a_merge_of_main_brings_nothing_that_the_branch_would_have_changed(request_: PullRequest) -> None:
    pushed = request_.push_review(rated(urgency="exceeds"))
    on_main(request_, {REVIEW: rated(commitments="growing"), MIRA: "review: 1\n", OTHER: None})
    request_.git("merge", "--quiet", "--no-edit", "main")
    request_.before = pushed
    subject = only_subject(request_)
    assert (subject.path, subject.since_base, subject.since_push) == (REVIEW, MINE, THEIRS)
    assert request_.codes() == []


def test_main_may_move_on_again_after_the_merge(request_: PullRequest) -> None:
    request_.push_review(rated(urgency="exceeds"))
    on_main(request_, {MIRA: "review: 1\n"})
    request_.git("merge", "--quiet", "--no-edit", "main")
    on_main(request_, {MIRA: None, REVIEW: rated(commitments="growing")})
    assert only_subject(request_).since_base == MINE


def test_a_branch_that_takes_its_change_back_changes_nothing(request_: PullRequest) -> None:
    request_.push_review(rated(urgency="exceeds"))
    request_.push_review(rated())
    assert request_.judge().subjects == ()
    assert "No review is changed here" in comment(request_.judge())
