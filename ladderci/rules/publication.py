"""Family 5, the published schemas: they follow from the rubrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci.model import Place, Problem
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document


@dataclass(frozen=True, slots=True)
class SchemaCase:
    """A file in `schema/` that is not what follows from the rubrics."""

    document: Document
    """Where the finding stands: the schema's file."""
    is_missing: bool
    is_surplus: bool
    """Whether no rubric has such a schema, or has it any more."""


schemas: Registry[SchemaCase] = Registry()
"""Rules about published schemas."""


@schemas.rule("LC515", "stale-schema", is_fixed=True)
def stale_schema(case: SchemaCase) -> Iterator[Problem]:
    """A published schema is not the one that follows from the rubric and the policy.

    Editors and other validators go by it, so people would write against something else than what judges them.

    Example: a rubric is changed, and `schema/` is as it was.

    Instead: `ladderci schema` was run, and what it wrote is part of the change.
    """
    what = "is missing" if case.is_missing else "has no rubric any more" if case.is_surplus else "is out of date"
    yield Problem(Place(), f"the published schema {what}", "run `ladderci schema` and commit what it writes")
