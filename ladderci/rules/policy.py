"""Family 5, the policy: what evidence is and what findings weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ladderci.evidence import template_fault
from ladderci.model import Aim, Place, Problem
from ladderci.rules.nearest import nearest
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document
    from ladderci.model import Policy


_LIKE: Final = "write it like https://{host}/{owner}/{repo}/pull/{number}"


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """A policy with what it is judged by."""

    document: Document
    policy: Policy
    names: frozenset[str]
    """The names of all findings."""
    fixed: frozenset[str] = frozenset()
    """Those of them whose weight no policy can change."""


policies: Registry[PolicyCase] = Registry()
"""Rules about a policy."""


@policies.rule("LC509", "bad-template")
def bad_template(case: PolicyCase) -> Iterator[Problem]:
    """The form of a link is not one that links can be compared with.

    A form is plain text with words in braces for what differs. It is no regular expression, so that everybody can read
    it, and there is only one way to compare a link with it, which is never slow: two words in braces do not touch, none
    stands twice, and `{path}` stands for all the rest.

    Example::

        kinds:
          pull-request:
            title: Pull request
            links: ["https://{host}/{owner}{repo}/pull/{number}"]

    Instead::

        kinds:
          pull-request:
            title: Pull request
            links: ["https://{host}/{owner}/{repo}/pull/{number}"]
    """
    for kind in case.policy.kinds:
        for index, template in enumerate(kind.links):
            if fault := template_fault(template):
                wrong, _, cure = fault.partition(": ")
                place = Place(("kinds", kind.id, "links", index))
                yield Problem(place, f"this form of a link {wrong}", cure or _LIKE)


@policies.rule("LC510", "unknown-severity")
def unknown_severity(case: PolicyCase) -> Iterator[Problem]:
    """A weight is given to a finding that there is not, or whose weight no policy can change.

    Such a line has no effect, and whoever wrote it believes that it has. Findings without which nothing could be
    judged, such as `yaml-syntax`, always weigh the same.

    Example::

        severities:
          uncited-works: off

    Instead::

        severities:
          uncited-work: off
    """
    known = tuple(sorted(case.names - case.fixed))
    for name, _ in case.policy.severities:
        place = Place(("severities", name), Aim.KEY)
        if name in case.fixed:
            yield Problem(place, f"`{name}` always weighs the same", "take the line out: no policy can change this one")
        elif name not in case.names:
            meant = nearest(name, known)
            cure = f"did you mean {meant}?" if meant else "use a name that ladderci explain lists"
            yield Problem(place, f"no finding is called `{name}`", cure)
