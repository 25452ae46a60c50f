"""Which repositories a list of a policy names."""

from __future__ import annotations

from functools import lru_cache


def is_among(repository: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a repository is in a list of a policy, whatever the case of letters.

    Args:
        repository: `owner/name`.
        patterns: `owner/name`, or `owner/*` for all of an owner's.

    """
    known = _lower(patterns)
    name = repository.lower()
    return name in known or f"{name.partition('/')[0]}/*" in known


@lru_cache(maxsize=64)
def _lower(patterns: tuple[str, ...]) -> frozenset[str]:
    return frozenset(pattern.lower() for pattern in patterns)
