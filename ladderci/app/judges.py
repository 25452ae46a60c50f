"""What judges: rubrics, policies and cycles, read from a source once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ladderci import document as documents
from ladderci import load, schema
from ladderci.app.reading import read_file
from ladderci.evidence import Reader
from ladderci.model import Limits, Severity
from ladderci.rules import cases, findings_of_file, rubric as lint
from ladderci.rules.registry import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ladderci.document import Document
    from ladderci.model import Cycle, Finding, Policy, Rubric
    from ladderci.source import Source

Value = TypeVar("Value")

FOLDER: Final = "rubric"
CYCLES: Final = "rubric/cycles"
POLICY: Final = "rubric/policy.yaml"


@dataclass(frozen=True, slots=True)
class Judge(Generic[Value]):
    """One file of what judges, as it was read."""

    document: Document
    value: Value | None
    """None where the file is broken."""
    findings: tuple[Finding, ...]

    @property
    def is_broken(self) -> bool:
        """Whether nothing can be judged by it."""
        return self.value is None or any(finding.severity is Severity.ERROR for finding in self.findings)


class Judges:
    """Everything that judges, from one source: each file is read when it is first asked for, and once."""

    def __init__(self, source: Source) -> None:
        """Look at what there is; nothing is read yet."""
        self._source = source
        self.rubric = cache(self._rubric)
        self.policy = cache(self._policy)
        self.cycle = cache(self._cycle)
        self.bench = cache(self._bench)

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(path for path in self._source.files(FOLDER) if path.endswith(".yaml"))

    @cached_property
    def cycles(self) -> tuple[str, ...]:
        """The ids of all cycles, by their folders."""
        folders = (path.removeprefix(f"{CYCLES}/").partition("/") for path in self._files if path.startswith(CYCLES))
        return tuple(cycle for cycle, _, rest in folders if rest == "cycle.yaml")

    def rubrics(self, cycle: str = "") -> tuple[str, ...]:
        """Return the ids of the rubrics that a cycle is judged by, or of the living ones."""
        living = [path.removeprefix(f"{FOLDER}/") for path in self._files if not path.startswith(f"{CYCLES}/")]
        own = f"{CYCLES}/{cycle}/"
        copies = [path.removeprefix(own) for path in self._files if cycle and path.startswith(own)]
        names = {path.removesuffix(".yaml") for path in (*living, *copies)}
        return tuple(sorted(names - {"policy", "cycle"}))

    def rubric_file(self, rubric: str, cycle: str = "") -> str:
        """Return the path of a rubric: the cycle's copy where it has one."""
        copy = f"{CYCLES}/{cycle}/{rubric}.yaml"
        return copy if cycle and copy in self._files else f"{FOLDER}/{rubric}.yaml"

    def policy_file(self, cycle: str = "") -> str:
        """Return the path of a policy: the cycle's copy where it has one."""
        copy = f"{CYCLES}/{cycle}/policy.yaml"
        return copy if cycle and copy in self._files else POLICY

    def has_copy(self, rubric: str, cycle: str) -> bool:
        """Return whether a cycle is judged by a copy of its own of a rubric."""
        return self.rubric_file(rubric, cycle) != self.rubric_file(rubric)

    def _policy(self, path: str) -> Judge[Policy]:
        judge = self._read(path, "policy", load.policy)
        if judge.value is None:
            return judge
        case = lint.PolicyCase(judge.document, judge.value, lint.finding_names())
        return _with(judge, lint.policies.findings(case, judge.document))

    def _rubric(self, path: str) -> Judge[Rubric]:
        judge = self._read(path, "rubric", load.rubric)
        policy = self.policy(self.policy_file(_cycle_of(path))).value
        if judge.value is None or policy is None:
            return judge
        case = lint.RubricCase(judge.document, judge.value, policy, None, _home_of(path))
        return _with(judge, lint.rubrics.findings(case, judge.document, policy))

    def _cycle(self, cycle: str) -> Judge[Cycle]:
        path = f"{CYCLES}/{cycle}/cycle.yaml"
        judge = self._read(path, "cycle", load.cycle)
        if not judge.document.readable or judge.findings:
            return judge
        known = {name: self.rubric(self.rubric_file(name, cycle)).value for name in self.rubrics(cycle)}
        rubrics = {name: rubric for name, rubric in known.items() if rubric is not None}
        case = lint.CycleCase(judge.document, judge.value, rubrics, cycle)
        return _with(judge, lint.cycles.findings(case, judge.document))

    def _read(self, path: str, name: str, loader: Callable[[object], Value]) -> Judge[Value]:
        """Read one file of a fixed format; its value is None where its schema refuses it."""
        document = read_file(self._source, path, Limits().file_bytes)
        findings = in_order(findings_of_file(document, schema.validator(name)))
        if not document.readable or any(finding.severity is Severity.ERROR for finding in findings):
            return Judge(document, None, findings)
        try:
            return Judge(document, loader(document.data), findings)
        except ValueError:  # a day that is not in the calendar: a rule of family 5 says which
            return Judge(document, None, findings)

    def _bench(self, rubric: str, cycle: str) -> Bench | None:
        """Return what a review of this rubric and cycle is judged with, or None where that is broken."""
        found = self.rubric(self.rubric_file(rubric, cycle)).value
        policy = self.policy(self.policy_file(cycle)).value
        if found is None or policy is None:
            return None
        return Bench(found, policy, schema.Validator(schema.shape(found, policy)), Reader(policy))

    def limits(self, cycle: str) -> Limits:
        """Return how large things may be in a cycle; the usual limits where its policy is broken."""
        policy = self.policy(self.policy_file(cycle)).value
        return policy.limits if policy else Limits()


@dataclass(frozen=True, slots=True)
class Bench:
    """A rubric and a policy, made ready to judge many reviews."""

    rubric: Rubric
    policy: Policy
    validator: schema.Validator
    reader: Reader


def _with(judge: Judge[Value], more: Iterable[Finding]) -> Judge[Value]:
    return Judge(judge.document, judge.value, in_order((*judge.findings, *more)))


def _cycle_of(path: str) -> str:
    return path.removeprefix(f"{CYCLES}/").partition("/")[0] if path.startswith(f"{CYCLES}/") else ""


def _home_of(path: str) -> str:
    """Return the id that a rubric's path gives it."""
    cycle = _cycle_of(path)
    return path.removeprefix(f"{CYCLES}/{cycle}/" if cycle else f"{FOLDER}/").removesuffix(".yaml")
