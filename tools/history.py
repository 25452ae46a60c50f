"""A repository of any number of reviews with one pull request, made by plumbing: a work tree would take minutes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import PIPE, run
from typing import Final

from tools.generate import REVIEWS, login

_HERE: Final = Path(__file__).resolve().parent.parent
_ENVIRONMENT: Final = os.environ | {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Bench"), ("EMAIL", "bench@acme.example"), ("DATE", "1793491200 +0000"))
}
EVENT: Final = "event.json"
"""Where the pull request's event lies, in the repository's own folder."""


def write_repository(folder: Path, number: int, review: bytes, changed: bytes) -> Path:
    """Write a bare repository and return its folder.

    Args:
        folder: where; it must not be there yet.
        number: how many reviews its default branch holds, all of the same bytes.
        review: those bytes.
        changed: what the pull request makes of the first of them.

    """
    run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
    judges = {path.relative_to(_HERE).as_posix(): path.read_bytes() for path in (_HERE / "rubric").rglob("*.yaml")}
    blobs = {name: _git(folder, "hash-object", "-w", "--stdin", content=content) for name, content in judges.items()}
    usual = _git(folder, "hash-object", "-w", "--stdin", content=review)
    names = [(REVIEWS / f"{login(one)}.yaml").as_posix() for one in range(number)]
    main = _commit(folder, "main", blobs | dict.fromkeys(names, usual))
    other = _git(folder, "hash-object", "-w", "--stdin", content=changed)
    work = _commit(folder, "work", blobs | dict.fromkeys(names, usual) | {names[0]: other}, main)
    (folder / EVENT).write_text(json.dumps(_event(main, work)), encoding="utf-8")
    return folder


def _commit(folder: Path, branch: str, blobs: dict[str, str], *parents: str) -> str:
    """Commit files, given by the ids of their blobs, to a branch and return the commit's id."""
    options = [option for parent in parents for option in ("-p", parent)]
    commit = _git(folder, "commit-tree", *options, "-m", branch, _tree(folder, blobs))
    _git(folder, "update-ref", f"refs/heads/{branch}", commit)
    return commit


def _tree(folder: Path, blobs: dict[str, str]) -> str:
    below: dict[str, dict[str, str]] = {}
    lines = []
    for path, blob in blobs.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = blob
        else:
            lines.append(f"100644 blob {blob}\t{name}")
    lines += [f"040000 tree {_tree(folder, inner)}\t{name}" for name, inner in below.items()]
    return _git(folder, "mktree", content="\n".join(lines).encode())


def _git(folder: Path, *words: str, content: bytes = b"") -> str:
    done = run(["git", *words], cwd=folder, env=_ENVIRONMENT, input=content, stdout=PIPE, check=True)
    return done.stdout.decode("ascii").strip()


def _event(main: str, work: str) -> dict[str, object]:
    """Return the event of a pull request from `work` into `main`, by the first review's subject."""
    repository = {
        "full_name": "acme/reviews",
        "default_branch": "main",
        "html_url": "https://github.com/acme/reviews",
    }
    base = {"ref": "main", "sha": main, "repo": repository}
    head = {"ref": "work", "sha": work, "repo": repository}
    request = {"number": 1, "user": {"login": login(0)}, "base": base, "head": head}
    return {"action": "opened", "number": 1, "pull_request": request, "repository": repository}
