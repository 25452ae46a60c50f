"""A repository whose history says what `tools/deeds.py` decided, with the noise of real ones around it.

The truth is written into the folder first, as `truth.jsonl`, then the history, by one run of git's fast-import. Of the
noise: old addresses that only the mailmap knows, addresses in other letters, namesakes, a mailbox that several share,
commits of programs; merges of the main branch into others; forks with forged authors and a branch that never came in,
neither of which counts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen, run
from typing import IO, Final, cast

from tools.deeds import END, NOBODY, REPOSITORY, Deed, Kind, Line, people, plan, truth
from tools.stream import Made, Signature, Stream

SEED: Final = 4
COMMITS: Final = 50_000
TRUTH: Final = "truth.jsonl"
"""A line of JSON for each line of the truth."""
GIT: Final = "past.git"

_FORGE: Final = ("GitHub", "noreply@github.com")
_STRANGERS: Final = (
    ("Ada Quill", "ada.quill@elsewhere.example"),
    ("Bo Tanaka", "bo-tanaka@acme.example.org"),
    ("Jun Quill", "77+x-jun-quill@users.noreply.github.com"),
    ("Hana Quill", "hana-quill@users.noreply.github.com.example"),
    ("nightly build", "build@acme.example"),
    ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
)
_ZONES: Final = ("+0000", "+0530", "-0800", "+1300")
_SIDE: Final = "refs/side"
_MAIN: Final = "refs/heads/main"
_CLOSING: Final = ("Fixes {}", "closes {}", "Resolves: {}", "This fixed {} at last.", "FIX {}")
_IDLE: Final = (
    "",
    "",
    "See #{}.",
    "It prefixes #{} with a zero.",
    "Part of #{}, fixes nothing else.",
    "Not yet done: #{}",
)
_REVIEWED: Final = ("Reviewed-by", "Reviewed-by", "Approved-by")
_WIP: Final = ("wip", "Raise the limit (#{})", "Address remarks", "Merge the two readers", "fixup! wip")


class _Past:
    """Writes one deed after the other."""

    def __init__(self, stream: Stream, deeds: tuple[Deed, ...], seed: int) -> None:
        self._stream = stream
        self._deeds = deeds
        self._dice = Random(-seed)
        self._people = people()
        first = deeds[0].at - 86_400 if deeds else END
        root = stream.commit(_MAIN, [], "Begin\n", author=_STRANGERS[0], committer=_STRANGERS[0], at=first)
        self._main = [root]
        self._landed: dict[int, Made] = {}
        self._picks: list[Made] = []

    def write(self) -> None:
        """Write all deeds, with what does not count in between."""
        for number, deed in enumerate(self._deeds):
            self._noise(deed)
            if deed.kind is not Kind.STACKED:
                self._landed[number] = self._write(number, deed)

    def _write(self, number: int, deed: Deed) -> Made:
        match deed.kind:
            case Kind.MERGED | Kind.FORKED:
                inner = self._deeds[number - 1]
                return self._merged(deed, inner if number and inner.kind is Kind.STACKED else None)
            case Kind.BY_HAND:
                return self._merged_by_hand(deed)
            case Kind.PULLED:
                return self._pulled(deed)
            case Kind.PICKED:
                return self._picked(deed)
            case Kind.RELEASED:
                return self._released(deed)
            case _:
                return self._straight(deed)

    # --- who, and in which words ---

    def _signature(self, who: int) -> Signature:
        return self._dice.choice(_STRANGERS if who == NOBODY else self._people[who].signatures())

    def _trailers(self, co_writers: tuple[int, ...], reviewers: tuple[int, ...]) -> str:
        named = [("Co-authored-by", who) for who in co_writers] + [
            (self._dice.choice(_REVIEWED), who) for who in reviewers
        ]
        lines = [
            f"{self._cased(word)}: {name} <{email}>" for word, who in named for name, email in [self._signature(who)]
        ]
        return "\n".join(lines)

    def _cased(self, word: str) -> str:
        return word if self._dice.randrange(4) else word.title()

    def _closing(self, deed: Deed) -> str:
        words = []
        for issue in deed.issues:
            repository, _, number = issue.partition("#")
            forms = [issue]
            if repository == REPOSITORY:  # an address counts within the repository only
                forms += [f"https://github.com/{repository}/issues/{number}", *[f"#{number}"] * 3]
            words.append(self._dice.choice(_CLOSING).format(self._dice.choice(forms)))
        return self._dice.choice((", ", "\n")).join(words)

    def _undoing(self, deed: Deed) -> str:
        if deed.undoes is None:
            return ""
        undone, target = self._landed[deed.undoes], self._deeds[deed.undoes]
        if target.number and deed.number and self._dice.randrange(2):
            return f"Reverts {REPOSITORY}#{target.number}"
        also = f", reversing\nchanges made to {self._main[0].id}" if target.kind is Kind.MERGED else ""
        return f"This reverts commit {undone.id}{also}."

    def _message(self, subject: str, *paragraphs: str) -> str:
        idle = self._dice.choice(_IDLE).format(self._dice.randrange(1, 500))
        return "\n\n".join(part for part in (subject, idle, *paragraphs) if part) + "\n"

    # --- how it came in ---

    def _older(self) -> Made:
        """Return where a branch began: mostly a little back on the main branch, now and then months."""
        back = self._dice.randrange(1, 30) if self._dice.randrange(40) else self._dice.randrange(1, 1500)
        return self._main[-min(back, len(self._main))]

    def _land(self, message: str, parents: list[Made], author: Signature, committer: Signature, at: int) -> Made:
        made = self._stream.commit(
            _MAIN, parents, message, author=author, committer=committer, at=at, zone=self._dice.choice(_ZONES)
        )
        self._main.append(made)
        return made

    def _step(self, tip: Made, message: str, who: int, at: int) -> Made:
        author = self._signature(who)
        return self._stream.commit(_SIDE, [tip], message, author=author, committer=author, at=at)

    def _straight(self, deed: Deed) -> Made:
        """Write what is a line of commits on the main branch: squashed, rebased or direct."""
        author = self._signature(deed.writer)
        for step in range(deed.steps):
            subject = f"{deed.title} (#{deed.number})" if deed.number else deed.subject(step)
            first = (self._undoing(deed), self._closing(deed)) if not step else ()
            message = self._message(subject, *first, self._trailers(deed.co_writers, deed.reviewers))
            made = self._land(
                message, [self._main[-1]], author, author if deed.kind is Kind.DIRECT else _FORGE, deed.at
            )
            if deed.kind in {Kind.SQUASHED, Kind.DIRECT}:
                self._picks.append(made)
        return made

    def _merged(self, deed: Deed, inner: Deed | None) -> Made:
        tip, said_in_merge = self._older(), self._dice.randrange(2)
        by_trailer = deed.co_writers[deed.steps - 1 :]
        told = (self._closing(deed), self._trailers(by_trailer, deed.reviewers))
        for step in range(deed.steps):
            at = deed.at - (deed.steps - step + 1) * self._dice.randrange(600, 400_000)
            who = (deed.writer, *deed.co_writers)[step if step <= len(deed.co_writers) else 0]
            is_last = step == deed.steps - 1
            subject = self._dice.choice(_WIP).format(self._dice.randrange(1, 500))
            extra = told if is_last and not said_in_merge else ()
            tip = self._step(tip, self._message(subject, self._undoing(deed) if is_last else "", *extra), who, at)
            if not step:
                tip = self._within(tip, deed, inner)
        if not self._dice.randrange(6):
            sync = f"Merge branch 'main' into {deed.branch}\n"
            who_merged = self._signature(deed.writer)
            parents = [tip, self._main[-1]]
            tip = self._stream.commit(_SIDE, parents, sync, author=who_merged, committer=who_merged, at=deed.at - 30)
        merger = self._signature(self._dice.randrange(len(self._people)))
        return self._land(
            self._of_merge(deed, told if said_in_merge else ()), [self._main[-1], tip], merger, _FORGE, deed.at
        )

    def _of_merge(self, deed: Deed, told: tuple[str, ...]) -> str:
        owner = "guest" if deed.kind is Kind.FORKED else "acme"
        if deed.kind is Kind.FORKED or self._dice.randrange(4):
            return self._message(f"Merge pull request #{deed.number} from {owner}/{deed.branch}\n\n{deed.title}", *told)
        return self._message(f"{deed.title} (#{deed.number})", *told)

    def _within(self, tip: Made, deed: Deed, inner: Deed | None) -> Made:
        """Write what was merged into a branch before that was merged: a stacked pull request, or a fork's own."""
        if inner:
            told = (self._closing(inner), self._trailers(inner.co_writers, inner.reviewers))
            author = self._signature(inner.writer)
            if inner.steps == 1 and self._dice.randrange(2):
                message = self._message(f"{inner.title} (#{inner.number})", *told)
                return self._stream.commit(_SIDE, [tip], message, author=author, committer=_FORGE, at=inner.at)
            side = tip
            for _ in range(inner.steps):
                side = self._step(side, self._message("wip"), inner.writer, inner.at - 60)
            message = self._message(
                f"Merge pull request #{inner.number} from acme/{inner.branch}\n\n{inner.title}", *told
            )
            return self._stream.commit(_SIDE, [tip, side], message, author=_FORGE, committer=_FORGE, at=inner.at)
        if deed.kind is Kind.FORKED:
            side = self._step(tip, "Once more\n", deed.writer, deed.at - 90)
            message = f"Merge pull request #{self._dice.randrange(1, 9)} from other/idea\n\nThe fork's own\n"
            return self._stream.commit(
                _SIDE, [tip, side], message, author=side.author, committer=_FORGE, at=deed.at - 80
            )
        return tip

    def _merged_by_hand(self, deed: Deed) -> Made:
        tip, author = self._older(), self._signature(deed.writer)
        for step, day in enumerate(deed.days):
            closing = "" if step else self._closing(deed)
            message = self._message(deed.subject(step), closing, self._trailers(deed.co_writers, deed.reviewers))
            tip = self._stream.commit(_SIDE, [tip], message, author=author, committer=author, at=day)
        return self._land(f"Merge branch '{deed.branch}'\n", [self._main[-1], tip], author, author, deed.at)

    def _pulled(self, deed: Deed) -> Made:
        author = self._signature(deed.writer)
        message = self._message(deed.title, self._closing(deed), self._trailers(deed.co_writers, deed.reviewers))
        own = self._stream.commit(_SIDE, [self._older()], message, author=author, committer=author, at=deed.days[0])
        subject = f"Merge branch 'main' of github.com:{REPOSITORY}\n"
        return self._land(subject, [own, self._main[-1]], author, author, deed.at)

    def _picked(self, deed: Deed) -> Made:
        if not self._picks:
            return self._land("Nothing to pick\n", [self._main[-1]], _STRANGERS[0], _STRANGERS[0], deed.at)
        again = self._dice.choice(self._picks[-30:])
        message = f"{again.message.rstrip()}\n\n(cherry picked from commit {again.id})\n"
        return self._land(message, [self._main[-1]], again.author, self._signature(deed.writer), deed.at)

    def _released(self, deed: Deed) -> Made:
        self._stream.tag(deed.title, self._main[-1], self._signature(deed.writer), deed.at)
        if not self._dice.randrange(3):
            self._stream.tag(f"light-{deed.number}", self._main[-1], None, deed.at)
        return self._main[-1]

    def _noise(self, deed: Deed) -> None:
        """Write what does not count: a fork's head with a forged author, or a branch that never came in."""
        if self._dice.randrange(30):
            return
        author = self._signature(self._dice.randrange(len(self._people)))
        ref = self._dice.choice((f"refs/pull/{deed.number or 1}/head", "refs/heads/experiment"))
        message = self._message(
            f"Forge a past (#{self._dice.randrange(1, 500)})", f"Fixes #{self._dice.randrange(1, 500)}"
        )
        self._stream.commit(ref, [self._main[-1]], message, author=author, committer=_FORGE, at=deed.at)


