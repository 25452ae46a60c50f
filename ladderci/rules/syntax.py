"""What a YAML parser's refusal means to the person who wrote the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

Words = tuple[str, str]
"""What is wrong, and what to do."""

_SHOWN: Final = 200
"""Characters on either side of the place that are looked at and repeated."""
_ESCAPE: Final = re.compile(r"\\(?:x.{0,2}|u.{0,4}|U.{0,8}|.)")
_KEY: Final = re.compile(r"[A-Za-z0-9_.\"'-]+")
_MARKDOWN_LINK: Final = re.compile(r"\[[^\]]*\]\((?P<link>[^)\s]*)\)")


def explain(problem: str, line: str, column: int) -> Words:
    """Return words for a refusal.

    Args:
        problem: the parser's own words.
        line: the source line that it points at.
        column: where in it, counted from 1.

    """
    start = max(column - _SHOWN, 0)
    for sign, words in _SIGNS:
        if sign in problem:
            return words(line[start : column + _SHOWN], column - start)
    return f"not valid YAML: {problem}", "look at this line and the one above it: quotes, colons and indentation"


def _bad_start(line: str, column: int) -> Words:
    character = line[column - 1 : column]
    if character == "\t":
        return "a tab where YAML wants spaces", "indent with spaces"
    if character == "@" and line[: column - 1].rstrip().endswith("from:"):
        return "a login without the @ is asked for here", f"leave out the @: {_rest(line, column)[1:]}"
    return f"unquoted text cannot begin with {character}", _quote(_value(line))


def _inner_colon(line: str, column: int) -> Words:
    before = line[: column - 1]
    if ": " in before or before.lstrip().startswith("- "):
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        cure = f'put the text in quotes: {key}: "{value}"' if value else "put the text in quotes"
        return "a colon and a space inside unquoted text", f"{cure}, or write it below {key}: | as a block"
    return (
        "this line does not fit the one above it",
        "give it the same indentation as the keys beside it, or quote the text above if it goes on here",
    )


def _unexpected(line: str, column: int) -> Words:
    before, at = line[: column - 1], line[column - 1 : column]
    value = before.strip().removeprefix("- ").partition(": ")[2] or before.strip().removeprefix("- ")
    if value.startswith(("*", "&", "!")):
        return _mark(line, line.index(value) + 1)
    if at == "(" and before.lstrip().startswith("- ") and (link := _MARKDOWN_LINK.search(line)):
        return "a Markdown link where YAML wants plain text", f"write the link alone: {link['link']}"
    if value.rstrip()[:1] in {'"', "'"}:
        return (
            "text behind the closing quote",
            "put the whole text in one pair of quotes ('…' where it holds \"), or write it as a block below |",
        )
    if value.startswith(("[", "{")):
        return (
            f"text behind the closing `{']' if value[0] == '[' else '}'}`",
            f'text that begins with `{value[0]}` goes in quotes: "{_rest(line, line.index(value[0]) + 1)}"',
        )
    return (
        "this line does not belong to the lines above it",
        "give it the indentation of the keys or dashes that it belongs to",
    )


def _mark(line: str, column: int) -> Words:
    mark = line[column - 1 : column]
    called = {"*": "an alias", "&": "an anchor", "!": "a tag"}.get(mark, "something else")
    return f"`{mark}` at the beginning of unquoted text is YAML's mark for {called}", _quote(_value(line))


def _value(line: str) -> str:
    """Return what a line has to say: what stands behind its key, or behind its dash."""
    entry = line.strip()
    while entry.startswith("- "):
        entry = entry[2:].lstrip()
    key, colon, value = entry.partition(": ")
    return value.strip() if colon and _KEY.fullmatch(key) else entry


def _quote(text: str) -> str:
    return f"put it in quotes: '{text}'" if '"' in text else f'put it in quotes: "{text}"'


def _open_quote(line: str, column: int) -> Words:
    quote = line[column - 1 : column]
    doubled = "; inside '…' an apostrophe is written twice" if quote == "'" else ""
    return "a quote that is never closed", f"close it with {quote or 'the same quote'} at the end of the text{doubled}"


def _open_bracket(line: str, column: int) -> Words:
    bracket = line[column - 1 : column]
    closing = "}" if bracket == "{" else "]"
    return (
        f"a `{bracket}` that is never closed",
        f"close it with {closing}, or put the text in quotes if it is text",
    )


def _no_colon(line: str, column: int) -> Words:  # noqa: ARG001 - one signature for all of these
    return "a line that is neither a key with a colon nor a list item", "write key: value, or begin it with a dash"


def _escape(line: str, column: int) -> Words:
    found = _ESCAPE.match(line, column - 1)
    return (
        f"`{found[0] if found else line[column - 1 : column + 1]}` is not an escape that YAML knows",
        "write the backslash twice, or use single quotes, in which it is an ordinary character",
    )


def _tab(line: str, column: int) -> Words:  # noqa: ARG001 - one signature for all of these
    return "a tab where YAML wants spaces", "indent with spaces"


def _rest(line: str, column: int) -> str:
    return line[column - 1 :].strip()


def _conflict(line: str, column: int) -> Words:  # noqa: ARG001 - one signature for all of these
    return (
        "a conflict that git could not merge",
        "choose one of the two sides and remove the lines <<<<<<<, =======, >>>>>>>",
    )


_SIGNS: Final[tuple[tuple[str, Callable[[str, int], Words]], ...]] = (
    ("could not merge", _conflict),
    ("scanning an alias", _mark),
    ("scanning an anchor", _mark),
    ("parsing a tag", _mark),
    ("scanning a tag", _mark),
    ("undefined tag handle", _mark),
    ("violates indentation", _tab),
    ("cannot start any token", _bad_start),
    ("mapping values are not allowed", _inner_colon),
    ("escape c", _escape),
    ("scanning a quoted scalar", _open_quote),
    ("flow sequence", _open_bracket),
    ("flow mapping", _open_bracket),
    ("could not find expected ':'", _no_colon),
    ("did not find expected", _unexpected),
)
"""A part of the parser's words, and what it means. The first that fits is taken."""
