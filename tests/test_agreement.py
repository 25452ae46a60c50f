"""Agreement: one verdict on every document from every validator and from our own check, and no keyword for nothing.

`LADDERCI_AGREEMENT_DOCUMENTS` says on how many generated documents; `make agreement` takes 5,000.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest

from ladderci import schema
from ladderci.model import Severity
from ladderci.rules.shape import settle
from tests.documents import Data, Sample, beyond_yaml, edited, plain_review, samples, slots, targeted, telling, without
from tests.peers.ajv import Ajv, verdicts_by_schema
from tests.workspace import Workspace, shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ladderci.model import Area, Expectation, Finding, Rubric

COUNT = int(os.environ.get("LADDERCI_AGREEMENT_DOCUMENTS", "400"))
FEW = COUNT if COUNT > 1000 else 60
"""How many of them check-jsonschema gets, which takes 40 ms for each."""

REMARKS = {"$schema", "title", "description", "errorMessage", "patternErrorMessage", "defaultSnippets"} | {
    "enumDescriptions",
    "doNotSuggest",
}
"""Keywords that judge nothing."""
BRANCHES = {"additionalProperties", "items", "not", "if", "then", "else", "propertyNames"}
JUDGING = BRANCHES | {
    "type",
    "required",
    "enum",
    "const",
    "pattern",
    "minItems",
    "maxItems",
    "maxLength",
    "maxProperties",
}
JUDGING |= {"minimum", "maximum", "properties", "allOf", "$ref"}


@cache
def published() -> Data:
    return schema.derive(shipped_rubric(), shipped_policy())


@cache
def documents() -> tuple[Sample, ...]:
    return tuple(samples(shipped_rubric(), shipped_policy(), COUNT))


@cache
def reference() -> tuple[bool, ...]:
    """Return which documents jsonschema accepts, the reference."""
    compiled = jsonschema.Draft7Validator(published())
    return tuple(compiled.is_valid(document.data) for document in documents())


def differing(verdicts: Iterator[bool] | list[bool]) -> list[str]:
    return [
        f"{document.name}: jsonschema says {ours}"
        for document, ours, theirs in zip(documents(), reference(), verdicts, strict=True)
        if ours is not theirs
    ]


# --- one verdict ----------------------------------------------------------------------------------------------------


def test_agreement_is_about_documents_of_both_kinds() -> None:
    assert 0.3 < sum(reference()) / COUNT < 0.7
    assert tuple(samples(shipped_rubric(), shipped_policy(), 20)) == documents()[:20]


def test_agreement_with_jsonschema_rs() -> None:
    compiled = jsonschema_rs.Draft7Validator(published(), pattern_options=jsonschema_rs.RegexOptions())
    assert differing([compiled.is_valid(document.data) for document in documents()]) == []


def test_agreement_with_ajv() -> None:
    with Ajv(published()) as ajv:
        assert differing(ajv.verdicts(document.data for document in documents())) == []


def test_agreement_with_check_jsonschema(tmp_path: Path) -> None:
    """It takes one call for all of its files, and says in JSON which of them fail."""
    (tmp_path / "schema.json").write_text(json.dumps(published()))
    for number, document in enumerate(documents()[:FEW]):
        (tmp_path / f"{number}.json").write_text(json.dumps(document.data))
    files = [f"{number}.json" for number in range(FEW)]
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", "-o", "json", *files]
    said = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout)
    assert said["parse_errors"] == []
    refused = {error["filename"] for error in said["errors"]}
    assert [files[number] not in refused for number in range(FEW)] == list(reference()[:FEW])


def test_agreement_with_our_own_check(tmp_path: Path) -> None:
    """The shape and coverage errors of `ladderci check` fail a review where the published schema does."""
    workspace = Workspace.create(tmp_path)
    kept = {number: document for number, document in enumerate(documents()) if not left_out(document)}
    assert len(kept) > 0.9 * COUNT
    paths = {workspace.write(as_yaml(kept[number]), f"reviews/2026-h2/ada-{number}.yaml"): number for number in kept}
    found: dict[str, list[Finding]] = {path: [] for path in paths}
    for finding in workspace.check(*paths).findings:
        found[finding.file].append(finding)
    assert [each for path in paths for each in found[path] if each.code < "LC010"] == []
    ours = {number: not any(map(refuses, found[path])) for path, number in paths.items()}
    assert [kept[number].name for number, accepts in ours.items() if accepts is not reference()[number]] == []


def as_yaml(document: Sample) -> str:
    """Return data as YAML: JSON is YAML, too."""
    return json.dumps(document.data, ensure_ascii=False, indent=1)


def left_out(document: Sample) -> bool:
    """Return whether family 0 refuses a document before anything in it has a meaning."""
    return bool(beyond_yaml(document.data)) or len(as_yaml(document).encode()) > shipped_policy().limits.file_bytes


def refuses(finding: Finding) -> bool:
    """Return whether a finding speaks of shape or coverage; `rubric`, which the schema pins, is family 4's."""
    is_of_schema = finding.code[:3] in {"LC1", "LC2"} and finding.code not in {"LC206", "LC207"}
    return finding.severity is Severity.ERROR and (is_of_schema or finding.code == "LC405")


