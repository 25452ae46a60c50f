"""Family 3: evidence, that is what each citation says, what somebody saw of it, and how citations are used together."""

from __future__ import annotations

from ladderci.rules.evidence import citation, claims, confirmations, facts, testimony, use

__all__ = ["citation", "claims", "confirmations", "facts", "testimony", "use"]
