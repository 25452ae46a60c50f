"""Data of the right shape to Rubric, Policy, Cycle, Review and Confirmations.

What judges is loaded only once its schema accepts it. A review is loaded whatever its shape: a value of another type
than the format's counts as empty here, since the shape's own finding speaks of it already.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ladderci.model import (
    OVER_CITATION,
    Answer,
    Area,
    Citation,
    Cycle,
    EvidenceKind,
    Expectation,
    Limits,
    Origin,
    Period,
    Person,
    Policy,
    Rating,
    Removed,
    Review,
    Revised,
    Rubric,
    Section,
    Severity,
    WorkItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Path
    from ladderci.model.fact import Confirmation

Data = dict[str, object]


def _mapping(value: object) -> Data:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _whole(value: object, default: int) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


# --- what judges ---------------------------------------------------------------------------------------------------


def rubric(data: object) -> Rubric:
    """Return a rubric from data that the rubric's schema accepts."""
    root = _mapping(data)
    return Rubric(
        id=_text(root["rubric"]),
        title=_text(root["title"]),
        version=_whole(root["version"], 1),
        summary=_text(root.get("summary")),
        ratings=tuple(_rating(key, _mapping(value)) for key, value in _mapping(root["ratings"]).items()),
        areas=tuple(_area(key, _mapping(value)) for key, value in _mapping(root["areas"]).items()),
        glossary=tuple((key, _text(value)) for key, value in _mapping(root.get("glossary")).items()),
        removed=tuple(_removed(key, _mapping(value)) for key, value in _mapping(root.get("removed")).items()),
        origin=_origin(_mapping(root.get("source"))),
    )


def _origin(data: Data) -> Origin:
    return Origin(_text(data.get("document")), _text(data.get("licence")), _text(data.get("wording")))


def _rating(key: str, data: Data) -> Rating:
    return Rating(key, _text(data["title"]), _text(data.get("meaning")), _text(data["needs"]))


def _removed(key: str, data: Data) -> Removed:
    return Removed(key, _whole(data["version"], 1), _text(data["was"]))


def _area(key: str, data: Data) -> Area:
    return Area(
        id=key,
        title=_text(data["title"]),
        icon=_text(data.get("icon")),
        introduction=_text(data.get("introduction")),
        sections=tuple(_section(key, name, _mapping(value)) for name, value in _mapping(data["sections"]).items()),
    )


def _section(area: str, key: str, data: Data) -> Section:
    prefix = f"{area}.{key}"
    expectations = _mapping(data.get("expectations"))
    return Section(
        id=prefix,
        title=_text(data["title"]),
        introduction=_text(data.get("introduction")),
        expectations=tuple(_expectation(f"{prefix}.{name}", _mapping(value)) for name, value in expectations.items()),
    )


def _expectation(name: str, data: Data) -> Expectation:
    revised = _mapping(data.get("revised"))
    return Expectation(
        id=name,
        text=_text(data["text"]),
        required=data.get("required") is True,
        accepts=_texts(data.get("accepts")),
        at_least=_whole(data.get("at-least"), 1),
        guidance=_text(data.get("guidance")),
        examples=_texts(data.get("examples")),
        replaces=_texts(data.get("replaces")),
        revised=Revised(_whole(revised["version"], 1), _text(revised["was"])) if revised else None,
    )


def policy(data: object) -> Policy:
    """Return a policy from data that the policy's schema accepts."""
    root = _mapping(data)
    severities = _mapping(root.get("severities"))
    return Policy(
        hosts=_texts(root["hosts"]),
        kinds=tuple(_kind(key, _mapping(value)) for key, value in _mapping(root["kinds"]).items()),
        repositories=_texts(root.get("repositories")),
        over_citation=_whole(root.get("over-citation"), OVER_CITATION),
        reviewers=_text(root.get("reviewers")) or "subject",
        branches=_texts(root.get("branches")),
        visibility=_text(root.get("visibility")) or "full",
        show_titles=_texts(root.get("show-titles")),
        severities=tuple((name, Severity(_text(value))) for name, value in severities.items()),
        limits=_limits(_mapping(root.get("limits"))),
        clones=tuple((name, _text(folder)) for name, folder in _mapping(root.get("clones")).items()),
    )


def _kind(key: str, data: Data) -> EvidenceKind:
    return EvidenceKind(key, _text(data["title"]), _texts(data.get("links")), _texts(data.get("fields")))


