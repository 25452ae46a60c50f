r"""The forms in which ids, dates, links and gaps are written: one pattern each, for the schema and for the rules.

Every pattern is linear, uses only character classes that all regular-expression engines read alike (no `\d`, no
lookaround), and stands for the whole text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from ladderci.model import Period

_SLUG: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_REPOSITORY: Final = "[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9._-]+"
"""`owner/name`; a repository's name may begin with a dot, as `.github` does."""
_DAY: Final = "[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"

SLUG: Final = f"^{_SLUG}$"
EXPECTATION_ID: Final = rf"^{_SLUG}\.{_SLUG}\.{_SLUG}$"
LOGIN: Final = "^[A-Za-z0-9]+([-_][A-Za-z0-9]+)*$"
"""GitHub's logins: letters, digits, single hyphens; those of enterprise-managed users also an underscore."""
WHEN: Final = rf"^{_DAY}(\.\.{_DAY})?$"
SHORT_NUMBER: Final = r"^([A-Za-z0-9][A-Za-z0-9._-]*)/([A-Za-z0-9._-]+)#([1-9][0-9]*)$"
SHORT_COMMIT: Final = r"^([A-Za-z0-9][A-Za-z0-9._-]*)/([A-Za-z0-9._-]+)@([0-9a-f]{7,64})$"
LINK: Final = f"^(https?://[^ \\t\\r\\n]+|{_REPOSITORY}(#[1-9][0-9]*|@[0-9a-f]{{7,64}}))$"
CITATION: Final = f"^(https?://[^ \\t\\r\\n]+|{_REPOSITORY}(#[1-9][0-9]*|@[0-9a-f]{{7,64}})|{_SLUG})$"
NOT_BLANK: Final = r"[^ \t\r\n]"
SCAFFOLD: Final = "‹[^‹›]*›|^[ \\t\\r\\n]*(TODO|TBD|FIXME)([^A-Za-z0-9]|$)"
"""What `new` and the editor's snippets leave to be replaced, and what people write for "later"."""

_WHEN_RANGE: Final = re.compile(r"([0-9-]+)(?:\.\.([0-9-]+))?")


def is_blank(text: str) -> bool:
    """Return whether a text says nothing."""
    return not text.strip(" \t\r\n")


def period_of(when: str) -> Period | None:
    """Return the days that a `when` covers, both ends included.

    Args:
        when: a day (`2026-08-14`), a month (`2026-08`), a year (`2026`) or a range of two of them (`a..b`), in UTC.

    Returns:
        The period, or None where a day is not in the calendar or the range ends before it begins.

    """
    matched = _WHEN_RANGE.fullmatch(when)
    if matched is None:
        return None
    start, end = _days(matched[1]), _days(matched[2] or matched[1])
    if start is None or end is None or end.end < start.start:
        return None
    return Period(start.start, end.end)


def _days(text: str) -> Period | None:
    try:
        match [int(part) for part in text.split("-") if part]:
            case [year]:
                return Period(date(year, 1, 1), date(year, 12, 31))
            case [year, month]:
                return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
            case [year, month, day]:
                return Period(date(year, month, day), date(year, month, day))
            case _:
                return None
    except (ValueError, OverflowError):
        return None
