"""Commits and tags in the words of git's fast-import, with the ids that git will give them."""

from __future__ import annotations

from hashlib import sha1
from typing import IO, NamedTuple

Signature = tuple[str, str]


class Made(NamedTuple):
    """A commit that was written."""

    mark: int
    id: str
    author: Signature
    message: str


class Stream:
    """Commits on their way to fast-import, which gives them the ids that are reckoned here."""

    def __init__(self, to: IO[bytes], mailmap: bytes) -> None:
        """Take fast-import's input, and the one file that every commit has: `.mailmap`."""
        self._to = to
        self._mailmap = mailmap
        blob = sha1(b"blob %d\0%s" % (len(mailmap), mailmap), usedforsecurity=False).digest()
        tree = b"100644 .mailmap\0" + blob
        self._tree = sha1(b"tree %d\0%s" % (len(tree), tree), usedforsecurity=False).hexdigest()
        self._marks = 0

    def commit(  # noqa: PLR0913 (all that a commit consists of)
        self,
        ref: str,
        parents: list[Made],
        message: str,
        *,
        author: Signature,
        committer: Signature,
        at: int,
        zone: str = "+0000",
    ) -> Made:
        """Write a commit; its author's date is an hour before its committer's."""
        self._marks += 1
        by = f"author {author[0]} <{author[1]}> {at - 3600} {zone}\n"
        by += f"committer {committer[0]} <{committer[1]}> {at} {zone}\n"
        text = message.encode()
        above = "".join(f"parent {parent.id}\n" for parent in parents)
        content = f"tree {self._tree}\n{above}{by}\n".encode() + text
        name = sha1(b"commit %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
        lines = f"commit {ref}\nmark :{self._marks}\n{by}data {len(text)}\n".encode() + text + b"\n"
        words = ("from", *("merge",) * (len(parents) - 1))
        joined = "".join(f"{word} :{parent.mark}\n" for word, parent in zip(words, parents, strict=False))
        files = b"" if parents else b"M 100644 inline .mailmap\ndata %d\n%s\n" % (len(self._mailmap), self._mailmap)
        self._to.write(lines + joined.encode() + files)
        return Made(self._marks, name, author, message)

    def tag(self, name: str, on: Made, tagger: Signature | None, at: int) -> None:
        """Write a tag, annotated where somebody made it."""
        if tagger:
            by = f"tagger {tagger[0]} <{tagger[1]}> {at} +0000"
            self._to.write(f"tag {name}\nfrom :{on.mark}\n{by}\ndata 0\n".encode())
        else:
            self._to.write(f"reset refs/tags/{name}\nfrom :{on.mark}\n\n".encode())
