"""What the editor offers to insert. What stands in ‹ › is to be replaced, and is a finding where it is left.

A snippet for a list says so (`type`): then the editor puts the dash before it where none is typed yet.
"""

from __future__ import annotations

from typing import Final

_TESTIMONY: Final[dict[str, object]] = {
    "label": "testimony",
    "type": "array",
    "description": "Something that only a person can confirm",
    "body": {"kind": "${1:feedback}", "from": "${2:login}", "when": "${3:2026-08-14}", "note": "${4:‹what they saw›}"},
}
_WITH_NOTE: Final[dict[str, object]] = {
    "label": "link with a note",
    "type": "array",
    "description": "A link, and what it shows",
    "body": {"link": "${1:https://}", "note": "${2:‹what it shows›}"},
}

ANSWER: Final[dict[str, object]] = {
    "label": "answer",
    "description": "A rating, what you did, and the evidence",
    "body": {"rating": "$1", "story": "${2:‹what you did, and what came of it›}", "evidence": ["$3"]},
}
EVIDENCE: Final[list[dict[str, object]]] = [_WITH_NOTE]
WORK_EVIDENCE: Final[list[dict[str, object]]] = [_WITH_NOTE, _TESTIMONY]
WORK: Final[dict[str, object]] = {
    "label": "work item",
    "description": "Something you did, to be cited by its key",
    "body": {
        "${1:key}": {
            "title": "${2:‹what you did, in a line›}",
            "when": "${3:2026-08}",
            "story": "${4:‹what happened, and what changed›}",
            "evidence": ["${5:https://}"],
        },
    },
}