# --- the repository -------------------------------------------------------------------------------------------------


def generate(folder: Path, commits: int = COMMITS, seed: int = SEED) -> tuple[Line, ...]:
    """Write the truth and a bare repository `past.git` into a folder, and return the truth.

    Args:
        folder: it is made where it does not exist.
        commits: about how many the main branch holds.
        seed: which of all pasts.

    """
    folder.mkdir(parents=True, exist_ok=True)
    deeds = plan(seed, commits)
    lines = truth(deeds)
    (folder / TRUTH).write_text(
        "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8"
    )
    repository = folder / GIT
    run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(repository)], check=True)
    words = ["git", f"--git-dir={repository}", "fast-import", "--quiet", "--done"]
    with Popen(words, stdin=PIPE) as process:
        to = cast("IO[bytes]", process.stdin)
        _Past(Stream(to, mailmap().encode()), deeds, seed).write()
        to.write(b"done\n")
    if process.returncode:
        raise RuntimeError(f"git fast-import ended with {process.returncode}")
    at = ("git", f"--git-dir={repository}")
    run([*at, "update-ref", "-d", _SIDE], check=True)
    run([*at, "config", "remote.origin.url", f"https://github.com/{REPOSITORY}"], check=True)
    return lines


def roster() -> str:
    """Return the forty as a cycle's file lists them."""
    lines = (f"  {person.login}: {{emails: [{', '.join(person.emails)}]}}" for person in people())
    return "\n".join(("people:", *lines)) + "\n"


def mailmap() -> str:
    """Return the names and addresses that people no longer use, as git reads them."""
    shared = "build@acme.example"
    lines = (
        f"{person.name} <{person.emails[0]}> {f'{name} ' if email == shared else ''}<{email}>"
        for person in people()
        for name, email in person.old
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write a repository from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.past", description="write a made-up history and its truth")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commits", type=int, default=COMMITS, help=f"how many ({COMMITS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which of all pasts ({SEED})")
    given = parser.parse_args()
    generate(given.folder, given.commits, given.seed)


if __name__ == "__main__":
    main()
