"""Rubric and policy to the JSON Schema of a review: a pure function, the same bytes for the same input.

Draft-07, because editors read it best. The shape says what a review may look like; the coverage, under a root
`if status is submitted`, says what a submitted one owes. What a schema cannot see, two places of a document or anything
outside of it, is for the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from ladderci import forms
from ladderci.schema.coverage import coverage, exactly
from ladderci.schema.snippets import ANSWER, EVIDENCE, WORK, WORK_EVIDENCE
from ladderci.schema.words import TESTIMONY, WORDS

if TYPE_CHECKING:
    from ladderci.model import Area, EvidenceKind, Expectation, Policy, Rubric
    from ladderci.schema.validator import Schema

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
NO_LINE_END: Final[Schema] = {"type": "string", "pattern": "\n"}
"""Some engines let `$` match before a final line end; all of them find a line end."""
_NO_LINE_END_IN_NAME: Final[Schema] = {"pattern": "\n"}
"""The same for a key, which is text in any case."""
TITLE_LENGTH: Final = 200
_LINK_LENGTH: Final = 2_000
"""What browsers and servers take without complaint."""


def derive(rubric: Rubric, policy: Policy) -> Schema:
    """Return the schema that is published: the shape, and what a submitted review owes."""
    return shape(rubric, policy) | coverage(rubric, policy)


def shape(rubric: Rubric, policy: Policy) -> Schema:
    """Return the schema of what a review may look like, drafts included."""
    return {
        "$schema": DRAFT,
        "title": f"Self-review: {rubric.title}",
        "description": rubric.summary,
        "type": "object",
        "required": ["review", "rubric", "rubric-version", "cycle", "subject", "status"],
        "properties": _header(rubric) | _body(rubric, policy),
        "additionalProperties": False,
        "definitions": _definitions(rubric, policy),
    }


def _header(rubric: Rubric) -> Schema:
    return {
        "review": {"description": "The format of this file.", "const": 1, "errorMessage": WORDS["review"]},
        "rubric": {
            "description": "The ladder's level that this review answers to.",
            "const": rubric.id,
            "errorMessage": f"not the rubric of this review: write {rubric.id}, or name the other rubric's schema "
            "in the first line",
        },
        "rubric-version": {
            "description": f"The rubric's version that this review was last brought up to; now {rubric.version}. "
            "`ladderci update` writes it.",
            "type": "integer",
            "minimum": 1,
        },
        "cycle": _text("The cycle, as its folder is named.", forms.SLUG, "cycle"),
        "subject": _text("The GitHub login of the person whose review this is.", forms.LOGIN, "login"),
        "status": {
            "description": "In a draft, what is missing warns. Once submitted, it fails the check.",
            "enum": ["draft", "submitted"],
            "errorMessage": WORDS["status"],
        },
    }


def _body(rubric: Rubric, policy: Policy) -> Schema:
    answers = {expectation.id: _answer_for(expectation, rubric, policy) for expectation in rubric.expectations()}
    return {
        "summary": _prose("The half year in a few sentences: what you did and what came of it.", policy.limits.text),
        "work": {
            "description": "What you did, written down as it happens. Expectations cite it by its key.",
            "type": ["object", "null"],
            "propertyNames": {"pattern": forms.SLUG, "patternErrorMessage": WORDS["key"], "not": _NO_LINE_END_IN_NAME},
            "maxProperties": policy.limits.work,
            "additionalProperties": {"$ref": "#/definitions/work-item"},
            "defaultSnippets": [WORK],
        },
        "expectations": {
            "description": "Your answers, by the expectation's id. Those that are not required are yours to pick.",
            "type": ["object", "null"],
            "properties": answers,
            "additionalProperties": False,
        },
        "retired": {
            "description": "Answers whose expectation the rubric no longer has: kept here and shown apart.",
            "type": ["object", "null"],
            "propertyNames": {
                "pattern": forms.EXPECTATION_ID,
                "patternErrorMessage": WORDS["expectation"],
                "not": _NO_LINE_END_IN_NAME,
            },
            "additionalProperties": _an_answer(),
        },
    }


def _text(description: str, pattern: str, words: str) -> Schema:
    return {
        "description": description,
        "type": "string",
        "pattern": pattern,
        "patternErrorMessage": WORDS[words],
        "errorMessage": WORDS["prose"],
        "not": NO_LINE_END,
    }


def _prose(description: str, limit: int) -> Schema:
    """Return the schema of a person's own words. It names its type, or else editors insert the key without a colon."""
    return {
        "description": description,
        "type": ["string", "null"],
        "maxLength": limit,
        "errorMessage": WORDS["prose"],
    }


