"""What else has to be found, and where, when something is taken away from a review that was valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.workspace import shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.edits import Entry

Where = tuple[str, int]
"""A code, and the offset at which its finding has to stand."""
REQUIRED: Final = {expectation.id: expectation for expectation in shipped_rubric().required()}
HEADER: Final = ("review", "rubric", "rubric-version", "cycle", "subject", "status")


class Consequences:
    """What else has to be found, and where, when something is taken away from the valid review."""

    def __init__(self, text: str) -> None:
        self.text = text

    def root(self) -> int:
        """Return where the first key of the file stands."""
        return self.text.index("\n") + 1

    def key(self, *path: str | int) -> int:
        """Return where a key of the first or second level stands; the root where it is gone."""
        name = path[-1]
        at = self.text.find(f"\n{'  ' * (len(path) - 1)}{name}:")
        return at + 1 + 2 * (len(path) - 1) if at >= 0 else self.root()

    def owner(self, entry: Entry) -> int:
        """Return where the key of the answer or work item stands that an entry belongs to."""
        return self.key(*entry.path[:2])

    def citing(self, work: str) -> int:
        """Return where a work item is cited."""
        return self.text.index(f"      - {work}\n") + 8

    def unknown_work(self, *works: str) -> list[Where]:
        return [("LC307", self.citing(work)) for work in works]

    def empty_work(self, work: str) -> list[Where]:
        return [("LC302", self.citing(work))]

    def uncited(self) -> list[Where]:
        """Return the finding about work that is cited nowhere any more: one, at the first of it."""
        gone = [work for work in ("feed-review", "side-job") if f"      - {work}\n" not in self.text]
        here = [work for work in gone if f"\n  {work}:" in self.text]
        return [("LC308", self.key("work", here[0]))] if here else []

    def unanswered(self, *ids: str) -> list[Where]:
        return [("LC202", self.key("expectations")) for _ in ids]


_LOSSES: Final[dict[tuple[str, str], Callable[[Consequences, Entry], list[Where]]]] = {
    ("expectations", "expectations"): lambda see, _: [*see.unanswered(*REQUIRED), *see.uncited()],
    ("work", "work"): lambda see, _: see.unknown_work("feed-review", "side-job"),
    ("work", "item"): lambda see, entry: see.unknown_work(entry.name),
    ("work", "title"): lambda see, entry: [("LC204", see.owner(entry))],
    ("work", "evidence"): lambda see, entry: see.empty_work(str(entry.path[1])),
    ("expectations", "answer"): lambda see, entry: [
        *see.unanswered(*{entry.name} & {*REQUIRED}),
        *see.uncited(),
    ],
    ("expectations", "rating"): lambda see, entry: [("LC202", see.owner(entry))],
    ("expectations", "evidence"): lambda see, entry: [("LC201", see.owner(entry)), *see.uncited()],
    ("expectations", "reason"): lambda see, entry: [("LC203", see.owner(entry))],
    **{(name, name): lambda see, _: [("LC101", see.root())] for name in HEADER},
}
"""What has to be found when something is lost, by the part of the review and what it is; other keys are optional."""


def after_loss(entry: Entry, text: str) -> list[Where]:
    """Return what has to be found when an entry is not there, or holds nothing."""
    effect = _LOSSES.get((str(entry.path[0]), entry.field))
    return effect(Consequences(text), entry) if effect else []
