"""Generated review data, right and wrong: the same documents for the same seed.

Data is what JSON can say. `samples` makes valid reviews and breaks most of them, one to three times over; `targeted`
gives, for each keyword of a derived schema, documents that only this keyword tells apart.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from ladderci.document import MAX_DEPTH, MAX_DIGITS
from ladderci.text import hidden_character

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.model import Expectation, Policy, Rubric

Data = dict[str, Any]
Slot = tuple[Any, Any]
"""A mapping or list, and the key or index of one of its values."""


@dataclass(frozen=True)
class Sample:
    """A document, and what was done to it."""

    name: str
    data: object


# --- what is right --------------------------------------------------------------------------------------------------

WHENS = ("2026", "2026-08", "2026-08-14", "2026-08..2026-10", "2026..2026-12-31", 2026, 1000, 2999, 2026.0, None)
LINKS = (
    "https://github.com/acme/ranker/pull/{}",
    "https://docs.acme.example/page-{}",
    "http://docs.acme.example/{}",
    "acme/ranker#{}",
    "acme/.github#{}",
    "acme/ranker@{:07x}",
)


def review(random: Random, rubric: Rubric, policy: Policy, status: str) -> Data:
    """Return a review that the derived schema accepts."""
    keys = random.sample(["ranker-cutover", "on-call", "2026-hiring", "a", "x1-y2-z3"], random.randint(0, 4))
    picked = [each for each in rubric.expectations() if _is_answered(random, each, status)]
    random.shuffle(picked)
    return {
        "review": 1,
        "rubric": rubric.id,
        "rubric-version": random.choice([1, 2, 7, 1.0]),
        "cycle": "2026-h2",
        "subject": "ada-quill",
        "status": status,
        **_sometimes(random, "summary", _prose(random)),
        "work": {key: _work_item(random, policy) for key in keys},
        "expectations": {each.id: _answer(random, each, rubric, policy, keys) for each in picked},
        **_sometimes(random, "retired", {"results.impact.heroics": {"rating": None, "story": "It was a long night."}}),
    }


def _is_answered(random: Random, expectation: Expectation, status: str) -> bool:
    return (expectation.required and status == "submitted") or random.random() < 0.15


def _sometimes(random: Random, key: str, value: object) -> Data:
    return {key: value} if random.random() < 0.6 else {}


def _prose(random: Random) -> object:
    return random.choice(["In three steps.", "Zeile eins\nZeile zwei\n", "naïve 🏆 café", "a TODO in the middle", None])


def _work_item(random: Random, policy: Policy) -> Data:
    return {
        "title": "Moved the feed ranker",
        **_sometimes(random, "when", random.choice(WHENS)),
        **_sometimes(random, "story", _prose(random)),
        **_sometimes(random, "evidence", [_entry(random, policy) for _ in range(random.randint(0, 3))]),
    }


def _answer(random: Random, expectation: Expectation, rubric: Rubric, policy: Policy, keys: list[str]) -> Data:
    rating = random.choice(rubric.ratings)
    if rating.needs == "reason":
        return {"rating": rating.id, "reason": "Nothing called for it."}
    entries = [_citation(random, policy, keys) for _ in range(expectation.at_least + random.randint(0, 1))]
    return {"rating": rating.id, **_sometimes(random, "story", _prose(random)), "evidence": entries}


def _link(random: Random) -> str:
    return random.choice(LINKS).format(random.randint(1, 999))


def _citation(random: Random, policy: Policy, keys: list[str]) -> object:
    if keys and random.random() < 0.3:
        return random.choice(keys)
    return _link(random) if random.random() < 0.7 else _mapping(random, [k.id for k in policy.kinds if k.links])


def _entry(random: Random, policy: Policy) -> object:
    testimony = [kind for kind in policy.kinds if kind.fields]
    if testimony and random.random() < 0.3:
        fields = {"from": "grace-osei", "when": random.choice(WHENS[:-1])}
        return {"kind": random.choice(testimony).id} | fields | _sometimes(random, "note", _prose(random))
    return _link(random) if random.random() < 0.6 else _mapping(random, [k.id for k in policy.kinds if k.links])


def _mapping(random: Random, kinds: list[str]) -> Data:
    note = _sometimes(random, "note", _prose(random))
    return {"link": _link(random), **_sometimes(random, "kind", random.choice(kinds)), **note}


# --- what is wrong, or only odd --------------------------------------------------------------------------------------

VALUES: tuple[object, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        5,
        1.0,
        2026,
        2026.5,
        3000,
        999,
        1e300,
        "",
        " ",
        "\n",
        " \t\r\n ",
        "text",
        "1",
        "no",
    ),
    *([], {}, [None], [""], [[]], {"a": None}, {"": 1}, {"rating": "meets"}, {"link": "acme/ranker#1"}),
)
TEXTS = (
    *("‹what you did›", "x ‹y› z", "‹", "›‹", "TODO", " \n TODO: later", "TODOs", "TBD.", "FIXME\n", "todo", "TODO2"),
    *(
        "\u00a0",
        "\u2003",
        "\u200b",
        "\ufeffx",
        "\x1b[31mred",
        "a\u2028b",
        "\u202eevil",
        "e\u0301",
        "\U0001f469\u200d\U0001f52c",
    ),
    *("@ada", "ada--quill", "-ada", "ada_quill", "ada[bot]", "a.b.c", "A.b.c", "machine-learning-engineer/ic3"),
    *("acme/ranker#0", "acme/ranker#01", "acme/ranker@12", "acme/ranker", "#12", "https://", "ftp://acme.example/x"),
    *(
        "https://acme.example/a b",
        "HTTPS://acme.example",
        "2026-13",
        "2026-02-30",
        "3026",
        "2026..",
        "26-01",
        "submitted",
    ),
)
NAMES = (
    "extra",
    "",
    "Rating",
    "storys",
    "x y",
    "a\n",
    "results.impact.no-such",
    "__proto__",
    "constructor",
    "é",
    "ratıng",
)
LOOK_ALIKES = str.maketrans(
    {"0": "٠", "1": "１", "2": "२", "6": "۶", "a": "а", "e": "é", "k": "\u212a", "s": "ſ", "i": "ı"}
)


def slots(data: object) -> list[Slot]:
    """Return every value of a document as the container it is in and its key there."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    own: list[Slot] = [(data, key) for key in keys]
    return [*own, *(slot for container, key in own for slot in slots(container[key]))]


