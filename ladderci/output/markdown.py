"""Texts to GitHub-flavoured Markdown.

What a person wrote, and what the rubric and the policy say, reaches the document through one escape. It makes
character references, never backslashes, so that it holds in Markdown and in the raw HTML of `<summary>` alike; and it
breaks with a zero-width space what GitHub looks for in the rendered text, where no escape is left: mentions,
references, addresses, commit ids, emoji shortcodes.

How a page looks is for a template to say: see `template.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote as percent_encoded

from ladderci.text import hidden_character, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_BREAK: Final = "\u200b"
_REPLACEMENT: Final = "\ufffd"
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_HEXADECIMAL: Final = re.compile(r"(?<![0-9A-Za-z_])[0-9A-Fa-f]{7,}(?![0-9A-Za-z_])")
_SIX: Final = re.compile(r"(.{6})(?=.)")
"""A commit is linked from seven digits on."""
_LINKED_UNASKED: Final = re.compile(
    r"[@#]"  # mentions, e-mail, references
    r"|[gG][hH]-(?=[0-9])"
    r"|:(?=//)"
    r"|[wW]{3}(?=\.)"
    r"|:(?=[A-Za-z0-9_+-]+:)",  # emoji
)
_ACTIVE: Final = re.compile(r"[&<>\\`*_\[\]|~$]")
_FIRST: Final = re.compile(r"[-+=:]|[0-9]{1,9}[.)]")
"""What begins a list, a rule, an underline or a table's second line; a heading's sign is broken already."""
_BESIDE: Final = re.compile(r"[\"'()!]|^[./]|^[0-9](?=[0-9]*$)")
_URL_SAFE: Final = "%!#&'+,/:;=?@"
_MARGIN: Final = 60
"""Characters from which a line was probably wrapped: editors wrap at 72 to 120, less the indentation and a word."""
_ITEM: Final = re.compile(r"[-*+•–] |[0-9]{1,9}[.)] ")
_GAP: Final = re.compile(r"\n{2,}")


def inline(text: str) -> str:
    """Return a text on one line that means nothing but itself, wherever in a line it stands."""
    return _line(" ".join(_visible(text).split()))


def hardened(escaped: str) -> str:
    """Return an escaped text so that it means nothing but itself wherever somebody else's template puts it.

    That is more than the escape promises: also within the quotes of a tag's attribute, in an address's parentheses, and
    right beside another text, with which it could make up an address, an image or the number of a list's item.
    """
    return _BESIDE.sub(_escaped, escaped)


def prose(text: str) -> str:
    """Return a text as paragraphs: a blank line begins a new one.

    A line that runs to the margin was wrapped for the file's sake, and goes on with the next; after a short one, and
    before an item of a list, the line break was meant and stays.
    """
    paragraphs = (part.split("\n") for part in _GAP.split("\n".join(map(str.strip, split_lines(_visible(text))))))
    return "\n\n".join("\\\n".join(map(_line, _unwrapped(lines))) for lines in paragraphs if any(lines))


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a paragraph that were meant as lines."""
    whole: list[str] = []
    for line in filter(None, lines):
        if whole and (len(whole[-1]) < _MARGIN or _ITEM.match(line)):
            yield " ".join(whole)
            whole = []
        whole.append(line)
    yield " ".join(whole)


def quote(text: str) -> str:
    """Return a text as a block quote."""
    return "\n".join(f"> {line}".rstrip(" ") for line in prose(text).split("\n"))


def link(text: str, url: str, harden: Callable[[str], str] = str) -> str:
    """Return a link; only its text where the address is not one of the web."""
    words = harden(inline(text))
    return f"[{words}]({_address(url)})" if url.startswith(("https://", "http://")) and words else words


def _visible(text: str) -> str:
    """Return a text in which nothing is hidden: what a reader could not see is shown as a replacement character."""
    text = _SURROGATES.sub(_REPLACEMENT, text)
    while hidden := hidden_character(text):
        text = text.replace(hidden, _REPLACEMENT)
    return text


def _line(line: str) -> str:
    """Escape one line. The one escape: every other way into the document leads through here."""
    line = _HEXADECIMAL.sub(lambda found: _SIX.sub(rf"\1{_BREAK}", found[0]), line)
    line = _LINKED_UNASKED.sub(rf"\g<0>{_BREAK}", line)
    first = _FIRST.match(line)
    if first is None:
        return _ACTIVE.sub(_escaped, line)
    at = first.end() - 1
    return line[:at] + _reference(line[at]) + _ACTIVE.sub(_escaped, line[at + 1 :])


def _escaped(found: re.Match[str]) -> str:
    return _reference(found[0])


def _reference(sign: str) -> str:
    # GitHub's own advice for a dollar sign that begins no formula is an element of its own.
    return "<span>&#36;</span>" if sign == "$" else f"&#{ord(sign)};"


def _address(url: str) -> str:
    """Return an address that cannot end the parentheses it stands in."""
    clean = _SURROGATES.sub(_REPLACEMENT, url)
    return percent_encoded(clean, safe=_URL_SAFE).replace("&", "&amp;")