def test_agreement_of_our_two_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where jsonschema-rs cannot be installed, every refusal is the same, words included."""
    fast = schema.Validator(published())
    with monkeypatch.context() as without_rust:
        without_rust.setitem(sys.modules, "jsonschema_rs", None)
        plain = schema.Validator(published())
    for document in documents()[:1000]:
        assert said_by(fast, document) == said_by(plain, document), document.name


def said_by(validator: schema.Validator, document: Sample) -> set[tuple[object, ...]]:
    """Return what is told of a document: `pattern` and `not` alike, which of them finds a line end is the engine's."""
    refusals = settle(validator.refusals(document.data))
    return {
        (
            each.path,
            each.name,
            each.words,
            *(() if each.keyword in {"pattern", "not"} else (each.keyword, each.expected)),
        )
        for each in refusals
    }


def test_agreement_on_every_required_expectation() -> None:
    """No required expectation can be left out or go without its evidence in a submitted review."""
    rubric, policy = shipped_rubric(), shipped_policy()
    accepts = jsonschema_rs.Draft7Validator(published()).is_valid
    review = plain_review(rubric, policy, "submitted")
    assert accepts(review)
    for expectation in rubric.required():
        at = ("expectations", expectation.id)
        assert not accepts(without(review, at)), expectation.id
        assert not accepts(edited(review, (*at, "evidence"), ["acme/ranker#1"] * (expectation.at_least - 1)))


# --- the other way round: every keyword counts ------------------------------------------------------------------------