def _answer_for(expectation: Expectation, rubric: Rubric, policy: Policy) -> Schema:
    return {
        "title": expectation.id,
        "description": describe(expectation, rubric, policy),
        "defaultSnippets": [ANSWER],
    } | _an_answer()


def _an_answer() -> Schema:
    """Return what an answer is. One of which only the id is written yet is legal in a draft."""
    return {
        "type": ["object", "null"],
        "errorMessage": WORDS["answer"],
        "allOf": [{"$ref": "#/definitions/answer"}],
    }


def describe(expectation: Expectation, rubric: Rubric, policy: Policy) -> str:
    """Return what the editor shows of an expectation: its place, text, guidance, what counts, and examples."""
    area = _area_of(expectation, rubric)
    section = next(s for s in area.sections if expectation in s.expectations)
    parts = [
        f"{area.icon} {area.title} · {section.title} · {'required' if expectation.required else 'optional'}".strip(),
        expectation.text,
        expectation.guidance,
        f"Counts as evidence: {accepted(expectation, policy)}.",
        *(f"- {example}" for example in expectation.examples),
    ]
    return "\n\n".join(part for part in parts if part)


def accepted(expectation: Expectation, policy: Policy) -> str:
    """Return the kinds of evidence that count for an expectation, as words."""
    titles = [kind.title.lower() for kind in policy.kinds if kind.id in expectation.accepts]
    words = ", ".join(titles) or "anything that can be opened or confirmed"
    return f"{words} (at least {expectation.at_least})" if expectation.at_least > 1 else words


def _area_of(expectation: Expectation, rubric: Rubric) -> Area:
    return next(a for a in rubric.areas if any(expectation in s.expectations for s in a.sections))


def _definitions(rubric: Rubric, policy: Policy) -> Schema:
    return {
        "answer": _answer(rubric, policy),
        "work-item": _work_item(policy),
        "evidence": _citation(policy),
        "work-evidence": _work_citation(policy),
    }


def _when(description: str, *, may_be_empty: bool = True) -> Schema:
    return {
        "description": description,
        "type": ["string", "integer", *(["null"] if may_be_empty else [])],
        "pattern": forms.WHEN,
        "patternErrorMessage": WORDS["when"],
        "errorMessage": WORDS["when"],
        "minimum": 1000,
        "maximum": 2999,
        "not": NO_LINE_END,
    }


def _answer(rubric: Rubric, policy: Policy) -> Schema:
    return {
        "properties": _titled(
            {
                "rating": {
                    "description": "\n\n".join(f"{r.id}: {r.meaning} (needs {r.needs})" for r in rubric.ratings),
                    "enum": [*(rating.id for rating in rubric.ratings), None],
                    "enumDescriptions": [*(rating.meaning for rating in rubric.ratings), "not rated yet"],
                    "errorMessage": f"not a rating: use {_one_of([rating.id for rating in rubric.ratings])}",
                },
                "story": _prose("What you did and what came of it.", policy.limits.text),
                "reason": _prose("Why the answer is what it is, for ratings that need a reason.", policy.limits.text),
                "evidence": _list("evidence", policy, EVIDENCE),
            }
        ),
        "additionalProperties": False,
    }


def _titled(properties: Schema) -> Schema:
    """Return properties that each have their key for a title.

    Many expectations share these, and an editor shows what has no title of its own under the last of their ids.
    """
    return {key: {"title": key, **cast("Schema", value)} for key, value in properties.items()}


def _list(definition: str, policy: Policy, snippets: list[Schema]) -> Schema:
    return {
        "description": "What others can open: keys of work items, links, owner/repo#12, owner/repo@1f3c9ab.",
        "type": ["array", "null"],
        "maxItems": policy.limits.evidence,
        "items": {"$ref": f"#/definitions/{definition}"},
        "errorMessage": WORDS["list"],
        "defaultSnippets": snippets,
    }