def _slot(random: Random, data: Data) -> Slot | None:
    """Pick a value, as often from a short part of a review as from a long one."""
    found = slots(data)
    if random.random() < 0.3 or not found:
        return random.choice(found) if found else None
    top: Slot = (data, random.choice(list(data)))
    below = slots(data[top[1]])
    return random.choice([top, *below]) if not below else random.choice(below)


def put_other_value(random: Random, slot: Slot) -> None:
    container, key = slot
    container[key] = deepcopy(random.choice(VALUES))


def put_odd_text(random: Random, slot: Slot) -> None:
    container, key = slot
    container[key] = random.choice(TEXTS)


def empty(_: Random, slot: Slot) -> None:
    container, key = slot
    container[key] = None


def remove(_: Random, slot: Slot) -> None:
    container, key = slot
    del container[key]


def add_key(random: Random, slot: Slot) -> None:
    container, key = slot
    target = container if isinstance(container, dict) else container[key]
    if isinstance(target, dict):
        target[random.choice(NAMES)] = deepcopy(random.choice(VALUES))


def rename(random: Random, slot: Slot) -> None:
    container, key = slot
    if isinstance(container, dict):
        value = container.pop(key)
        container[random.choice([f"{key}s", key.upper(), f"{key}\n", key[:-1], f"{key}-", *NAMES])] = value


def bend_text(random: Random, slot: Slot) -> None:
    container, key = slot
    value = container[key]
    if isinstance(value, str):
        container[key] = random.choice(
            [
                f"{value}\n",
                f"{value}\r\n",
                f" {value}",
                f"\n{value}",
                value.translate(LOOK_ALIKES),
                value.upper(),
                value * 2,
            ]
        )


