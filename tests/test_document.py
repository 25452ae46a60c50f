"""Bytes to data: the core schema of YAML 1.2, places that are right, and nothing that raises."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ladderci.document import MAX_DEPTH, Document, FaultKind, read
from ladderci.model import Aim, Place, Position, Span
from ladderci.text import hidden_character, line_count, span_of, split_lines
from tests.workspace import ROOT, complete_review

FILE: Final = "reviews/2026-h2/ada-quill.yaml"
DATA: Final = Path(__file__).parent / "data"


def kinds(document: Document) -> set[FaultKind]:
    return {fault.kind for fault in document.faults}


def data_of(text: str | bytes) -> object:
    document = read(FILE, text.encode() if isinstance(text, str) else text)
    assert not document.faults
    return document.data


def start_of(document: Document, *path: str | int, aim: Aim = Aim.VALUE) -> tuple[int, int]:
    start = document.span(Place(path, aim)).start
    return start.line, start.column


# --- types -----------------------------------------------------------------------------------------------------------

CORE: Final[dict[str, object]] = {
    # Nothing, true and false: only these spellings (YAML 1.2.2, section 10.3.2).
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "nULL": "nULL",
    "true": True,
    "True": True,
    "TRUE": True,
    "tRUE": "tRUE",
    "false": False,
    "False": False,
    "FALSE": False,
    # What YAML 1.1 took for truth values is text.
    "no": "no",
    "No": "No",
    "yes": "yes",
    "on": "on",
    "off": "off",
    "y": "y",
    "n": "n",
    "N": "N",
    # Whole numbers.
    "0": 0,
    "12": 12,
    "+1": 1,
    "-17": -17,
    "-0": 0,
    "0123456": 123456,
    "08": 8,
    "0o17": 15,
    "0xFf": 255,
    "999999999999999": 999_999_999_999_999,
    # Numbers with a point or an exponent.
    ".5": 0.5,
    "1.": 1.0,
    "1.5": 1.5,
    "-1.5e3": -1500.0,
    "1e3": 1000.0,
    "+.5E-1": 0.05,
    # What YAML 1.1 took for numbers, dates and times is text.
    "1_000": "1_000",
    "0b11": "0b11",
    "-0x1": "-0x1",
    "0o8": "0o8",
    "12:30:45": "12:30:45",
    "190:20:30": "190:20:30",
    "2026-07-01": "2026-07-01",
    "2026-07-01T12:00:00Z": "2026-07-01T12:00:00Z",
    "2026-08..2026-10": "2026-08..2026-10",
    "1.2.3": "1.2.3",
    "1e": "1e",
    "e3": "e3",
    ".": ".",
    "+": "+",
    "-1-": "-1-",
    "1f3c9ab": "1f3c9ab",
    "٣": "٣",
    "=": "=",
    "inf": "inf",
    "nan": "nan",
    # Quotes make text of everything.
    '"12"': "12",
    "'true'": "true",
    '""': "",
    "''": "",
    "'it''s'": "it's",
    '"a\\tb\\u00e9\\x41"': "a\tbéA",
}


@pytest.mark.parametrize("written", CORE)
def test_values_are_read_by_the_core_schema_of_yaml_1_2(written: str) -> None:
    for text in (f"key: {written}\n", f"key: {written}", f"key:   {written}  # said\n"):
        data = data_of(text)
        assert data == {"key": CORE[written]}
        assert type(data["key"]) is type(CORE[written])


@pytest.mark.parametrize("written", [written for written in CORE if written and "," not in written])
def test_they_are_read_the_same_inside_lists_and_blocks(written: str) -> None:
    assert data_of(f"[{written}, x]") == [CORE[written], "x"]
    assert data_of(f"- {written}\n- x\n") == [CORE[written], "x"]
    assert data_of(f"key: |\n  {written}\n") == {"key": f"{written}\n"}


@pytest.mark.parametrize(
    "written",
    [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1234567890123456", "1e400", "0.1234567890123456", "1" * 200_000],
)
def test_numbers_that_readers_keep_differently_are_refused(written: str) -> None:
    document = read(FILE, f"key: {written}\n".encode())
    assert kinds(document) == {FaultKind.NUMBER}
    assert document.data == {"key": None}


@pytest.mark.parametrize("key", ["1", "1.5", "true", "~", "null", "[a]", "{a: 1}", "0x1"])
def test_a_key_that_is_no_text_is_a_fault(key: str) -> None:
    document = read(FILE, f"? {key}\n: 1\nplain: 2\n".encode())
    assert kinds(document) == {FaultKind.KEY_NOT_TEXT}
    assert document.data == {"plain": 2}


@pytest.mark.parametrize("key", ["no", "2026-07-01", "1_000", "'1'", '"true"', "a b", "owner/repo#12"])
def test_a_key_that_looks_like_something_else_is_text(key: str) -> None:
    assert data_of(f"{key}: 1\n") == {key.strip("'\""): 1}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("a: &x 1", "anchor"),
        ("a: *x", "alias"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: !x 1", "tag"),
        ("a: !!str 1", "tag"),
        ("!a b: 1", "tag"),
        ("<<: {a: 1}", "merge key"),
        ("%YAML 1.2\n---\na: 1", "directive"),
        ("a: 1\n---\nb: 2", "second document"),
        ("a: 1\n...\n---\nb: 2", "second document"),
    ],
)
def test_the_parts_of_yaml_that_have_no_place_in_a_review_are_named(text: str, feature: str) -> None:
    faults = read(FILE, text.encode()).faults
    forbidden = {fault.detail for fault in faults if fault.kind is FaultKind.FORBIDDEN}
    assert feature in forbidden
    assert {fault.kind for fault in faults} == {FaultKind.FORBIDDEN}, "and not said again in other words"


@pytest.mark.parametrize(
    "text", ["a: R&D", "a: b !important", "a: 3 * 4", "a: x&y*z!", "'<<': 1", "a: 100%", "a: '&b'"]
)
def test_their_marks_inside_of_text_are_text(text: str) -> None:
    data_of(text)


def test_nesting_has_a_limit() -> None:
    assert data_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert kinds(read(FILE, b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))) == {FaultKind.TOO_DEEP}
    indented = "".join(f"{' ' * level}a:\n" for level in range(MAX_DEPTH))
    assert data_of(indented)
    assert kinds(read(FILE, f"{indented}{' ' * MAX_DEPTH}a: 1".encode())) == {FaultKind.TOO_DEEP}


# --- characters and places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_and_columns_do_not_depend_on_line_ends_or_a_byte_order_mark(mark: bytes, end: str) -> None:
    text = "first: 1\nsecond:\n  - eins\n  - 'zwei'\nthird: |\n  a block\n  of two lines\n"
    document = read(FILE, mark + text.replace("\n", end).encode())
    assert not document.faults
    assert document.data == {"first": 1, "second": ["eins", "zwei"], "third": "a block\nof two lines\n"}
    assert start_of(document, "first", aim=Aim.KEY) == (1, 1)
    assert start_of(document, "first") == (1, 8)
    assert start_of(document, "second", 1) == (4, 5)
    assert start_of(document, "third") == (5, 8)
    assert document.line(4) == "  - 'zwei'"
    assert document.line(8) == document.line(99) == document.line(0) == ""
    assert line_count(document.text.encode()) == 7


def test_columns_count_characters() -> None:
    document = read(FILE, "a: {🏆é: 1, zwei: 2}\n".encode())
    assert start_of(document, "a", "zwei") == (1, 18)


def test_a_needle_is_found_inside_of_a_block() -> None:
    document = read(FILE, b"a:\n  story: |\n    one\n    two \xe2\x80\xb9three\xe2\x80\xba\n")
    assert document.span(Place(("a", "story"), needle="‹three›")) == Span(Position(4, 9), Position(4, 16))


def test_an_empty_value_stands_where_its_key_stands_and_a_path_ends_where_it_leads_nowhere() -> None:
    document = read(FILE, b"a:\n  b:\n  c: 1\n")
    assert start_of(document, "a", "b") == (2, 3)
    assert start_of(document, "a", "nowhere", "deeper", aim=Aim.KEY) == (1, 1)
    assert start_of(document, "a", "c", "deeper", aim=Aim.KEY) == (3, 3)


def test_of_two_equal_keys_the_last_counts_and_both_are_shown() -> None:
    document = read(FILE, b"a: 1\nb: 2\na: 3\n")
    (fault,) = document.faults
    assert document.data == {"a": 3, "b": 2}
    assert fault.kind is FaultKind.DUPLICATE_KEY
    assert (fault.span.start, fault.related and fault.related.start) == (Position(3, 1), Position(1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "👩‍💻 wrote",
        "👨‍👩‍👧‍👦",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🇩🇪",
        "❤️ 1️⃣",
        "क्‍ष",
        "می‌خواهم",
        "e\u0301",
        "שלום",
        "日本語　全角",
        "soft\u00adhyphen",
        "no\u00a0break",
        "tab\tinside",
    ],
)
def test_what_people_write_is_not_hidden(text: str) -> None:
    assert data_of(f"a: {text}x\n") == {"a": f"{text}x"}
    assert data_of(f'"{text}": 1\n') == {text: 1}


HIDDEN: Final = [
    *map(chr, [0, 7, 8, 11, 12, 27, 31, 127, 0x80, 0x85, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF]),
    *map(chr, [0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFFF9, 0xE0041]),
]


@pytest.mark.parametrize("character", HIDDEN, ids=[f"U+{ord(one):04X}" for one in HIDDEN])
def test_hidden_characters_are_found_where_they_stand(character: str) -> None:
    document = read(FILE, f"first: 1\nsecond: ab{character}c\n".encode())
    assert document.faults[0].kind is FaultKind.HIDDEN
    assert document.faults[0].span == Span(Position(2, 11), Position(2, 12))
    assert len(document.faults) == 1


@pytest.mark.parametrize("character", HIDDEN, ids=[f"U+{ord(one):04X}" for one in HIDDEN])
def test_hidden_characters_are_found_behind_an_escape(character: str) -> None:
    for text in (f'a: 1\nb: "x\\U{ord(character):08X}y"\n', f'a: 1\n"x\\U{ord(character):08X}y": 1\n'):
        (fault,) = read(FILE, text.encode()).faults
        assert fault.kind is FaultKind.HIDDEN
        assert fault.span.start.line == 2


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_joiner_that_joins_nothing_is_hidden(joiner: str) -> None:
    assert kinds(read(FILE, f"a: b{joiner} c".encode())) == {FaultKind.HIDDEN}
    assert kinds(read(FILE, f"a: {joiner}b".encode())) == {FaultKind.HIDDEN}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_other_unicode_encodings_are_named_once(encoding: str) -> None:
    (fault,) = read(FILE, complete_review().encode(encoding)).faults
    assert (fault.kind, fault.detail) == (FaultKind.NOT_UTF8, "UTF-16")


def test_a_byte_that_is_not_utf_8_is_found_where_it_stands() -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        (fault,) = read(FILE, mark + "first: é\nsecond: ü ".encode() + b"\xfc\n").faults
        assert (fault.kind, fault.detail) == (FaultKind.NOT_UTF8, "the byte 0xFC")
        assert fault.span.start == Position(2, 11)


@pytest.mark.parametrize("text", ["a: fixed in #812", "- fixed in #812\n", "a: {b: fixed in #812\n }", "a: x\n  y #z"])
def test_text_that_a_comment_cuts_is_found(text: str) -> None:
    assert kinds(read(FILE, text.encode())) == {FaultKind.CUT}


@pytest.mark.parametrize("text", ["a: 1 # said", "a: b #", "# x\na: b", "a: 'b' #c", "a: |\n  b #c", "a: b#c", "a: #c"])
def test_a_comment_that_is_one_is_left_alone(text: str) -> None:
    data_of(text)


# --- for all bytes ---------------------------------------------------------------------------------------------------

YAML_LIKE: Final = st.text(alphabet="ab01:-?[]{},#&*!|>'\"%@`~ \t\n\r.<=\\\u200b\u0085é🏆", max_size=60)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | YAML_LIKE.map(str.encode))
@example(b"\xef\xbb\xbf")
@example(b"? ? ?")
@example(b"- |-\n - >")
@example(b"\r\n\r:")
@example(b'"\\ud83d\\ude00"')
def test_reading_never_raises_and_spans_lie_inside_the_text(content: bytes) -> None:
    document = read(FILE, content)
    lines = split_lines(document.text or content.decode(errors="replace"))
    end = Position(len(lines) + 1, 1)
    for fault in document.faults:
        for span in (fault.span, fault.related or fault.span):
            assert Position(1, 1) <= span.start <= span.end <= end
            for position in (span.start, span.end):
                line = lines[position.line - 1] if position.line <= len(lines) else ""
                assert 1 <= position.column <= len(line) + 1
    if not document.readable:
        assert document.faults
        assert document.data is None


@given(st.text(alphabet="ab\r\n", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_offsets_become_the_positions_that_counting_gives(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    if text[start - 1 : start + 1] == "\r\n":
        start -= 1
    lines = split_lines(text[:start])
    assert span_of(text, start, min(start + length, len(text))).start == Position(len(lines), len(lines[-1]) + 1)
    assert line_count(text.encode()) == len(split_lines(text)) - 1


def is_kept_exactly(number: float) -> bool:
    return sum(map(str.isalnum, repr(number))) <= 15


TEXTS: Final = st.text(max_size=20).filter(
    lambda text: not hidden_character(text) and not hidden_character(f'"{text}"')
)
NUMBERS: Final = st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(allow_nan=False, allow_infinity=False).filter(
    is_kept_exactly
)
PLAIN: Final = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN, st.sampled_from([None, 1, 2]))
def test_json_is_read_as_what_it_is(data: object, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    document = read(FILE, text.encode())
    assert not document.faults
    assert document.data == data
    assert json.dumps(document.data) == json.dumps(data)  # which tells 1 from 1.0 and from True


@given(st.floats())
def test_a_number_is_either_kept_or_refused(number: float) -> None:
    written = (
        json.dumps(number) if math.isfinite(number) else ".nan" if math.isnan(number) else f"{number:f}"[:-3] + ".inf"
    )
    document = read(FILE, f"a: {written}".encode())
    refused = FaultKind.NUMBER in kinds(document)
    assert refused or not document.faults
    assert document.data == {"a": None if refused else number}


# --- without libyaml -------------------------------------------------------------------------------------------------

_READ_ALL: Final = """
import json, sys
if {blocked}:
    sys.modules["yaml._yaml"] = None