def bare(part: Any) -> Any:  # noqa: ANN401 (any part of a schema)
    """Return a schema without its remarks. What is called like a remark but is a property's name stays."""
    if isinstance(part, list):
        return [bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    maps = {"properties", "definitions"}
    return {
        key: {name: bare(each) for name, each in value.items()} if key in maps else bare(value)
        for key, value in part.items()
        if key not in REMARKS
    }


Where = tuple[str | int, ...]


def parts(part: Data, where: Where = ()) -> Iterator[tuple[Where, Data]]:
    """Yield every subschema with its path; of the expectations' each that differs from the others, once."""
    yield where, part
    for keyword, value in part.items():
        if keyword in {"properties", "definitions"}:
            for name, each in one_of_each(value):
                yield from parts(each, (*where, keyword, name))
        elif keyword == "allOf":
            for number, each in enumerate(value):
                yield from parts(each, (*where, keyword, number))
        elif keyword in BRANCHES and isinstance(value, dict):
            yield from parts(value, (*where, keyword))


def one_of_each(properties: Data) -> list[tuple[str, Data]]:
    first: dict[str, tuple[str, Data]] = {}
    for name, each in properties.items():
        first.setdefault(json.dumps(each) if name.count(".") == 2 else name, (name, each))
    return list(first.values())


def weakened(whole: Data) -> Iterator[tuple[str, Data]]:
    """Yield the schema without each keyword in turn, and without each entry of those that list some."""
    for where, part in parts(whole):
        unknown = set(part) - JUDGING - {"definitions"}
        assert not unknown, f"say in this test whether these judge: {unknown}"
        for keyword in JUDGING & set(part):
            yield f"{'/'.join(map(str, where))}: {keyword}", changed(whole, where, partial(drop, keyword))
            listed = part[keyword] if isinstance(part[keyword], list) and len(part[keyword]) > 1 else []
            for number, entry in enumerate(listed):
                name = f"{'/'.join(map(str, where))}: {keyword} {number if keyword == 'allOf' else entry}"
                yield name, changed(whole, where, partial(drop_entry, keyword, number))


def drop(keyword: str, node: Data) -> None:
    del node[keyword]


def drop_entry(keyword: str, number: int, node: Data) -> None:
    del node[keyword][number]


def changed(whole: Data, where: Where, change: Callable[[Data], object]) -> Data:
    copy = deepcopy(whole)
    node: Any = copy
    for step in where:
        node = node[step]
    change(node)
    return copy


SPARES_A_SECOND_REFUSAL = re.compile(
    r".*/(cycle|subject|link|from)/not: type|if: required|.*if/properties/(status|kind): not"
)
"""Keywords that change no verdict: they keep what is refused already from being refused in other words, too."""


@cache
def rubric() -> Rubric:
    """Return the shipped rubric: whole in the large run, else with one expectation of each sort."""
    whole = shipped_rubric()
    kept = telling(whole)
    return whole if COUNT > 1000 else replace(whole, areas=tuple(only(area, kept) for area in whole.areas))


def only(area: Area, kept: tuple[Expectation, ...]) -> Area:
    sections = (replace(s, expectations=tuple(e for e in s.expectations if e in kept)) for s in area.sections)
    return replace(area, sections=tuple(sections))


def test_agreement_rests_on_every_keyword() -> None:
    """Without any one of the schema's keywords, or of the entries that it lists, some document's verdict changes.

    What makes no difference to the shipped policy is tried with one that asks for less. What makes none to ajv may make
    one to Python, whose `$` also stands before a line end.
    """
    whole = schema.derive(rubric(), shipped_policy())
    judged = [sample.data for sample in targeted(rubric(), shipped_policy())]
    idle = without_effect(whole, judged, dict(weakened(bare(whole))))
    names = ("missing-rating", "missing-title")
    lenient = replace(shipped_policy(), severities=tuple((name, Severity.WARNING) for name in names))
    less = schema.derive(rubric(), lenient)
    asked = {unnumbered(name) for name in idle}
    tried = {name: one for name, one in weakened(bare(less)) if unnumbered(name) in asked}
    needed = {unnumbered(name) for name in tried.keys() - without_effect(less, judged, tried).keys()}
    idle = {name: one for name, one in idle.items() if unnumbered(name) not in needed}
    broken = [data for data in judged if any(str(value).endswith("\n") for value in texts(data))]
    found = [name for name, one in idle.items() if not SPARES_A_SECOND_REFUSAL.fullmatch(name)]
    assert [name for name in found if same_to_python(whole, idle[name], broken)] == []


def unnumbered(name: str) -> str:
    """Return a keyword's name without the number of the duty that it is part of, which the policy changes."""
    return re.sub(r"allOf/[0-9]+", "allOf", name)


def without_effect(whole: Data, judged: list[Any], variants: dict[str, Data]) -> dict[str, Data]:
    """Return those variants of a schema that give every document the same verdict."""
    (before,) = verdicts_by_schema([bare(whole)], judged)
    after = verdicts_by_schema(variants.values(), judged)
    assert None not in after
    return {name: one for (name, one), verdicts in zip(variants.items(), after, strict=True) if verdicts == before}


def same_to_python(whole: Data, variant: Data, judged: list[Any]) -> bool:
    one, other = jsonschema.Draft7Validator(whole), jsonschema.Draft7Validator(variant)
    return all(one.is_valid(data) is other.is_valid(data) for data in judged)


def texts(data: object) -> list[object]:
    return [text for container, key in slots(data) for text in (key, container[key])]


# --- patterns that every engine reads alike, and in no time -----------------------------------------------------------


def patterned() -> list[tuple[str, Data]]:
    """Return every subschema with a pattern, of the derived schema and of the fixed formats."""
    schemas = {"derived": published()} | {name: json.loads(schema.fixed(name)) for name in schema.FORMATS}
    return [
        (f"{name} {'/'.join(map(str, where))}", part)
        for name, whole in schemas.items()
        for where, part in parts(whole)
        if "pattern" in part
    ]


def patterns() -> list[str]:
    return sorted({part["pattern"] for _, part in patterned()})


@pytest.mark.parametrize("pattern", patterns())
def test_agreement_is_not_lost_to_a_long_text(pattern: str) -> None:
    """A text of 100,000 characters made to mislead a pattern is judged within a second."""
    compiled = re.compile(pattern)
    pieces = [
        "a",
        "A",
        "0",
        "1",
        "-",
        "a-",
        "a.",
        "a/",
        "2026-08..",
        " ",
        "\n",
        "‹",
        "‹›",
        "›",
        "https://",
        "a@",
        "a#1",
        "TODO",
    ]
    for piece in [*pieces, *re.findall(r"[a-z]{3,}", pattern)]:
        for end in ("", "!", "\n", "-", "‹"):
            text = piece * (100_000 // len(piece)) + end
            started = time.perf_counter()
            compiled.search(text)
            assert time.perf_counter() - started < 1, (piece, end)


@pytest.mark.parametrize("pattern", patterns())
def test_agreement_rests_on_patterns_that_all_engines_read_alike(pattern: str) -> None:
    assert not re.search(r"\\[dDwWsSbBpPkAZ1-9]|\(\?", pattern)


@pytest.mark.parametrize(("where", "part"), patterned(), ids=[where for where, _ in patterned()])
def test_agreement_is_not_lost_to_a_line_end(where: str, part: Data) -> None:
    """Beside each pattern that ends in `$` stands a `not` that finds a line end."""
    if part["pattern"].endswith("$"):
        assert part.get("not", {}).get("pattern") == "\n", where
