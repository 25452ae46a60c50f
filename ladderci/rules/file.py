"""Family 0: the file, before anything in it has a meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import name as name_of

from ladderci.document import FaultKind
from ladderci.model import Problem, Severity
from ladderci.rules.cases import files
from ladderci.rules.syntax import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document, Fault


def _faults(document: Document, kind: FaultKind) -> Iterator[Fault]:
    return (fault for fault in document.faults if fault.kind is kind)


@files.rule("LC001", "unreadable-file", is_fixed=True)
def unreadable_file(document: Document) -> Iterator[Problem]:
    """The file is not there, is not a plain file, or may not be read.

    A folder, a symbolic link, a device or a pipe in a review's place is never followed or waited for: what is judged
    is the bytes of one plain file of the repository.

    Example: `reviews/2026-h2/ada-quill.yaml` is a symbolic link to another file.

    Instead: `reviews/2026-h2/ada-quill.yaml` is a plain file.
    """
    for fault in _faults(document, FaultKind.UNREADABLE):
        yield Problem(fault.span, fault.detail, _cure_of_missing(document.file, fault.detail))


def _cure_of_missing(file: str, detail: str) -> str:
    if not detail.startswith("there is no"):
        return "put a plain, readable file there"
    if file == "rubric/policy.yaml":
        return "write it: it says what evidence is; docs/ladder-owners.md has one to begin with"
    return "check the spelling" if file.startswith("rubric/") else "check the spelling; `ladderci new` starts a review"


@files.rule("LC002", "not-utf-8", is_fixed=True)
def not_utf_8(document: Document) -> Iterator[Problem]:
    """The file is not text in UTF-8.

    Only UTF-8 reads the same in every editor, on GitHub and here. A byte order mark before it is fine.

    Example: a file saved as UTF-16, or with an é in Latin-1.

    Instead: the same file, saved as UTF-8.
    """
    for fault in _faults(document, FaultKind.NOT_UTF8):
        yield Problem(fault.span, f"not UTF-8: {fault.detail}", "save the file as UTF-8 (your editor's “encoding”)")


@files.rule("LC003", "empty-file", is_fixed=True)
def empty_file(document: Document) -> Iterator[Problem]:
    """The file is empty, or has nothing but comments.

    Example: a file of no bytes.

    Instead: what `ladderci new` writes.
    """
    for fault in _faults(document, FaultKind.EMPTY):
        yield Problem(fault.span, "there is nothing in this file", "`ladderci new` writes a review to begin with")


@files.rule("LC004", "file-too-large", is_fixed=True)
def file_too_large(document: Document) -> Iterator[Problem]:
    """The file is larger than the policy's `limits.file-bytes`, or has more lines or entries than people write.

    It is not read any further, so that nobody can stop a check with a large file.

    Example: a review with a picture pasted into it as text.

    Instead: the same review with a link to the picture.
    """
    for fault in _faults(document, FaultKind.TOO_LARGE):
        yield Problem(fault.span, fault.detail, "keep long material elsewhere and link to it as evidence")


@files.rule("LC005", "nested-too-deep", is_fixed=True)
def nested_too_deep(document: Document) -> Iterator[Problem]:
    """Lists or mappings are nested in each other further than any format here goes.

    Example::

        summary: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
          ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]

    Instead::

        summary: "[[[["
    """
    for fault in _faults(document, FaultKind.TOO_DEEP):
        yield Problem(
            fault.span,
            f"nested deeper than {fault.detail} levels",
            "if this is meant as text, put it in quotes; else take it apart",
        )


@files.rule("LC006", "yaml-syntax", is_fixed=True)
def yaml_syntax(document: Document) -> Iterator[Problem]:
    """The file is not valid YAML, so nothing below the place can be read.

    A parser can only name the first such place. Text that begins with one of ``@ ` % * & ! [ {`` or that holds a colon
    and a space goes in quotes.

    Example::

        summary: shipped: on time

    Instead::

        summary: "shipped: on time"
    """
    for fault in _faults(document, FaultKind.SYNTAX):
        start = fault.span.start
        message, cure = explain(fault.detail, document.line(start.line), start.column)
        yield Problem(fault.span, message, f"{cure}; what stands below could not be read yet")


@files.rule("LC007", "duplicate-key", is_fixed=True)
def duplicate_key(document: Document) -> Iterator[Problem]:
    """A key stands twice in one mapping.

    Most YAML readers keep the last one and say nothing, so an answer would be lost without a word.

    Example::

        summary: The first half of the story.
        summary: The second half of the story.

    Instead::

        summary: The whole story.
    """
    for fault in _faults(document, FaultKind.DUPLICATE_KEY):
        related = ((fault.related, "it stands here first"),) if fault.related else ()
        yield Problem(fault.span, f"`{fault.detail}` stands here twice", "keep one of them", related)


@files.rule("LC008", "forbidden-yaml", is_fixed=True)
def forbidden_yaml(document: Document) -> Iterator[Problem]:
    """The file uses a part of YAML that has no place in a review.

    Anchors, aliases, tags, merge keys, directives and second documents make a file mean something other than what a
    reader sees, and can blow up a small file into gigabytes.

    Example::

        summary: !secret the text

    Instead::

        summary: "!secret the text"
    """
    for fault in _faults(document, FaultKind.FORBIDDEN):
        message, cure = _FORBIDDEN[fault.detail]
        yield Problem(fault.span, message, cure)


_FORBIDDEN = {
    "alias": ("an alias: unquoted text that begins with `*`", "put it in quotes, or write out what is meant"),
    "anchor": ("an anchor: unquoted text that begins with `&`", "put it in quotes, or remove it"),
    "tag": ("a tag: unquoted text that begins with `!`", "put it in quotes, or remove it"),
    "merge key": ("a merge key, `<<`", "write out the keys"),
    "directive": ("a YAML directive, a line that begins with `%`", "remove the line"),
    "second document": ("a second document begins here, behind `---`", "keep one document in a file"),
}


@files.rule("LC009", "hidden-character", is_fixed=True)
def hidden_character(document: Document) -> Iterator[Problem]:
    r"""The file holds a character that a reader cannot see.

    Control characters, bidirectional controls and characters of no width let a text look other than it is. Joiners
    inside words and emoji are fine.

    Example::

        summary: "a bell: \a"

    Instead::

        summary: a bell
    """
    for fault in _faults(document, FaultKind.HIDDEN):
        code = ord(fault.detail)
        called = name_of(fault.detail, "a control character").lower()
        yield Problem(
            fault.span,
            f"a hidden character, U+{code:04X} ({called})",
            "delete it and type the text anew; rendered pages have some, so copy a link's address and not its words",
        )


@files.rule("LC010", "cut-text", Severity.WARNING)
def cut_text(document: Document) -> Iterator[Problem]:
    """A text that is not in quotes ends at ` #`, where YAML begins a comment.

    What stands behind it is silently lost, and no JSON Schema tool can see it.

    Example::

        summary: fixed in #812 after a week

    Instead::

        summary: "fixed in #812 after a week"
    """
    for fault in _faults(document, FaultKind.CUT):
        words = " ".join(fault.detail.split())
        shown = words if len(words) <= _SHOWN else f"…{words[-_SHOWN:]}"
        yield Problem(
            fault.span,
            f"the text ends before this: it reads as “{shown}”",
            "put the whole text in quotes; if it is a comment, leave a space behind the #",
        )


_SHOWN = 40
"""Characters of a cut text that a message repeats."""


@files.rule("LC011", "key-not-text", is_fixed=True)
def key_not_text(document: Document) -> Iterator[Problem]:
    """A key is a number, a truth value, nothing, a list or a mapping.

    Example::

        work:
          2026:
            title: The year
            evidence: [acme/ranker#812]

    Instead::

        work:
          year-2026:
            title: The year
            evidence: [acme/ranker#812]
    """
    for fault in _faults(document, FaultKind.KEY_NOT_TEXT):
        yield Problem(fault.span, f"a key that is not text: {fault.detail}", "put it in quotes, or choose another key")


@files.rule("LC012", "number-out-of-range", is_fixed=True)
def number_out_of_range(document: Document) -> Iterator[Problem]:
    """A number is infinite, not a number, or has more digits than every reader keeps.

    Example::

        rubric-version: 12345678901234567890

    Instead::

        rubric-version: 1
    """
    for fault in _faults(document, FaultKind.NUMBER):
        yield Problem(
            fault.span,
            "a number that not every reader would read alike",
            "put it in quotes if it is text, such as the id of a commit",
        )