def lengthen(random: Random, slot: Slot) -> None:
    container, key = slot
    if isinstance(container[key], str):
        container[key] = random.choice(["x", "é", "🏆"]) * random.choice(
            [200, 201, 600, 601, 2001, 6000, 6001, 100_000]
        )


def repeat(random: Random, slot: Slot) -> None:
    container, key = slot
    if isinstance(container, list):
        container += [deepcopy(container[key]) for _ in range(random.choice([1, 18, 19, 30]))]


def wrap(random: Random, slot: Slot) -> None:
    container, key = slot
    for _ in range(random.choice([1, 2, 40, MAX_DEPTH + 10])):
        container[key] = [container[key]] if random.random() < 0.5 else {"a": container[key]}


def as_float(_: Random, slot: Slot) -> None:
    container, key = slot
    if isinstance(container[key], int):
        container[key] = float(container[key])


def change_status(random: Random, slot: Slot) -> None:
    container, _ = slot
    if isinstance(container, dict) and "status" in container:
        container["status"] = random.choice(["draft", "submitted", "submitted\n", "done", None])


def change_answer(random: Random, slot: Slot) -> None:
    """Change what an answer, a work item or a piece of evidence owes."""
    container, key = slot
    target = container[key] if isinstance(container[key], dict) else container
    if isinstance(target, dict):
        part = random.choice(["rating", "reason", "evidence", "title", "link", "kind", "from", "when", "note", "story"])
        changes = {
            "rating": "not-yet",
            "reason": "  ",
            "evidence": [],
            "title": "\t",
            "kind": "feedback",
            "note": "TBD",
        }
        target[part] = changes.get(part)
        target.pop(random.choice(["rating", "reason", "evidence", "title", "link", "from", "when"]), None)


BREAKS: tuple[Callable[[Random, Slot], None], ...] = (
    *(put_other_value, put_odd_text, empty, remove, add_key, rename, bend_text, bend_text, lengthen, repeat, wrap),
    *(as_float, change_status, change_answer, change_answer),
)


def samples(rubric: Rubric, policy: Policy, count: int, seed: int = 20260701) -> Iterator[Sample]:
    """Yield this many documents; about half of them are right."""
    random = Random(seed)
    for number in range(count):
        data = review(random, rubric, policy, random.choice(["draft", "draft", "submitted"]))
        breaks = [random.choice(BREAKS) for _ in range(random.choice([0, 0, 1, 1, 1, 2, 3]))]
        for each in breaks:
            if slot := _slot(random, data):
                each(random, slot)
        if random.random() < 0.01:
            yield Sample(f"{number}: a root", deepcopy(random.choice(VALUES)))
        else:
            yield Sample(f"{number}: {', '.join(each.__name__ for each in breaks) or 'valid'}", data)


def beyond_yaml(data: object) -> str:
    """Return why our reader refuses data that JSON can hold, whatever it says; empty where it reads it."""
    text = json.dumps(data, ensure_ascii=False)
    numbers = [value for container, key in slots(data) if isinstance(value := container[key], int | float)]
    strings = [key for container, key in slots(data) if isinstance(container, dict)]
    strings += [value for container, key in slots(data) if isinstance(value := container[key], str)]
    if any(hidden_character(each) for each in strings) or "\x7f" in text:
        return "a hidden character"
    if any(sum(map(str.isdigit, json.dumps(number))) > MAX_DIGITS for number in numbers):
        return "a number with too many digits"
    return "too deep" if depth(data) > MAX_DEPTH else ""


def depth(data: object) -> int:
    """Return how many lists and mappings are nested in each other."""
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else None
    return 0 if parts is None else 1 + max(map(depth, parts), default=0)


# --- one document for each promise -----------------------------------------------------------------------------------

PROSE = ("text", "", None, 5, True, ["text"])
LISTS: tuple[object, ...] = (
    [],
    None,
    "acme/ranker#1",
    {},
    ["acme/ranker#1"] * 20,
    ["acme/ranker#1"] * 21,
    [None],
    [5],
    [[]],
)


