r"""One escape for every destination: what somebody wrote stays text wherever it is printed.

Nothing is dropped. A character that a reader cannot see, or that would steer what reads the output, is shown as `\xNN`
or `\u{NNNN}`; a destination that has an encoding of its own gets that where it loses nothing.

Whatever is printed may end up in the log of a workflow, and GitHub's runner reads that log: a line that begins with
`::`, white space aside, is a command, and so is `##[` anywhere in a line. No function here lets either through.
"""

from __future__ import annotations

import re
from typing import Final

_HIDDEN: Final = (
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but for the ends of lines
    "\xad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e0fff"  # of no width, or deciding in which direction text runs
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # no characters at all
    "|(?<![^\\s\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\\s\u200c\u200d])"  # joiners are for the inside of words
    "|(?<![^\\s\ufe00-\ufe0f])[\ufe00-\ufe0f]"  # a variation selector belongs to what stands before it
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]"  # some flags are spelled in tag characters
    "|(?<=#)#(?=\\[)"  # the old form of a workflow command
)
_LAST_OF_TWO_DIGITS: Final = 0xFF
_ON_TERMINAL: Final = re.compile(f"[\r\n]|{_HIDDEN}")
_IN_PROPERTY: Final = re.compile(_HIDDEN)
_IN_MESSAGE: Final = re.compile(f"(?<!\\S):(?=:)|{_HIDDEN}")
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def terminal(text: str) -> str:
    """Return a text as one line that a terminal prints and does not obey."""
    return _ON_TERMINAL.sub(_visible, text)


def no_command(line: str) -> str:
    """Return a line that is no command where it ends up in a workflow's log, however the text in it was broken."""
    return line.replace("::", r"\x3a:", 1) if line.lstrip().startswith("::") else line


def terminal_pieces(text: str) -> list[str]:
    """Return what `terminal` makes of each character, so that places in the text can still be found."""
    pieces = list(text)
    for found in _ON_TERMINAL.finditer(text):
        pieces[found.start()] = _visible(found)
    return pieces


def runner(text: str) -> str:
    """Return a text as the message of a workflow command, or as a line of a workflow's log.

    Line ends and `%` are encoded as GitHub's runner decodes them in a message.
    """
    return _IN_MESSAGE.sub(_visible, text).translate(_DATA)


def runner_property(text: str) -> str:
    """Return a text as the value of a workflow command's property."""
    return _IN_PROPERTY.sub(_visible, text).translate(_PROPERTY)


def sarif_message(text: str) -> str:
    """Return a text as a plain SARIF message, in which it can make no link.

    `[words](address)` is a link there (SARIF 2.1.0, section 3.11.6); consumers differ in whether a backslash undoes it.
    """
    return terminal(text).replace("](", "] (")


def document(value: object) -> str:
    """Return a JSON document of ASCII characters that are all visible; read back, it is the same value."""
    from json import dumps

    text = dumps(value, ensure_ascii=True, allow_nan=False, indent=2)
    return text.replace("\x7f", "\\u007f").replace("##[", "#\\u0023[")


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code <= _LAST_OF_TWO_DIGITS else f"\\u{{{code:04x}}}"
