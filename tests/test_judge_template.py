"""A pull request's page is shown by the default branch's own template, and no verdict depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ladderci.app.linting import lint_rubrics
from ladderci.app.page_template import FILE
from ladderci.output.comment import COMMENT_BYTES, comment, step_summary
from ladderci.source import WorkTree
from tests.pull_requests import PullRequest
from tests.test_page_template import BROKEN, ENDLESS, FAILS_LATE, OWN
from tests.workspace import POLICY_FILE, REVIEW, complete_review

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.output.comment import Judgement


@pytest.fixture
def request_(tmp_path: Path) -> PullRequest:
    """A pull request of ada's that changes nothing yet."""
    return PullRequest.create(tmp_path / "repository")


def on_main(request: PullRequest, files: dict[str, str | None]) -> None:
    """Push to main, and leave the pull request as it is."""
    before = request.before
    request.git("switch", "--quiet", "main")
    request.push(files)
    request.git("switch", "--quiet", "work")
    request.before = before


def verdict(judgement: Judgement) -> object:
    return judgement.report, [(one.path, one.findings) for one in judgement.subjects], judgement.effects


def test_the_bases_template_shows_the_review_and_the_rest_stays_ours(request_: PullRequest) -> None:
    request_.push_review()
    without = request_.judge()
    on_main(request_, {FILE: OWN})
    judgement = request_.judge()
    body = comment(judgement)
    ours, _, theirs = body.partition("## The page of ada-quill\n")
    assert theirs == "\n> A steady half year.\n"
    assert comment(without).startswith(ours)
    assert "All evidence" not in body
    assert "## The page of ada-quill" in step_summary(judgement)
    assert judgement.report == without.report


def test_the_heads_template_shows_nothing(request_: PullRequest) -> None:
    request_.push_review()
    without = comment(request_.judge())
    request_.push({FILE: OWN.replace("page of", "PLANTED")})
    body = comment(request_.judge())
    assert "PLANTED" not in body
    assert "## ada-quill: " in body
    assert without.partition("## ada-quill: ")[2] == body.partition("## ada-quill: ")[2]


def test_a_head_that_breaks_the_template_is_told_so(request_: PullRequest) -> None:
    request_.push({FILE: BROKEN})
    judgement = request_.judge()
    assert [finding.code for finding in judgement.report.findings] == ["LC516"]
    assert not judgement.report.broken
    assert "there is no value &#96;levle&#96;" in comment(judgement)


def test_a_heads_template_is_read_and_not_run(request_: PullRequest) -> None:
    request_.push({FILE: FAILS_LATE})
    assert request_.codes() == []
    report = lint_rubrics(WorkTree(request_.workspace.root), is_trusted=True)
    assert [finding.code for finding in report.findings] == ["LC516"]


@pytest.mark.parametrize(
    "template",
    [BROKEN, FAILS_LATE, "{% include '/etc/passwd' %}", ENDLESS["a text that is doubled by a macro in itself"][0]],
    ids=["broken", "fails late", "attacks", "eats memory"],
)
def test_a_bad_template_on_the_base_leaves_the_verdict_as_it_is(template: str, request_: PullRequest) -> None:
    great = complete_review().replace("rating: meets", "rating: great", 1)
    request_.push_review(great)
    without = request_.judge()
    on_main(request_, {FILE: template})
    judgement = request_.judge()
    body = comment(judgement)
    assert verdict(judgement) == verdict(without)
    assert body.count("this is the built-in page, since rubric/templates/page.md.jinja cannot be used") == 1
    assert "All evidence" in body


@pytest.mark.parametrize("visibility", ["summary", "none"])
def test_a_policy_that_hides_hides_what_a_template_says(request_: PullRequest, visibility: str) -> None:
    policy = (request_.workspace.root / POLICY_FILE).read_text(encoding="utf-8")
    hidden = policy.replace("visibility: full", f"visibility: {visibility}")
    on_main(request_, {POLICY_FILE: hidden, FILE: OWN.replace("page of", "PLANTED")})
    request_.push_review()
    judgement = request_.judge()
    assert "PLANTED" not in comment(judgement) + step_summary(judgement)
    assert all(subject.text == "" for subject in judgement.subjects)


def test_a_page_that_is_too_long_is_cut_by_whole_sections(request_: PullRequest) -> None:
    folded = "<details>\n<summary>Folded</summary>\n\n## In it\n\n" + "words " * 4_000 + "\n\n</details>\n\n"
    on_main(request_, {FILE: "# {{ page.subject }} <b>\n\n" + f"## Part\n\n{folded}" * 3})
    request_.push_review()
    body = comment(request_.judge())
    assert len(body.encode()) <= COMMENT_BYTES
    assert body.count("<details>") == body.count("</details>") == 2
    assert body.endswith("_Left out for its length (the whole is in the run's summary): a part of the page._\n")


def test_each_of_several_reviews_is_shown_by_it(request_: PullRequest) -> None:
    on_main(request_, {FILE: OWN})
    other = complete_review().replace("ada-quill", "bo-tanaka").replace("A steady", "Another steady")
    request_.push({REVIEW: complete_review(), "reviews/2026-h2/bo-tanaka.yaml": other})
    request_.push({"reviews/2026-h2/cleo.yaml": "a: ["})
    body = comment(request_.judge())
    assert body.index("## The page of ada-quill\n\n> A steady") < body.index("## The page of bo-tanaka\n\n> Another")