def targeted(rubric: Rubric, policy: Policy) -> list[Sample]:
    """Return one valid draft and one valid submission, and copies of them that differ in one place."""
    places = list(_places(rubric, policy))
    found = []
    for status in ("draft", "submitted"):
        base = plain_review(rubric, policy, status)
        found.append(Sample(status, base))
        for path, values in places:
            found += [Sample(f"{status} {path} {str(value)[:40]!r}", edited(base, path, value)) for value in values]
        found += [Sample(f"{status} without {path}", without(base, path)) for path in _removable(base)]
    return [*found, *(Sample(f"a root: {value!r}", value) for value in VALUES)]


def plain_review(rubric: Rubric, policy: Policy, status: str) -> Data:
    """Return a review that answers every required expectation and uses every key there is."""
    testimony = [kind.id for kind in policy.kinds if kind.fields]
    told = [{"kind": kind, "from": "grace-osei", "when": 2026, "note": "saw it"} for kind in testimony]
    entry = {"link": "acme/ranker#1", "note": "the change"}
    answers: Data = {
        each.id: {"rating": "meets", "evidence": ["acme/ranker#1"] * each.at_least} for each in rubric.required()
    }
    answers[optional(rubric).id] = {"rating": "meets", "story": "So.", "evidence": ["cutover", dict(entry)]}
    return {
        "review": 1,
        "rubric": rubric.id,
        "rubric-version": 1,
        "cycle": "2026-h2",
        "subject": "ada-quill",
        "status": status,
        "summary": "A steady half year.",
        "work": {"cutover": {"title": "Moved it", "when": "2026-08", "story": "So.", "evidence": [dict(entry), *told]}},
        "expectations": answers,
        "retired": {"results.impact.heroics": {"rating": "meets"}},
    }


def optional(rubric: Rubric) -> Expectation:
    """Return an expectation that is not required."""
    return next(each for each in rubric.expectations() if not each.required)


def telling(rubric: Rubric) -> tuple[Expectation, ...]:
    """Return one expectation of each sort: optional, and required with one or more pieces of evidence."""
    required = {each.at_least: each for each in reversed(tuple(rubric.required()))}
    return (optional(rubric), *required.values())


def _places(rubric: Rubric, policy: Policy) -> Iterator[tuple[tuple[Any, ...], tuple[object, ...]]]:
    """Yield where something else is put, and what."""
    yield ("review",), (1.0, True, 2, "1", None)
    yield ("rubric",), ("machine-learning-engineer/ic3", f"{rubric.id}\n")
    yield ("rubric-version",), (0, 1.0, 1.5, "1", True, None)
    yield ("cycle",), ("2026-H2", "2026-h2\n", 2026, None)
    yield ("subject",), ("ada_quill", "@ada", "ada\n", "adа", 5, None)
    yield ("status",), ("done", "submitted\n", 5, None)
    yield ("summary",), (*PROSE, *_long(policy.limits.text), "TODO", "‹x›", "‹x")
    yield ("work",), (None, {}, [], "x", {f"w{n}": {"title": "x"} for n in range(policy.limits.work + 1)})
    yield ("expectations",), (None, {}, [], "x")
    yield (
        ("retired",),
        (None, [], "x", {"a.b": {}}, {"a.b.c\n": {}}, {"a.b.c": None}, {"a.b.c": 5}, {"a.b.c": {"x": 1}}),
    )
    yield ("extra",), (None,)
    yield from _places_in_answers(rubric, policy)
    yield from _places_in_work(policy)