from ladderci.document import read
def place(span):
    return span and [span.start.line, span.start.column]
for name in sys.stdin.read().split():
    document = read(name, open(name, "rb").read())
    faults = [[fault.kind, place(fault.span), place(fault.related)] for fault in document.faults]
    print(json.dumps([name, document.data, faults]))
assert ("yaml._yaml" in sys.modules and sys.modules["yaml._yaml"] is None) is {blocked}
"""


def read_in_a_process(files: list[Path], *, blocked: bool) -> dict[str, tuple[object, list[object]]]:
    process = subprocess.run(
        [sys.executable, "-c", _READ_ALL.format(blocked=blocked)],
        input="\n".join(map(str, files)),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not process.stderr
    read_ = (json.loads(line) for line in process.stdout.splitlines())
    return {name: (data, faults) for name, data, faults in read_}


def test_without_libyaml_data_and_faults_are_the_same(tmp_path: Path) -> None:
    review = tmp_path / "review.yaml"
    review.write_text(complete_review(), encoding="utf-8")
    files = [review, *sorted((DATA / "accepted").iterdir()), *sorted((DATA / "rejected").glob("*/*"))]
    compiled, pure = (read_in_a_process(files, blocked=blocked) for blocked in (False, True))
    assert compiled.keys() == pure.keys() == {str(file) for file in files}
    assert compiled == pure