def _work_item(policy: Policy) -> Schema:
    return {
        "type": ["object", "null"],
        "errorMessage": WORDS["work-item"],
        "properties": _titled(
            {
                "title": _prose("What you did, in a line.", TITLE_LENGTH),
                "when": _when("A day, a month, a year, or a range of two of them (2026-08..2026-10)."),
                "story": _prose("What happened, and what changed.", policy.limits.text),
                "evidence": _list("work-evidence", policy, WORK_EVIDENCE),
            }
        ),
        "additionalProperties": False,
    }


def _link(pattern: str) -> Schema:
    return {
        "description": "A link, owner/repo#12 or owner/repo@1f3c9ab.",
        "type": "string",
        "maxLength": _LINK_LENGTH,
        "pattern": pattern,
        "patternErrorMessage": WORDS["citation"],
        "not": NO_LINE_END,
    }


def _citation(policy: Policy) -> Schema:
    """Return the schema of evidence in an answer: text, or a mapping with a link.

    No branch on the type: `pattern` speaks only to text, `properties` and `required` only to mappings.
    """
    return {
        "type": ["string", "object"],
        "errorMessage": WORDS["entry"],
        "maxLength": _LINK_LENGTH,
        "pattern": forms.CITATION,
        "patternErrorMessage": WORDS["citation"],
        "not": NO_LINE_END,
        "properties": _titled(
            {"link": _link(forms.CITATION), "note": _prose("What it shows.", policy.limits.note)}
            | _kind([kind for kind in policy.kinds if kind.links])
        ),
        "additionalProperties": False,
        "allOf": [{"required": ["link"], "errorMessage": WORDS["testimony"]}],
    }


def _work_citation(policy: Policy) -> Schema:
    testimony = [kind for kind in policy.kinds if kind.fields]
    return {
        "type": ["string", "object"],
        "errorMessage": WORDS["entry"],
        "maxLength": _LINK_LENGTH,
        "pattern": forms.LINK,
        "patternErrorMessage": WORDS["link"],
        "not": NO_LINE_END,
        "properties": _titled(
            {
                "link": _link(forms.LINK),
                "from": _text("Who can confirm it: a GitHub login on the roster, not your own.", forms.LOGIN, "login"),
                "when": _when("When it was.", may_be_empty=False),
                "note": _prose("What it shows.", policy.limits.note),
            }
            | _kind(list(policy.kinds))
        ),
        "additionalProperties": False,
        "allOf": [_link_or_testimony(testimony), *(_owes(kind, field) for kind in testimony for field in kind.fields)],
    }


def _kind(kinds: list[EvidenceKind]) -> Schema:
    """Return what `kind` may say; where the policy has no such kind, the key itself is unknown."""
    words = [kind.id for kind in kinds]
    return {"kind": _one_kind(kinds, words)} if words else {}


def _one_kind(kinds: list[EvidenceKind], words: list[str]) -> Schema:
    return {
        "description": "Only where the link does not say it.\n\n" + "\n\n".join(f"{k.id}: {k.title}" for k in kinds),
        "enum": words,
        "errorMessage": f"not a kind of evidence here: use {_one_of(words)}",
    }


def _link_or_testimony(testimony: list[EvidenceKind]) -> Schema:
    """Return what a mapping without a link must be. Text passes `required`, so this speaks to mappings only."""
    kinds = [kind.id for kind in testimony]
    if not kinds:
        return {"required": ["link"], "errorMessage": WORDS["no-link"]}
    words = f"{WORDS['no-link']} ({_one_of(kinds)})"
    without_link: Schema = {
        "required": ["kind"],
        "errorMessage": words,
        "properties": {"kind": {"enum": kinds, "errorMessage": words}},
    }
    return {"if": {"required": ["link"]}, "else": without_link}


def _owes(kind: EvidenceKind, field: str) -> Schema:
    """Return what testimony of a kind owes: a field that stands in for a link."""
    return {
        "if": {"required": ["kind"], "properties": {"kind": exactly([kind.id])}},
        "then": {"required": [field], "errorMessage": f"{kind.title.lower()} without {field}: {TESTIMONY[field]}"},
    }


def _one_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
