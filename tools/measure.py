"""What commands take: time in turns, processor time, and memory."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from statistics import median
from subprocess import DEVNULL, PIPE, Popen, run
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MEBIBYTE: Final = 1024 if sys.platform != "darwin" else 1024**2
"""What a mebibyte is in the system's unit of memory: getrusage(2) counts kibibytes on Linux, bytes on macOS."""
_PEAK: Final = (
    "import os, sys\n"
    "nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]\n"
    "child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)\n"
    "_, status, usage = os.wait4(child, 0)\n"
    "print(status, usage.ru_maxrss)\n"
)


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, where, and with which exit codes it has done its work."""

    words: tuple[str, ...]
    folder: Path
    exits: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds on the clock, and of processors."""

    seconds: float
    processor: float


class BenchError(Exception):
    """Something that is to be measured does not work; the message says what."""


def cost(command: Command) -> Cost:
    """Run a command to its end and return what it took; raises BenchError where it fails."""
    with TemporaryFile() as errors:
        started = perf_counter()
        process = Popen(command.words, cwd=command.folder, stdout=DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.exits:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise BenchError(f"{' '.join(command.words)[:200]} ended with {process.returncode}:\n{said}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime)


def peak(command: Command) -> float:
    """Return the memory of a command's largest process in mebibytes.

    On Linux a process begins with the peak of the one that starts it, so a small one stands between.
    """
    output = run((sys.executable, "-c", _PEAK, *command.words), cwd=command.folder, stdout=PIPE, check=True).stdout
    status, units = (int(number) for number in output.split()[-2:])
    if os.waitstatus_to_exitcode(status) not in command.exits:
        raise BenchError(f"{' '.join(command.words)} ended with status {status}")
    return units / _MEBIBYTE


def in_turn(commands: Mapping[str, Command], runs: int, *, by_processor: bool = False) -> dict[str, float]:
    """Return the median seconds of each command; they take turns, and the first turn is a warm-up."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            took = cost(command)
            if turn:
                seconds[name].append(took.processor if by_processor else took.seconds)
    return {name: median(each) for name, each in seconds.items()}
