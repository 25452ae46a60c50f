"""A rubric for people who want to know what is asked: as text, as JSON and as Markdown; and the list of all rubrics.

The ladder stands in its own order, and what a review has to answer is marked. Counts are counts: nothing here adds up
to a share of anything.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci.output.escape import document, no_command, terminal
from ladderci.output.markdown import inline, prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ladderci.model import Area, Expectation, Policy, Rubric

_WIDTH: Final = 96
_WORDINGS: Final = {"restated": "restated in other words", "verbatim": "in its authors' words"}
_NEEDS: Final = {"evidence": "needs evidence", "reason": "needs a reason"}
_MARKED: Final = "means that every review answers it, with evidence or with a reason, as the rating needs."


# --- the list ------------------------------------------------------------------------------------------------------


def listing(rubrics: Iterable[Rubric], *, with_sections: bool = True) -> str:
    """Return each rubric in a line and, below it, how many expectations each of its areas and sections has.

    Args:
        rubrics: in the order in which they are to be shown.
        with_sections: whether to count by area and section; without, it is one line a rubric.

    """
    blocks = ["\n".join(_listed(rubric, with_sections=with_sections)) for rubric in rubrics]
    text = ("\n\n" if with_sections else "\n").join(blocks)
    return f"{text}\n" if text else ""


def _listed(rubric: Rubric, *, with_sections: bool) -> Iterator[str]:
    counts = _counted(tuple(rubric.expectations()))
    yield f"{terminal(rubric.id)}: {terminal(rubric.title)}, version {rubric.version}, {counts}"
    for area in rubric.areas if with_sections else ():
        expectations = tuple(one for section in area.sections for one in section.expectations)
        yield _row(expectations, f"  {_heading(area, terminal)}")
        for section in area.sections:
            yield _row(section.expectations, f"    {terminal(section.title)}")


def _row(expectations: tuple[Expectation, ...], title: str) -> str:
    """Return counts, then the title: nobody knows how wide a terminal draws an emoji, so it stands last."""
    required = _required(expectations)
    return f"{len(expectations):4}{f'{required} required' if required else '':>13}{title}"


def _counted(expectations: tuple[Expectation, ...]) -> str:
    word = "expectation" if len(expectations) == 1 else "expectations"
    return f"{len(expectations)} {word}, {_required(expectations)} required"


def _required(expectations: tuple[Expectation, ...]) -> int:
    return sum(expectation.required for expectation in expectations)


def _heading(area: Area, escape: Callable[[str], str]) -> str:
    return escape(f"{area.icon} {area.title}".strip())


# --- one, as text --------------------------------------------------------------------------------------------------


def show_text(rubric: Rubric, policy: Policy) -> str:
    """Return the whole ladder for a terminal."""
    return "\n".join(no_command(line) for line in _text(rubric, policy)) + "\n"


def _text(rubric: Rubric, policy: Policy) -> Iterator[str]:
    yield terminal(rubric.title)
    yield f"{terminal(rubric.id)}, version {rubric.version}, {_counted(tuple(rubric.expectations()))}"
    yield from _paragraph(rubric.summary, "")
    yield from ("", f"* {_MARKED}")
    for area in rubric.areas:
        yield from ("", _heading(area, terminal))
        yield from _paragraph(area.introduction, "  ")
        for section in area.sections:
            yield from ("", f"  {terminal(section.title)}")
            yield from _paragraph(section.introduction, "    ")
            for expectation in section.expectations:
                yield from _text_of(expectation, policy)
    ratings = ((f"{one.title} ({one.id})", f"{one.meaning} {_sentence(_NEEDS[one.needs])}") for one in rubric.ratings)
    yield from _terms("Ratings", ratings)
    yield from _terms("Glossary", rubric.glossary)
    yield from _terms("Source", _source(rubric))


def _text_of(expectation: Expectation, policy: Policy) -> Iterator[str]:
    yield from ("", f"  {'*' if expectation.required else ' '} {terminal(expectation.id)}")
    for words in (expectation.text, *_details(expectation, policy)):
        yield from _wrapped(words, "      ")


def _terms(title: str, terms: Iterable[tuple[str, str]]) -> Iterator[str]:
    shown = [line for term, words in terms for line in _wrapped(f"{term}: {words}", "  ")]
    if shown:
        yield from ("", title, *shown)


def _paragraph(text: str, indent: str) -> Iterator[str]:
    if text:
        yield ""
        yield from _wrapped(text, indent)


def _wrapped(text: str, indent: str) -> list[str]:
    """Return a text in lines; its own line ends mean as little here as in the paragraphs of a page."""
    words = terminal(" ".join(text.split()))
    return wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _details(expectation: Expectation, policy: Policy) -> Iterator[str]:
    """Yield what else there is to know, each in a sentence of its own."""
    if expectation.accepts or expectation.required:
        yield f"Accepts: {', '.join(_kinds(expectation, policy))}."
    if expectation.at_least > 1:
        yield f"At least {expectation.at_least} pieces of evidence."
    if expectation.guidance:
        yield f"Guidance: {expectation.guidance}"
    for example in expectation.examples:
        yield f"Example: {example}"


def _kinds(expectation: Expectation, policy: Policy) -> tuple[str, ...]:
    titles = {kind.id: kind.title for kind in policy.kinds}
    return tuple(titles.get(kind, kind) for kind in expectation.accepts) or ("any kind of evidence",)


def _source(rubric: Rubric) -> tuple[tuple[str, str], ...]:
    origin = rubric.origin
    wording = _WORDINGS.get(origin.wording, origin.wording)
    written = (("Document", origin.document), ("Licence", origin.licence), ("Wording", wording))
    return tuple((term, words) for term, words in written if words)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


# --- one, as Markdown ----------------------------------------------------------------------------------------------


def show_markdown(rubric: Rubric, policy: Policy) -> str:
    """Return the whole ladder as GitHub-flavoured Markdown."""
    return "\n\n".join(block for block in _markdown(rubric, policy) if block) + "\n"


def _markdown(rubric: Rubric, policy: Policy) -> Iterator[str]:
    yield f"# {inline(rubric.title)}"
    yield f"`{_code(rubric.id)}`, version {rubric.version}, {_counted(tuple(rubric.expectations()))}."
    yield prose(rubric.summary)
    yield f"**Required** {_MARKED}"
    for area in rubric.areas:
        yield f"## {_heading(area, inline)}"
        yield prose(area.introduction)
        for section in area.sections:
            yield f"### {inline(section.title)}"
            yield prose(section.introduction)
            yield "\n".join(_item(expectation, policy) for expectation in section.expectations)
    ratings = ((f"{one.title} ({one.id})", f"{one.meaning} {_sentence(_NEEDS[one.needs])}") for one in rubric.ratings)
    yield from _chapter("Ratings", ratings)
    yield from _chapter("Glossary", rubric.glossary)
    yield from _chapter("Source", _source(rubric))


def _item(expectation: Expectation, policy: Policy) -> str:
    mark = "**Required.** " if expectation.required else ""
    details = "".join(f"\n  - {inline(words)}" for words in _details(expectation, policy))
    return f"- {mark}{inline(expectation.text)} `{_code(expectation.id)}`{details}"


def _chapter(title: str, terms: Iterable[tuple[str, str]]) -> Iterator[str]:
    items = [f"- **{inline(term)}**: {inline(words)}" for term, words in terms]
    if items:
        yield from (f"## {title}", "\n".join(items))


def _code(name: str) -> str:
    """Return an id for a code span; its form allows nothing that could end one, and this holds it to that."""
    return "".join(character for character in name if character.isalnum() or character in "-./")


# --- one, as JSON --------------------------------------------------------------------------------------------------


def show_json(rubric: Rubric) -> str:
    """Return the rubric in its own format, as JSON: what rubric.schema.json describes."""
    origin = rubric.origin
    return (
        document(
            _filled(
                rubric=rubric.id,
                title=rubric.title,
                version=rubric.version,
                source=_filled(document=origin.document, licence=origin.licence, wording=origin.wording),
                summary=rubric.summary,
                glossary=dict(rubric.glossary),
                ratings={
                    one.id: {"title": one.title, "meaning": one.meaning, "needs": one.needs} for one in rubric.ratings
                },
                areas={area.id: _area(area) for area in rubric.areas},
                removed={one.id: {"version": one.version, "was": one.was} for one in rubric.removed},
            )
        )
        + "\n"
    )


def _area(area: Area) -> dict[str, object]:
    sections = {
        section.id.rpartition(".")[2]: _filled(title=section.title, introduction=section.introduction)
        | {"expectations": {one.id.rpartition(".")[2]: _expectation(one) for one in section.expectations}}
        for section in area.sections
    }
    return _filled(title=area.title, icon=area.icon, introduction=area.introduction, sections=sections)


def _expectation(expectation: Expectation) -> dict[str, object]:
    revised = expectation.revised
    return _filled(
        text=expectation.text,
        required=expectation.required,
        accepts=expectation.accepts,
        at_least=expectation.at_least if expectation.at_least > 1 else None,
        guidance=expectation.guidance,
        examples=expectation.examples,
        replaces=expectation.replaces,
        revised=_filled(version=revised.version, was=revised.was) if revised else None,
    )


def _filled(**values: object) -> dict[str, object]:
    """Return a mapping with the format's keys, without what is empty and could be left out as well."""
    return {key.replace("_", "-"): value for key, value in values.items() if value}