def _places_in_answers(rubric: Rubric, policy: Policy) -> Iterator[tuple[tuple[Any, ...], tuple[object, ...]]]:
    reasoned = next(rating.id for rating in rubric.ratings if rating.needs == "reason")
    ratings = [rating.id for rating in rubric.ratings]
    yield ("expectations", "results.impact.no-such"), ({},)
    for each in telling(rubric):
        at: tuple[Any, ...] = ("expectations", each.id)
        full = ["acme/ranker#1"] * each.at_least
        yield (
            at,
            (
                None,
                {},
                [],
                5,
                {"rating": "meets"},
                {"rating": None},
                {"rating": None, "evidence": full},
                {"story": "So."},
            ),
        )
        yield at, tuple({"rating": rating} for rating in ratings)
        yield at, tuple({"rating": rating, "evidence": full} for rating in ratings)
        yield at, tuple({"rating": reasoned, "reason": reason} for reason in (*PROSE, " \n", "So."))
        too_little: tuple[object, ...] = (full[1:], None, {}, "cutover")
        yield at, tuple({"rating": "meets", "evidence": value} for value in too_little)
        yield (*at, "reason"), (*PROSE, *_long(policy.limits.text), "TBD", "TBDs")
        yield (*at, "story"), (*PROSE, *_long(policy.limits.text), "FIXME x", "x ‹y›")
        yield (*at, "rating"), ("excellent", "meets\n", 5, None, [])
        yield (*at, "evidence"), LISTS
        yield (*at, "extra"), (None,)
    yield from _places_in_evidence(("expectations", optional(rubric).id, "evidence", 1), policy)


def _places_in_work(policy: Policy) -> Iterator[tuple[tuple[Any, ...], tuple[object, ...]]]:
    for key in ("Cutover", "cutover\n", "cut--over", "other"):
        yield ("work", key), ({"title": "x"},)
    at = ("work", "cutover")
    yield at, (None, {}, [], 5)
    yield (*at, "title"), (*PROSE, *_long(200), "  ", "TODO", "‹x›")
    yield (*at, "when"), (*WHENS, "soon", "2026-08\n", "２０２６", 999, 3000, 2026.5, True, [], {})
    yield (*at, "story"), (*PROSE, *_long(policy.limits.text), "TODO")
    yield (*at, "evidence"), LISTS
    yield (*at, "extra"), (None,)
    yield from _places_in_evidence((*at, "evidence", 0), policy)
    for number, kind in enumerate((kind for kind in policy.kinds if kind.fields), start=1):
        told = {"kind": kind.id, "from": "grace-osei", "when": "2026-08"}
        values = [{name: value for name, value in told.items() if name != left} for left in told]
        yield (*at, "evidence", number), (told, *values, {"link": "acme/ranker#1", "kind": kind.id})
        yield (*at, "evidence", number, "from"), ("@grace", "grace\n", 5, None)
        yield (*at, "evidence", number, "when"), (*WHENS, "soon", "2026-08\n", 999, 3000, 2026.5)


def _places_in_evidence(at: tuple[Any, ...], policy: Policy) -> Iterator[tuple[tuple[Any, ...], tuple[object, ...]]]:
    long = "https://acme.example/" + "x" * 1980
    links = ("acme/ranker@1f3c9ab", "cutover", "two words", "acme/ranker#1\n", long, long[:-1], "acme/ranker#１", "#1")
    yield at, (*links, None, 5, [], {}, {"note": "no link"}, {"link": "acme/ranker#1", "extra": 1})
    yield at, ({"kind": "pull-request"}, {"note": "x", "kind": None}, {"kind": "dream"})
    yield (*at, "link"), (*links, None, 5)
    yield (*at, "kind"), (*(kind.id for kind in policy.kinds), "dream", None)
    yield (*at, "note"), (*PROSE, *_long(policy.limits.note), "TODO")
    yield (*at, "from"), ("grace-osei", "@grace", "grace\n", 5)
    yield (*at, "when"), (2026, None, "soon")


def _long(limit: int) -> tuple[str, str]:
    return "x" * limit, "🏆" * (limit + 1)


def _removable(base: Data) -> Iterator[tuple[Any, ...]]:
    for key, value in base.items():
        yield (key,)
        if key == "expectations":
            yield from ((key, name) for name in value)


def edited(base: Data, path: tuple[Any, ...], value: object) -> Data:
    """Return a copy with another value at a path."""
    data = deepcopy(base)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = deepcopy(value)
    return data


def without(base: Data, path: tuple[Any, ...]) -> Data:
    """Return a copy without the entry at a path."""
    data = deepcopy(base)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    del target[path[-1]]
    return data