def _limits(data: Data) -> Limits:
    usual = Limits()
    return Limits(
        file_bytes=_whole(data.get("file-bytes"), usual.file_bytes),
        text=_whole(data.get("text"), usual.text),
        note=_whole(data.get("note"), usual.note),
        evidence=_whole(data.get("evidence"), usual.evidence),
        work=_whole(data.get("work"), usual.work),
    )


def cycle(data: object) -> Cycle:
    """Return a cycle from data that the cycle's schema accepts; raises ValueError for a day not in the calendar."""
    root = _mapping(data)
    period = _mapping(root["period"])
    return Cycle(
        id=_text(root["cycle"]),
        status=_text(root["status"]),
        period=Period(_day(period["from"]), _day(period["to"])),
        due=_day(root["due"]),
        people=tuple(_person(key, _mapping(value)) for key, value in _mapping(root.get("people")).items()),
    )


def _day(value: object) -> date:
    return date.fromisoformat(_text(value))


def _person(key: str, data: Data) -> Person:
    waived = _mapping(data.get("waived"))
    return Person(
        login=key,
        rubric=_text(data.get("rubric")),
        manager=_text(data.get("manager")),
        emails=_texts(data.get("emails")),
        due=_day(data["due"]) if data.get("due") else None,
        waived=tuple((name, _text(reason)) for name, reason in waived.items()),
    )


# --- what is judged ------------------------------------------------------------------------------------------------


def review(data: object) -> Review:
    """Return a review from data of any shape."""
    root = _mapping(data)
    return Review(
        rubric=_text(root.get("rubric")),
        rubric_version=_whole(root.get("rubric-version"), 0),
        cycle=_text(root.get("cycle")),
        subject=_text(root.get("subject")),
        status=_text(root.get("status")),
        summary=_text(root.get("summary")),
        work=tuple(_work_item(key, _mapping(value)) for key, value in _mapping(root.get("work")).items()),
        answers=tuple(_answers("expectations", root)),
        retired=tuple(_answers("retired", root)),
    )


def _work_item(key: str, data: Data) -> WorkItem:
    return WorkItem(
        key=key,
        title=_text(data.get("title")),
        when=_when(data.get("when")),
        story=_text(data.get("story")),
        evidence=_citations(("work", key, "evidence"), data.get("evidence")),
    )


def _when(value: object) -> str:
    """Return a time as text; a bare year is a number in YAML."""
    return str(_whole(value, 0)) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _answers(part: str, root: Data) -> Iterator[Answer]:
    for key, value in _mapping(root.get(part)).items():
        data = _mapping(value)
        yield Answer(
            id=key,
            path=(part, key),
            rating=_text(data.get("rating")),
            story=_text(data.get("story")),
            reason=_text(data.get("reason")),
            evidence=_citations((part, key, "evidence"), data.get("evidence")),
        )


def _citations(path: Path, value: object) -> tuple[Citation, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        [
            Citation((*path, number), entry) if isinstance(entry, str) else _citation((*path, number), _mapping(entry))
            for number, entry in enumerate(value)
        ]
    )


def _citation(path: Path, data: Data) -> Citation:
    return Citation(
        path=path,
        link=_text(data.get("link")),
        kind=_text(data.get("kind")),
        witness=_text(data.get("from")),
        when=_when(data.get("when")),
        note=_text(data.get("note")),
        plain=False,
    )


def confirmation_home(data: object) -> tuple[str, str]:
    """Return the cycle and the witness that a file of confirmations names, from data that its schema accepts."""
    root = _mapping(data)
    return _text(root.get("cycle")), _text(root.get("witness"))


def confirmations(data: object) -> tuple[Confirmation, ...]:
    """Return what a witness says, in the order of the file, from data that the schema of confirmations accepts.

    Whether the file is the witness's own, its path says and not its content: `ConfirmationCase.counting` has those
    answers that count.
    """
    from ladderci.model.fact import Confirmation  # a plain check needs none of these words

    _, witness = confirmation_home(data)
    return tuple(
        Confirmation(
            witness=witness,
            subject=subject,
            key=key,
            confirmed=_mapping(said).get("confirmed") is True,
            digest=_text(_mapping(said).get("digest")),
            note=_text(_mapping(said).get("note")),
        )
        for subject, work in _mapping(_mapping(data).get("answers")).items()
        for key, said in _mapping(work).items()
    )
