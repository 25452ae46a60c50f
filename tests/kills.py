"""Kills processes while they write a file, and says what they left: `python -m tests.kills FOLDER moments|lines`.

A process of its own, so that what forks and dies is small and has one thread.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NoReturn

from ladderci.splice import write_whole, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _typeshed import TraceFunction

KILLS: Final = 240
_SIZE: Final = 6_000
OLD: Final = "review: 1\nsummary: |\n" + "  the old one, which a person wrote in the course of a half year\n" * _SIZE
NEW: Final = OLD.replace("the old one", "the new one")
_WHOLE: Final = {OLD.encode(): "old", NEW.encode(): "new"}


def _forked(work: Callable[[], object]) -> int:
    """Run something in a child; return the child's id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def _left(path: Path) -> str:
    """Return what stands at a path, and whether unfinished files stand beside it, which are then taken away."""
    found = _WHOLE.get(path.read_bytes(), "torn") if path.exists() else "none"
    beside = [other for other in path.parent.iterdir() if other != path]
    is_whole = any(other.read_bytes() in _WHOLE for other in beside)
    for other in beside:
        other.unlink()
    return found + ("+whole" if is_whole else "+part" if beside else "")


def moments(path: Path) -> Counter[str]:
    """Kill a child that writes again and again, at moments spread at random over the time that two writes take."""
    random = Random(4)
    started = time.perf_counter()
    for text in (NEW, OLD) * 3:
        write_whole(path, text, overwrite=True)
    span = (time.perf_counter() - started) / 3
    left: Counter[str] = Counter()
    for number in range(KILLS):
        reader, writer = os.pipe()
        texts = (NEW, OLD) if number % 2 else (OLD, NEW)
        child = _forked(partial(_write_for_ever, path, texts, writer))
        os.read(reader, 1)
        time.sleep(random.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reader)
        os.close(writer)
        left["killed" if os.WIFSIGNALED(status) else "ended"] += 1
        left[_left(path)] += 1
    return left


def _write_for_ever(path: Path, texts: tuple[str, ...], ready: int) -> NoReturn:
    os.write(ready, b"!")
    while True:
        for text in texts:
            write_whole(path, text, overwrite=True)


def lines(path: Path) -> Counter[str]:
    """Kill a child in front of each line of the writing in turn, over an old file and where there is none."""
    left: Counter[str] = Counter()
    for is_there in (True, False):
        number = 0
        while True:
            number += 1
            path.unlink(missing_ok=True)
            if is_there:
                path.write_text(OLD)
            child = _forked(partial(_write_until, path, number, overwrite=is_there))
            if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
                break
            left["killed"] += 1
            left[_left(path)] += 1
        left[f"finished: {_left(path)}"] += 1
    return left


def _write_until(path: Path, last: int, *, overwrite: bool) -> None:
    seen = 0

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        nonlocal seen
        if frame.f_code.co_filename != writing.__file__:
            return None
        seen += event == "line"
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    write_whole(path, NEW, overwrite=overwrite)
    sys.settrace(None)


if __name__ == "__main__":
    target = Path(sys.argv[1]) / "ada.yaml"
    target.write_text(OLD)
    print(json.dumps({"moments": moments, "lines": lines}[sys.argv[2]](target)))  # noqa: T201 (its answer)
