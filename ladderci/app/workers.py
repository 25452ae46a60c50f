"""Spreading work over processes, in order and with what was read shared."""

from __future__ import annotations

from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Result = TypeVar("Result")

CHUNK: Final = 25
"""Tasks that a worker takes at a time: few enough to share the end evenly, many enough to hand over seldom."""


def spread(work: Callable[[str], Result], tasks: Sequence[str], workers: int) -> Iterator[Result]:
    """Yield the result of each task, in the order of the tasks.

    Workers are forked where the system can, so that they share what this process has read already; elsewhere what
    `work` belongs to is sent to them.
    """
    method = "fork" if "fork" in get_all_start_methods() else None
    with get_context(method).Pool(workers, initializer=_equip, initargs=(work,)) as pool:
        yield from pool.imap(_do, tasks, chunksize=CHUNK)


_TOOL: list[Callable[[str], object]] = []


def _equip(work: Callable[[str], object]) -> None:
    _TOOL[:] = [work]


def _do(task: str) -> object:
    return _TOOL[0](task)
