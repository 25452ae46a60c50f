"""The speed targets, measured: ladderci against other tools on the same files, in one run on this machine.

Times are of whole processes that keep nothing from one run to the next; what the system caches of files stays. Commands
that a ratio compares take turns, so that a machine that grows slower slows both. The first turn does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, run
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Final

from tools import past
from tools.deeds import END, Line
from tools.generate import CYCLE, INVALID, JSON, REVIEWS, SCHEMA, login
from tools.history import EVENT, write_repository
from tools.measure import BenchError, Command, in_turn, peak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HERE: Final = Path(__file__).resolve().parent.parent
_AJV: Final = _HERE / "tests/node/node_modules/.bin/ajv"
_PERIOD_COMMITS: Final = 5_000
"""About how many commits a half year of a made-up past has."""
_PERIOD_START: Final = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp())
_SOMEBODY: Final = "ada-quill"
"""Whose work is looked for."""
_CORES: Final = os.cpu_count() or 1
_LOAD_ALL: Final = (
    "import pathlib, sys, yaml\n"
    "for path in pathlib.Path(sys.argv[1]).iterdir():\n"
    "    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)\n"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    reviews: int = 1_000
    sample: int = 50
    """Reviews that check-jsonschema is given: all of them would take it most of a minute."""
    runs: int = 5
    starts: int = 15
    """Runs of what takes less than a second."""
    commits: int = 50_000
    """In the long history; the short one holds those of the period and nothing before it."""
    by_processor: bool = False
    """Whether processor time is compared: fair on a busy machine, and blind to what workers gain."""


QUICK: Final = Plan(reviews=300, sample=20, runs=3, starts=5, commits=20_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One target: what ladderci and what it is compared with took, and the ratio that was set."""

    what: str
    ours: str
    other: str
    ratio: float
    target: float
    is_speedup: bool = False
    """Whether the ratio says how many times faster ladderci is; else how many times the other's cost it has."""

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        return self.ratio >= self.target if self.is_speedup else self.ratio <= self.target

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        sign, word = ("≥", " faster") if self.is_speedup else ("≤", "")
        verdict = "met" if self.is_met else "MISSED"
        return (self.what, self.ours, self.other, f"{self.ratio:.2f} ×{word}", f"{sign} {self.target:g} ×", verdict)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- what is run ----------------------------------------------------------------------------------------------------


def _python(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)


def _check(folder: Path, *words: str, exits: tuple[int, ...] = (1,)) -> Command:
    return Command(_python("-m", "ladderci", "check", *words), folder, exits)


def _check_jsonschema(folder: Path, reviews: Iterable[str]) -> Command:
    words = ("-m", "check_jsonschema", "--schemafile", SCHEMA.as_posix(), *reviews)
    return Command(_python(*words), folder, (0, 1))


def _ajv(folder: Path) -> Command:
    words = ("validate", "-s", SCHEMA.as_posix(), "-d", f"{JSON}/*.json", "--strict=false", "--spec=draft7")
    return Command((str(_AJV), *words), folder, (0, 1))


def _reviews(number: int) -> list[str]:
    return [(REVIEWS / f"{login(one)}.yaml").as_posix() for one in range(number)]


def _has_ajv() -> bool:
    return _AJV.exists() and shutil.which("node") is not None


def _generate(folder: Path, number: int, *words: str) -> Path:
    """Write a workspace in a process of its own: one that has grown would lend its size to those that it starts."""
    _say(f"writing {number:,} reviews")
    run(_python("-m", "tools.generate", str(folder), "--count", str(number), *words), cwd=_HERE, check=True)
    return folder


def confirm(folder: Path, reviews: int, invalid: int) -> None:
    """Raise BenchError unless a check finds the errors that were planted, and nothing else."""
    words = _python("-m", "ladderci", "check", "--format", "json")
    report = json.loads(run(words, cwd=folder, stdout=PIPE, check=False).stdout)
    found = (report["reviews"], report["counts"])
    if found != (reviews, {"error": invalid, "warning": 0, "note": 0}):
        raise BenchError(f"{invalid} errors were planted in {reviews} reviews; the check says {found}")


# --- the targets ----------------------------------------------------------------------------------------------------


