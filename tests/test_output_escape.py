"""One escape for every destination: what somebody wrote stays text."""

from __future__ import annotations

import json
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ladderci.output import escape
from tests.reports import any_text

VISIBLE_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs that are drawn, although Unicode counts them among the format characters."""


def test_no_character_that_cannot_be_seen_reaches_a_terminal() -> None:
    for code in range(sys.maxunicode + 1):
        hidden = category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and code not in VISIBLE_FORMATS
        if hidden:
            assert escape.terminal(chr(code)) in {f"\\x{code:02x}", f"\\u{{{code:04x}}}"}


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "naïve café e\u0301",
        "界面",
        "عربى עברית",
        "می\u200cخواهم",
        "👩\u200d💻 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 🇸🇪",
        r"C:\x1b",
        "# [x] ::",
    ],
)
def test_what_people_write_is_left_as_it_is_on_a_terminal(text: str) -> None:
    assert escape.terminal(text) == text


def test_a_flag_spelled_in_tag_characters_stays_whole_and_other_tags_are_shown() -> None:
    wales = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert escape.terminal(wales) == wales
    assert escape.terminal("a\U000e0067") == "a\\u{e0067}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
        ("\u202egnp", "\\u{202e}gnp"),
        ("a \u200db", "a \\u{200d}b"),
        ("a\u200d\u200db", "a\\u{200d}\\u{200d}b"),
        (" \ufe0f", " \\u{fe0f}"),
        ("###[group]", "##\\x23[group]"),
        ("\udc80", "\\u{dc80}"),
    ],
)
def test_a_terminal_shows_what_it_would_have_obeyed(text: str, shown: str) -> None:
    assert escape.terminal(text) == shown
    assert escape.terminal_pieces(text) == [*escape.terminal_pieces(text)]
    assert "".join(escape.terminal_pieces(text)) == shown
    assert len(escape.terminal_pieces(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("100 %\r\n", "100 %25%0D%0A"),
        ("::error::x", "\\x3a:error::x"),
        ("a::b, c:d", "a::b, c:d"),
        ("a\r\u3000::b", "a%0D\u3000\\x3a:b"),
        ("a\n::b", "a%0A\\x3a:b"),
        ("%0A::b", "%250A::b"),
        ("say ##[add-mask]ada", "say #\\x23[add-mask]ada"),
        ("\u2028::x\x85::y\x1b", "\\u{2028}\\x3a:x\\x85\\x3a:y\\x1b"),
    ],
)
def test_a_message_for_the_runner_starts_no_command(text: str, encoded: str) -> None:
    assert escape.runner(text) == encoded


def test_a_property_for_the_runner_ends_where_we_end_it() -> None:
    assert escape.runner_property("a,b=c::d%\r\n##[x]") == "a%2Cb=c%3A%3Ad%25%0D%0A#\\x23[x]"


@given(any_text())
def test_json_reads_back_as_what_was_written_and_shows_every_character(text: str) -> None:
    document = escape.document({text: [text]})
    assert json.loads(document) == {text: [text]}
    assert "##[" not in document
    assert all(line.lstrip()[:1] in {"{", "}", "[", "]", '"'} for line in document.split("\n"))
    assert set(document) <= {"\n", *map(chr, range(32, 127))}


@given(any_text() | some.text(alphabet="[]() ab"))
def test_a_sarif_message_holds_no_link(text: str) -> None:
    assert "](" not in escape.sarif_message(text)
