"""What judges: the rubrics, policies and cycles of one source, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ladderci import load, schema
from ladderci.app.reading import read_file
from ladderci.comparison import marked, revisions
from ladderci.evidence import Reader
from ladderci.model import Limits, Severity
from ladderci.rules import findings_of_file, names
from ladderci.rules.cycle import CycleCase, cycles
from ladderci.rules.policy import PolicyCase, policies
from ladderci.rules.registry import in_order
from ladderci.rules.rubric import RubricCase, rubrics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ladderci.document import Document
    from ladderci.model import Cycle, Finding, Policy, Rubric
    from ladderci.source import Source

Value = TypeVar("Value")

FOLDER: Final = "rubric"
CYCLES: Final = "rubric/cycles"


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Value]):
    """One file of what judges, as it was read."""

    document: Document
    value: Value | None
    """None where the file is broken."""
    findings: tuple[Finding, ...]

    @property
    def is_broken(self) -> bool:
        """Whether nothing can be judged by it."""
        return self.value is None or any(finding.severity is Severity.ERROR for finding in self.findings)


class Rulebook:
    """Everything that judges, from one source: each file is read when it is first asked for, and once."""

    def __init__(self, source: Source, *, is_living: bool = False) -> None:
        """Begin with nothing read.

        Args:
            source: where what judges lies.
            is_living: whether cycles are judged as if their copies were brought up to the living rubrics and policy.

        """
        self._source = source
        self._is_living = is_living
        self._policies: dict[str, Loaded[Policy]] = {}
        self._rubrics: dict[str, Loaded[Rubric]] = {}
        self._cycles: dict[str, Loaded[Cycle]] = {}
        self._standards: dict[tuple[str, str, str], Standard | None] = {}
        self._ids: dict[str, tuple[str, ...]] = {}

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files that judge."""
        return frozenset(path for path in self._source.files(FOLDER) if path.endswith(".yaml"))

    @cached_property
    def cycles(self) -> tuple[str, ...]:
        """The ids of all cycles, by their folders."""
        below = (path.removeprefix(f"{CYCLES}/").partition("/") for path in self.files if path.startswith(f"{CYCLES}/"))
        return tuple(sorted(cycle for cycle, _, rest in below if rest == "cycle.yaml"))

    def rubrics(self, cycle: str = "") -> tuple[str, ...]:
        """Return the ids of the rubrics that a cycle is judged by, or of the living ones."""
        if cycle not in self._ids:
            living = {home_in_rubric(path) for path in self.files if not path.startswith(f"{CYCLES}/")}
            copies = {home_in_rubric(path) for path in self.files if cycle and path.startswith(f"{CYCLES}/{cycle}/")}
            self._ids[cycle] = tuple(sorted((living | copies) - {"policy", "cycle"}))
        return self._ids[cycle]

    def rubric_file(self, rubric: str, cycle: str = "") -> str:
        """Return the path of a rubric: the cycle's copy where it has one."""
        return self._copy_or_living(f"{rubric}.yaml", cycle)

    def policy_file(self, cycle: str = "") -> str:
        """Return the path of a policy: the cycle's copy where it has one."""
        return self._copy_or_living("policy.yaml", cycle)

    def _copy_or_living(self, name: str, cycle: str) -> str:
        copy, living = f"{CYCLES}/{cycle}/{name}", f"{FOLDER}/{name}"
        is_passed_over = self._is_living and living in self.files
        return copy if cycle and copy in self.files and not is_passed_over else living

    def policy(self, cycle: str = "") -> Loaded[Policy]:
        """Return the policy that a cycle is judged by, or the living one."""
        path = self.policy_file(cycle)
        if path not in self._policies:
            self._policies[path] = self._load_policy(path)
        return self._policies[path]

    def _load_policy(self, path: str) -> Loaded[Policy]:
        loaded = self._read(path, "policy", load.policy)
        if loaded.value is None:
            return loaded
        case = PolicyCase(loaded.document, loaded.value, names(fixed=False), names(fixed=True))
        return _with(loaded, policies.findings(case, loaded.document))

    def rubric(self, rubric: str, cycle: str = "") -> Loaded[Rubric]:
        """Return a rubric as a cycle is judged by it, or the living one."""
        path = self.rubric_file(rubric, cycle)
        if path not in self._rubrics:
            self._rubrics[path] = self._load_rubric(path)
        return self._rubrics[path]

    def _load_rubric(self, path: str) -> Loaded[Rubric]:
        loaded = self._read(path, "rubric", load.rubric)
        policy = self.policy(_cycle_of(path)).value
        if loaded.value is None or policy is None:
            return loaded
        case = RubricCase(loaded.document, loaded.value, policy, None, home_in_rubric(path))
        return _with(loaded, rubrics.findings(case, loaded.document, policy))

    def cycle(self, cycle: str) -> Loaded[Cycle]:
        """Return a cycle's file as it was read."""
        if cycle not in self._cycles:
            self._cycles[cycle] = self._load_cycle(cycle)
        return self._cycles[cycle]

    def _load_cycle(self, cycle: str) -> Loaded[Cycle]:
        loaded = self._read(f"{CYCLES}/{cycle}/cycle.yaml", "cycle", load.cycle)
        if not loaded.document.readable or loaded.findings:
            return loaded
        people = loaded.value.people if loaded.value else ()
        named = {person.rubric for person in people}
        found = {name: self.rubric(name, cycle).value if name in named else None for name in self.rubrics(cycle)}
        case = CycleCase(loaded.document, loaded.value, found, cycle)
        return _with(loaded, cycles.findings(case, loaded.document))

    def of_cycle(self, cycle: str) -> Cycle | None:
        """Return a cycle, or None where there is none of this id or its file is broken."""
        return self.cycle(cycle).value if cycle in self.cycles else None

    def standard(self, rubric: str, cycle: str) -> Standard | None:
        """Return what a review of this rubric and cycle is judged with, or None where that is broken."""
        copy = f"{CYCLES}/{cycle}/{rubric}.yaml" if self._is_living else ""
        key = (self.rubric_file(rubric, cycle), self.policy_file(cycle), copy)
        if key not in self._standards:
            found, policy = self.rubric(rubric, cycle).value, self.policy(cycle).value
            if found and copy in self.files:
                found = self._brought_up(copy, found)
            self._standards[key] = make_standard(found, policy) if found and policy else None
        return self._standards[key]

    def _brought_up(self, copy: str, living: Rubric) -> Rubric:
        """Return what a cycle's copy would be, were it brought up to the living rubric."""
        before = self._read(copy, "rubric", load.rubric).value
        return marked(living, revisions(before, living)) if before else living

    def limits(self, cycle: str) -> Limits:
        """Return how large things may be in a cycle; the usual limits where its policy is broken."""
        policy = self.policy(cycle).value
        return policy.limits if policy else Limits()

    def _read(self, path: str, name: str, loader: Callable[[object], Value]) -> Loaded[Value]:
        """Read one file of a fixed format; its value is None where its schema refuses it."""
        document = read_file(self._source, path, Limits().file_bytes)
        findings = in_order(findings_of_file(document, schema.validator(name)))
        if not document.readable or any(finding.severity is Severity.ERROR for finding in findings):
            return Loaded(document, None, findings)
        try:
            return Loaded(document, loader(document.data), findings)
        except ValueError:  # a day that is not in the calendar: a rule of family 5 says which
            return Loaded(document, None, findings)

    @property
    def _read_so_far(self) -> tuple[Loaded[Policy] | Loaded[Rubric] | Loaded[Cycle], ...]:
        return (*self._policies.values(), *self._rubrics.values(), *self._cycles.values())

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with everything that was read so far."""
        return in_order(finding for loaded in self._read_so_far for finding in loaded.findings)

    def errors(self) -> tuple[Finding, ...]:
        """Return what keeps something that was read so far from judging; the rest is for `rubric lint` to tell."""
        return tuple(finding for finding in self.findings() if finding.severity is Severity.ERROR)

    @property
    def is_broken(self) -> bool:
        """Whether something that was read so far cannot judge."""
        return any(loaded.is_broken for loaded in self._read_so_far)


@dataclass(frozen=True, slots=True)
class Standard:
    """A rubric and a policy, made ready to judge many reviews."""

    rubric: Rubric
    policy: Policy
    validator: schema.Validator
    reader: Reader


def make_standard(rubric: Rubric, policy: Policy) -> Standard:
    """Return a rubric and a policy, made ready."""
    return Standard(rubric, policy, schema.Validator(schema.shape(rubric, policy)), Reader(policy))


def _with(loaded: Loaded[Value], more: Iterable[Finding]) -> Loaded[Value]:
    return Loaded(loaded.document, loaded.value, in_order((*loaded.findings, *more)))


def _cycle_of(path: str) -> str:
    return path.removeprefix(f"{CYCLES}/").partition("/")[0] if path.startswith(f"{CYCLES}/") else ""


def cycle_and_rubric(name: str) -> tuple[str, str]:
    """Return which cycle's copy of which rubric a name means (`cycles/2026-h2/track/level`); for a living one none."""
    first, _, rest = name.partition("/")
    cycle, _, rubric = rest.partition("/")
    return (cycle, rubric) if first == CYCLES.rpartition("/")[2] else ("", name)


def home_in_rubric(path: str) -> str:
    """Return the id that a rubric's path gives it."""
    cycle = _cycle_of(path)
    return path.removeprefix(f"{CYCLES}/{cycle}/" if cycle else f"{FOLDER}/").removesuffix(".yaml")