def many(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measure many reviews at once."""
    mixed = _generate(folder / "mixed", plan.reviews, "--json")
    right = _generate(folder / "right", plan.reviews, "--invalid", "0")
    wrong = _generate(folder / "wrong", plan.reviews, "--wrong")
    confirm(mixed, plan.reviews, plan.reviews * INVALID // 1000)
    confirm(right, plan.reviews, 0)
    confirm(wrong, plan.reviews, plan.reviews)
    commands = {
        "one": _check(mixed, "--workers", "1"),
        "workers": _check(mixed, "--workers", str(_CORES)),
        "load": Command(_python("-c", _LOAD_ALL, REVIEWS.as_posix()), mixed),
        "right": _check(right, "--workers", "1", exits=(0,)),
        "wrong": _check(wrong, "--workers", "1"),
        "single": _check_jsonschema(mixed, _reviews(1)),
        "sample": _check_jsonschema(mixed, _reviews(plan.sample)),
    }
    if _has_ajv() and not plan.by_processor:
        commands["ajv"] = _ajv(mixed)
    _say(f"timing {plan.reviews:,} reviews, {plan.runs} runs")
    yield from _rows_of_many(plan, in_turn(commands, plan.runs, by_processor=plan.by_processor))


def _rows_of_many(plan: Plan, took: dict[str, float]) -> Iterator[Row]:
    each = (took["sample"] - took["single"]) / (plan.sample - 1)
    whole = took["single"] + each * (plan.reviews - 1)
    one, workers = took["one"], took["workers"]
    number = f"{plan.reviews:,} reviews"
    what = f"{number}, one process, against check-jsonschema (a)"
    yield Row(what, _s(one), _s(whole), whole / one, 20, is_speedup=True)
    if "ajv" in took:
        ajv, what = took["ajv"], f"{number}, {_CORES} processes, against ajv-cli (b)"
        yield Row(what, _s(workers), _s(ajv), ajv / workers, 1.2, is_speedup=True)
    load = took["load"]
    yield Row(f"{number}, one process, against yaml.load(CSafeLoader)", _s(one), _s(load), one / load, 0.8)
    right, wrong = took["right"], took["wrong"]
    yield Row(f"{number}, all wrong against all right", _s(wrong), _s(right), wrong / right, 2.5)


def single(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measure one review: mostly the start of a process."""
    place = _generate(folder / "single", 1, "--invalid", "0")
    commands = {
        "check": _check(place, *_reviews(1), exits=(0,)),
        "pass": Command(_python("-c", "pass"), place),
        "other": _check_jsonschema(place, _reviews(1)),
    }
    _say(f"timing one review, {plan.starts} runs")
    took = in_turn(commands, plan.starts, by_processor=plan.by_processor)
    check, nothing, other = took["check"], took["pass"], took["other"]
    yield Row("one review, against python -c pass", _ms(check), _ms(nothing), check / nothing, 8)
    yield Row("one review, against check-jsonschema", _ms(check), _ms(other), check / other, 0.3)


def pull_request(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measure judging one changed review in a large repository and in a small one."""
    review = (folder / "single" / _reviews(1)[0]).read_bytes()
    numbers = (plan.reviews * 100, 100)
    _say(f"writing repositories of {numbers[0]:,} and {numbers[1]} reviews")
    large, small = (
        write_repository(
            folder / f"repository-{number}", number, review, review.replace(b"rating: meets", b"rating: growing", 1)
        )
        for number in numbers
    )
    words = _python("-m", "ladderci", "ci", "judge", "--event", EVENT, "--out", "out")
    commands = {"large": Command(words, large, (0, 1)), "small": Command(words, small, (0, 1))}
    took = in_turn(commands, plan.starts, by_processor=plan.by_processor)
    what = f"a pull request with one review among {numbers[0]:,}, against among {numbers[1]}"
    yield Row(what, _ms(took["large"]), _ms(took["small"]), took["large"] / took["small"], 1.5)


def collecting(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measure finding one person's half year again, in a long history and in one that begins with it."""
    numbers = (plan.commits, _PERIOD_COMMITS)
    _say(f"writing histories of {numbers[0]:,} and {numbers[1]:,} commits")
    long, short = (_past(folder / f"past-{number}", number) for number in numbers)
    words = ("-m", "ladderci", "evidence", "collect", "--subject", _SOMEBODY, "--cycle", CYCLE, "--format", "json")
    asked = _python(*words, "--repo", past.GIT)
    for place in (long, short):
        confirm_found(place, asked)
    took = in_turn(
        {"long": Command(asked, long), "short": Command(asked, short)}, plan.starts, by_processor=plan.by_processor
    )
    what = (
        f"collect a half year of {_PERIOD_COMMITS:,} commits, in a history of {plan.commits:,}, against of nothing more"
    )
    yield Row(what, _ms(took["long"]), _ms(took["short"]), took["long"] / took["short"], 1.5)


def _past(folder: Path, commits: int) -> Path:
    """Write a workspace with a clone in it, in processes of their own."""
    _generate(folder, 1)
    run(_python("-m", "tools.past", str(folder), "--commits", str(commits)), cwd=_HERE, check=True)
    with (folder / "rubric/cycles" / CYCLE / "cycle.yaml").open("a", encoding="utf-8") as cycle:
        cycle.write(past.roster())
    return folder


def confirm_found(folder: Path, words: tuple[str, ...]) -> None:
    """Raise BenchError unless collecting finds as much as the truth has of that person and that period."""
    found = json.loads(run(words, cwd=folder, stdout=PIPE, check=True).stdout)
    lines = (Line(*json.loads(line)) for line in (folder / past.TRUTH).read_text(encoding="utf-8").splitlines())
    true = sum(line.login == _SOMEBODY and _PERIOD_START <= line.at <= END for line in lines)
    listed = sum(len(item["evidence"]) for item in found["work"])
    if listed != true:
        raise BenchError(f"{_SOMEBODY} did {true} things; collecting found {listed}")


def memory(plan: Plan, folder: Path) -> Iterator[Row]:
    """Measure the largest process on ten times as many reviews, without and with workers."""
    few, more = plan.reviews, plan.reviews * 10
    small, large = folder / "mixed", _generate(folder / "large", more)
    _say(f"measuring the memory of {more:,} reviews")
    for workers in sorted({1, _CORES}):
        words = ("--workers", str(workers))
        less, most = peak(_check(small, *words)), peak(_check(large, *words))
        called = "one process" if workers == 1 else f"{workers} processes"
        what = f"peak memory, {called}, {more:,} reviews against {few:,}"
        yield Row(what, f"{most:.0f} MiB", f"{less:.0f} MiB", most / less, 1.2)


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


# --- the table ------------------------------------------------------------------------------------------------------

_HEAD: Final = ("what", "ladderci", "the other", "ratio", "target", "")


def heading(plan: Plan) -> str:
    """Return when and on what this was measured, and how."""
    today = datetime.now(UTC).date().isoformat()
    python = f"Python {platform.python_version()}"
    turns = f"median of {plan.runs} runs ({plan.starts} of one review) after a warm-up, in turns"
    clock = "processor time" if plan.by_processor else "time on the clock"
    return f"{today}, {_CORES} cores, {python}, {platform.system()} {platform.machine()}; {clock}, {turns}."


def notes(plan: Plan) -> Iterator[str]:
    """Yield what a reader must know of the numbers."""
    yield f"Reviews of about 27 KB; {INVALID} of 1,000 have an error each, none of those under “one review”."
    yield (
        f"(a) check-jsonschema {_version('check-jsonschema')} had {plan.sample} of the reviews; reckoned for all from "
        "its time a review, with its start counted once."
    )
    if plan.by_processor:
        yield "(b) ajv-cli was not measured: what workers gain shows on the clock only."
    elif _has_ajv():
        yield "(b) ajv-cli 5.0.0 had the reviews as JSON; the conversion does not count."
    else:
        yield "(b) ajv-cli was not measured: it is not in tests/node, where `make bench` puts it if npm is there."


def _version(package: str) -> str:
    from importlib.metadata import version

    return version(package)


def markdown(rows: Iterable[Row]) -> str:
    """Return the table as Markdown."""
    lines = [_HEAD, ("---",) * len(_HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(rows: Iterable[Row]) -> str:
    """Return the table for a terminal."""
    lines = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines)
    return "\n".join(line.rstrip() for line in padded)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="measure the speed targets")
    parser.add_argument("--quick", action="store_true", help="fewer reviews and runs: a first impression")
    parser.add_argument("--markdown", action="store_true", help="print the table as README has it")
    parser.add_argument("--processor", action="store_true", help="compare processor time: for a busy machine")
    given = parser.parse_args()
    plan = replace(QUICK if given.quick else Plan(), by_processor=given.processor)
    started = perf_counter()
    try:
        with TemporaryDirectory(prefix="ladderci-bench-") as name:
            folder = Path(name)
            rows = [
                *many(plan, folder),
                *single(plan, folder),
                *pull_request(plan, folder),
                *collecting(plan, folder),
                *memory(plan, folder),
            ]
    except BenchError as error:
        sys.exit(f"bench: {error}")
    table = markdown(rows) if given.markdown else plain(rows)
    print("\n".join([heading(plan), "", table, "", *(f"- {note}" for note in notes(plan))]))
    _say(f"took {perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
