"""What a submitted review owes, as a schema: the same promises that the rules of family 2 keep.

A duty whose finding the policy makes less than an error is left out here, so that any JSON Schema tool and
`ladderci check` come to one verdict. Whether an unmet expectation is waived, only the roster knows: that is a rule's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.model import Severity
from ladderci.schema.words import WORDS

if TYPE_CHECKING:
    from ladderci.model import Expectation, Policy, Rubric
    from ladderci.schema.validator import Schema

_NO_SCAFFOLD: Final[Schema] = {"not": {"type": "string", "pattern": forms.SCAFFOLD}}
_NOTES: Final[Schema] = {"items": {"properties": {"note": _NO_SCAFFOLD}}}


def coverage(rubric: Rubric, policy: Policy) -> Schema:
    """Return the part of a schema that binds submitted reviews only; empty where the policy asks for nothing."""
    duties = [*_answered(rubric, policy), *_evidenced(rubric, policy), *_reasoned(rubric, policy), *_titled(policy)]
    duties += _finished(policy)
    if not duties:
        return {}
    submitted: Schema = {"required": ["status"], "properties": {"status": exactly(["submitted"])}}
    return {"if": submitted, "then": {"doNotSuggest": True, "allOf": duties}}


def exactly(words: list[str]) -> Schema:
    """Return a condition that holds for one of some words and nothing else.

    An enum would say the same and disturb the editor's hover. What is no text passes `pattern`, and so does a word with
    a line end behind it in some engines: both fail the `not`.
    """
    return {"pattern": f"^({'|'.join(words)})$", "not": {"pattern": "\n"}}


def _binds(policy: Policy, name: str) -> bool:
    return policy.severity(name, Severity.ERROR) is Severity.ERROR


def _filled(key: str, words: str) -> Schema:
    """Return what a mapping must be in which a text may be neither missing nor blank."""
    text = {"type": "string", "pattern": forms.NOT_BLANK, "patternErrorMessage": words, "errorMessage": words}
    return {"required": [key], "properties": {key: text}, "errorMessage": words}


def _answers(duty: Schema) -> Schema:
    return {"properties": {"expectations": duty}}


def _answered(rubric: Rubric, policy: Policy) -> list[Schema]:
    """Every required expectation is there, and every answer that is there is rated."""
    if not _binds(policy, "missing-rating"):
        return []
    words: Schema = {"errorMessage": WORDS["rated"]}
    rated: Schema = {
        "type": "object",
        "required": ["rating"],
        "properties": {"rating": {"type": "string"} | words},
    } | words
    required = [expectation.id for expectation in rubric.required()]
    duties = [_answers({"additionalProperties": rated | {"doNotSuggest": True}})]
    if required:
        duties.append({"required": ["expectations"]} | _answers({"type": "object", "required": required}))
    return duties


def _evidenced(rubric: Rubric, policy: Policy) -> list[Schema]:
    """A required expectation cites enough, where its rating needs evidence."""
    ratings = [rating.id for rating in rubric.ratings if rating.needs == "evidence"]
    if not ratings or not _binds(policy, "missing-evidence"):
        return []
    return [_answers({"properties": {e.id: _cites(e, ratings) for e in rubric.required()}})]


def _cites(expectation: Expectation, ratings: list[str]) -> Schema:
    words: Schema = {"errorMessage": WORDS["cited"]}
    enough = {"type": "array", "minItems": expectation.at_least} | words
    return _when_rated(ratings, words | {"required": ["evidence"], "properties": {"evidence": enough}})


def _when_rated(ratings: list[str], then: Schema) -> Schema:
    """Return a duty of answers with one of these ratings."""
    rated: Schema = {"required": ["rating"], "properties": {"rating": exactly(ratings)}}
    return {"doNotSuggest": True, "if": rated, "then": then}


def _reasoned(rubric: Rubric, policy: Policy) -> list[Schema]:
    """Any answer gives its reason, where its rating needs one."""
    ratings = [rating.id for rating in rubric.ratings if rating.needs == "reason"]
    if not ratings or not _binds(policy, "missing-reason"):
        return []
    reason = _filled("reason", WORDS["reasoned"])
    return [_answers({"additionalProperties": _when_rated(ratings, reason)})]


def _titled(policy: Policy) -> list[Schema]:
    if not _binds(policy, "missing-title"):
        return []
    titled: Schema = {"type": "object"} | _filled("title", WORDS["titled"])
    return [{"properties": {"work": {"additionalProperties": titled | {"doNotSuggest": True}}}}]


def _finished(policy: Policy) -> list[Schema]:
    """No text still holds what was put there to be replaced."""
    if not _binds(policy, "leftover-scaffold"):
        return []
    answer = {"properties": {"story": _NO_SCAFFOLD, "reason": _NO_SCAFFOLD, "evidence": _NOTES}}
    item = {"properties": {"title": _NO_SCAFFOLD, "story": _NO_SCAFFOLD, "evidence": _NOTES}}
    return [
        {
            "properties": {
                "summary": _NO_SCAFFOLD,
                "work": {"additionalProperties": item},
                "expectations": {"additionalProperties": answer},
            },
        },
    ]
