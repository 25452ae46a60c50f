"""Family 3: evidence, that is what each citation says, and how the citations of a review are used together."""

from __future__ import annotations

from ladderci.rules.evidence import citation, testimony, use

__all__ = ["citation", "testimony", "use"]
