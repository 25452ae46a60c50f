"""What somebody saw of the evidence, against what is claimed by citing it.

These rules speak only where somebody looked (`Case.facts`); their words stand in `observed.py`, which a check that
looks at nothing need not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.model import Severity
from ladderci.rules.cases import reviews

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Problem
    from ladderci.rules.cases import Case


@reviews.rule("LC313", "evidence-not-found")
def evidence_not_found(case: Case) -> Iterator[Problem]:
    """What is cited is not there, as a complete clone of its repository says.

    Only a clone with the whole history can know this. A service that answers "not found" may mean "not for you to see",
    and is never taken for it.

    Example: a citation of `acme/ranker@deadbee`, where no commit of the complete clone has an id that begins so.

    Instead: the id that the commit has on the branch it came to.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import not_found

        yield from not_found(case)


@reviews.rule("LC314", "not-merged", in_draft=Severity.WARNING)
def not_merged(case: Case) -> Iterator[Problem]:
    """A pull request is cited that was not merged, or a release or review that never came out.

    What was begun and given up, or is still under way, has not changed anything yet. In a draft it may still come.

    Example: a citation of `acme/ranker#812`, which was closed without being merged.

    Instead: the pull request that was merged in its place.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import not_merged as found

        yield from found(case)


@reviews.rule("LC315", "not-by-subject")
def not_by_subject(case: Case) -> Iterator[Problem]:
    """What is cited is somebody else's: the review's subject neither wrote nor co-wrote nor reviewed it.

    Of an issue, opening, closing, working on it and taking part in it all count; of a review, giving it. People are
    known by the logins and addresses on the roster, and by the names for one person that a repository's `.mailmap`
    gives.

    Example: ada cites `acme/ranker#812`, which bo wrote and grace reviewed.

    Instead: ada cites what she did herself, or asks the cycle lead to add the address that she committed with.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import not_by_subject as found

        yield from found(case)


@reviews.rule("LC316", "self-review")
def self_review(case: Case) -> Iterator[Problem]:
    """A review is cited that was given on one's own pull request.

    Answering the remarks on one's own work is part of that work, and no review of it.

    Example: ada cites her review of a pull request that she opened.

    Instead: ada cites the pull request itself, or a review of somebody else's.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import self_review as found

        yield from found(case)


@reviews.rule("LC317", "off-branch")
def off_branch(case: Case) -> Iterator[Problem]:
    """A commit is cited that is on no branch that counts.

    Anybody can make a commit in anybody's name in a fork, and it is shown under the address of the original. Only what
    came to a branch that counts was accepted by somebody. The policy's `branches` says which these are, and a
    repository's default branch is one where the policy names none.

    Example: a citation of a commit in a fork, or of one that was squashed when its pull request was merged.

    Instead: the commit that it became on the branch, or its pull request.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import off_branch as found

        yield from found(case)


@reviews.rule("LC318", "unverified-evidence", Severity.WARNING)
def unverified_evidence(case: Case) -> Iterator[Problem]:
    """Nobody could look at what is cited, so it is neither confirmed nor refuted.

    That says nothing about the evidence, and is no mistake of whoever wrote the review. Where the policy makes this an
    error, the check ends with exit code 4, which stands for this and for nothing else. Everything that one cause keeps
    from being looked at is one finding.

    Example: a citation of `acme/ranker#812`, where there is no token that may read that repository.

    Instead: a token that may read it; for a commit, also a clone that the policy names under `clones`.
    """
    if case.facts:
        from ladderci.rules.evidence.observed import unverified

        yield from unverified(case)
