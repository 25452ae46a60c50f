"""A witness's word is written where it belongs in the witness's file, and every other byte of it stays."""

from __future__ import annotations

import re
from importlib.resources import files
from json import loads
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.document import read
from ladderci.model.fact import Confirmation
from ladderci.scaffold import legible
from ladderci.schema import Validator
from ladderci.splice import SpliceError, confirm

FILE = "reviews/2026-h2/confirmations/grace.yaml"
CYCLE = "2026-h2"
VALIDATOR = Validator(loads((files("ladderci") / "formats" / "confirmations.schema.json").read_text()))
WORD = Confirmation("grace", "ada", "interviewing", confirmed=True, digest="0123abcd")
NEW = """\
# yaml-language-server: $schema=../../../schema/confirmations.schema.json
confirmations: 1
cycle: 2026-h2
witness: grace
answers:
  ada:
    interviewing:
      confirmed: true
      digest: 0123abcd
"""
HEADER = NEW.split("answers:", maxsplit=1)[0]
THREE = """\
confirmations: 1
answers:
    # who asked first
    ada:
      interviewing:   # in spring
        # I was there
        confirmed: true  # sure
        note: |  # long
          Eleven of them,

          all well.
        digest: aaaaaaaa
        # and that is all
      drill: {confirmed: false, digest: 'bbbbbbbb'}   # flow

    # asked later
    "Bo":
      talk: {digest: cccccccc, confirmed: true, note: "was: good",}
# the end
"""


def _confirm(text: str, *words: Confirmation) -> str:
    for word in words:
        text = confirm(read(FILE, text.encode()), word, CYCLE)
    return text


def _data(text: str) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    document = read("", text.encode())
    assert not document.faults
    return cast("dict[str, dict[str, dict[str, dict[str, object]]]]", document.data)


def _answers(text: str) -> list[tuple[object, ...]]:
    answers = _data(text)["answers"]
    return [
        (subject, key, *((one or {}).get(field) for field in ("confirmed", "digest", "note")))
        for subject, keys in answers.items()
        for key, one in (keys or {}).items()
    ]


# --- a new file --------------------------------------------------------------------------------------------------


def test_a_new_file_has_all_that_its_format_asks_for() -> None:
    text = confirm(None, WORD, CYCLE)
    assert text == NEW
    assert VALIDATOR.refusals(_data(text)) == ()


@pytest.mark.parametrize("digest", ["12345678", "1234e567", "00000000", "0x123456"])
def test_a_digest_stays_text_whatever_it_looks_like(digest: str) -> None:
    assert _answers(confirm(None, WORD._replace(digest=digest), CYCLE)) == [("ada", "interviewing", True, digest, None)]


@pytest.mark.parametrize("name", ["2026", "null", "true", "1e5", "no"])
def test_names_stay_text_whatever_they_look_like(name: str) -> None:
    text = confirm(None, Confirmation(name, name, name, confirmed=False, digest="0123abcd"), name)
    assert _answers(text) == [(name, name, False, "0123abcd", None)]
    data = cast("dict[str, object]", _data(text))
    assert (data["witness"], data["cycle"]) == (name, name)


@given(st.text(max_size=300))
def test_a_note_of_any_characters_is_read_as_it_was(note: str) -> None:
    words = legible(note)
    text = confirm(None, WORD._replace(note=note), CYCLE)
    assert _answers(text) == [("ada", "interviewing", True, "0123abcd", words or None)]
    assert VALIDATOR.refusals(_data(text)) == ()
    for before in (THREE, text, NEW):
        found = _data(_confirm(before, WORD._replace(note=note)))["answers"]["ada"]["interviewing"].get("note")
        assert (found or None) == (words or None)


def test_a_long_note_is_folded() -> None:
    text = confirm(None, WORD._replace(note="of many words " * 50 + "end"), CYCLE)
    assert max(map(len, text.splitlines())) <= 110


# --- what is added -----------------------------------------------------------------------------------------------


def test_an_answer_is_added_below_the_others_of_that_person() -> None:
    added = "    drill:\n      confirmed: false\n      digest: 0123abcd\n      note: 'no: never'\n"
    assert _confirm(NEW, WORD._replace(key="drill", confirmed=False, note="no: never")) == NEW + added
    text = _confirm(THREE, WORD._replace(key="new"))
    new = "      new:\n        confirmed: true\n        digest: 0123abcd\n"
    assert text == THREE.replace("# flow\n", f"# flow\n{new}")


def test_a_person_is_added_below_the_others() -> None:
    added = "  bo:\n    talk:\n      confirmed: true\n      digest: 0123abcd\n"
    assert _confirm(NEW, WORD._replace(subject="bo", key="talk")) == NEW + added


@pytest.mark.parametrize(
    "part",
    [
        "",
        "answers:\n",
        "answers: {}\n",
        "answers: ~\n",
        "answers:\n  {}\n",
        "answers:\n  ada:\n",
        "answers:\n  ada: {}\n",
        "answers:\n  ada: null\n",
        "answers:\n  ada:\n    interviewing:\n",
        "answers:\n  ada:\n    interviewing: {}\n",
        "answers:\n  ada:\n    interviewing:\n      confirmed: true\n",
        "answers:\n  ada:\n    interviewing:\n      confirmed:\n      digest: 1\n",
    ],
)
def test_what_is_missing_on_the_way_to_an_answer_is_added(part: str) -> None:
    assert _confirm(HEADER + part, WORD) == NEW
    bare = (HEADER + part).rstrip("\n")
    assert _answers(_confirm(bare, WORD)) == _answers(NEW)
    assert not _confirm(bare, WORD).endswith("\n")


def test_answers_that_come_one_by_one_are_all_there_and_in_order() -> None:
    words = [WORD._replace(subject=one, key=key) for one in ("ada", "bo", "cy") for key in ("a", "b")]
    for order in (words, words[::-1], words[::2] + words[1::2]):
        text = confirm(None, order[0], CYCLE)
        text = _confirm(text, *order[1:])
        assert sorted(_answers(text)) == sorted((one.subject, one.key, True, one.digest, None) for one in words)
        assert VALIDATOR.refusals(_data(text)) == ()
        assert "\n\n" not in text


# --- what is changed ---------------------------------------------------------------------------------------------


def test_an_answer_is_changed_where_it_stands_and_its_comments_stay() -> None:
    text = _confirm(THREE, WORD._replace(confirmed=False, note="not #1: I"))
    expected = THREE.replace("confirmed: true  # sure", "confirmed: false  # sure")
    expected = expected.replace("|  # long\n          Eleven of them,\n\n          all well.", "'not #1: I'  # long")
    assert text == expected.replace("aaaaaaaa", "0123abcd")


def test_an_answer_in_braces_is_changed_in_its_braces() -> None:
    text = _confirm(THREE, WORD._replace(key="drill", note="yes, {there}"))
    drill = "{confirmed: true, digest: '0123abcd', note: 'yes, {there}'}"
    assert text == THREE.replace("{confirmed: false, digest: 'bbbbbbbb'}", drill)


def test_a_login_counts_whatever_its_case() -> None:
    text = _confirm(THREE, WORD._replace(subject="bo", key="talk", digest="cccccccc", note="was: good"))
    assert text == THREE


def test_a_note_that_is_taken_back_is_empty_and_nothing_else_goes() -> None:
    text = _confirm(THREE, WORD._replace(subject="Bo", key="talk"))
    assert text == THREE.replace("cccccccc", "'0123abcd'").replace('"was: good"', "''")


@pytest.mark.parametrize("text", [NEW, THREE, NEW.replace("\n", "\r\n"), THREE.replace("\n", "\r"), THREE.rstrip("\n")])
@pytest.mark.parametrize("subject", ["ada", "bo", "cy"])
@pytest.mark.parametrize("key", ["interviewing", "drill", "talk"])
@pytest.mark.parametrize("note", ["", "a: note"])
def test_the_same_answer_again_changes_nothing_and_others_stay(text: str, subject: str, key: str, note: str) -> None:
    word = WORD._replace(subject=subject, key=key, note=note)
    updated = _confirm(text, word)
    assert _confirm(updated, word) == updated
    others = [one for one in _answers(text) if (str(one[0]).casefold(), one[1]) != (subject, key)]
    assert [one for one in _answers(updated) if one in others] == others
    assert len(set(re.findall(r"\r\n|\r|\n", updated))) == 1
    rest = iter(re.split(r"\r\n|\r|\n", updated))
    value = re.compile(r" *(confirmed|note|digest):.*| *(Eleven|all well).*|.*\{.*| *")
    assert all(line in rest for line in re.split(r"\r\n|\r|\n", text) if not value.fullmatch(line))


BITS = st.sampled_from([
    "    interviewing:\n      confirmed: true\n      digest: aaaaaaaa\n",
    "    interviewing: {confirmed: true, digest: aaaaaaaa}  # flow\n",
    "    interviewing: {digest: aaaaaaaa,\n      note: 'a',   # why\n      confirmed: true}\n",
    "    interviewing:\n      note: >-\n        folded\n\n      # a\n      confirmed: false\n\n      digest: '1'\n",
    "    interviewing:\n      note: |+\n        kept\n\n\n      confirmed:\n      digest: '1'\n",
    "    interviewing:\n      note: plain\n        goes\ton  # c\n      digest: '1'\n",
    "    'interviewing':\n      'confirmed': \"no\"\n      digest:\n      note:\n",
    "    interviewing:\n",
    "    interviewing: ~  # to do\n",
    "",
])  # fmt: skip
COMMENTS = st.sampled_from(["", "", "# left\n", "    # mine\n", "\n", "      # deep\n", "\n    # apart\n\n"])
OTHERS = st.sampled_from([
    "    b: {confirmed: true, digest: bbbbbbbb}\n",
    "    b:\n      confirmed: true\n      digest: bbbbbbbb\n      note: |+\n        x\n\n\n",
    "    b:\n      digest: bbbbbbbb\n      note: >\n        x\n",
])  # fmt: skip


@st.composite
def _files(draw: st.DrawFn) -> str:
    parts = [draw(BITS), draw(OTHERS)]
    if draw(st.booleans()):
        parts.reverse()
    text = draw(st.sampled_from([HEADER, "# mine\n\n" + HEADER, "confirmations: 1\n"])) + "answers:\n"
    for name in draw(st.sampled_from([("ada",), ("bo", "ada"), ("'ada'", "bo")])):
        inner = parts if "ada" in name else parts[1:]
        text += draw(COMMENTS) + f"  {name}:\n" + "".join(draw(COMMENTS) + part for part in inner) + draw(COMMENTS)
    text = text if draw(st.booleans()) else text.rstrip("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(_files(), st.sampled_from(["", "a note", "it's: #1, {a}", "long " * 40 + "note"]), st.booleans())
def test_in_any_file_one_answer_changes_and_every_comment_stays(text: str, note: str, confirmed: bool) -> None:  # noqa: FBT001 (hypothesis gives it)
    word = WORD._replace(note=note, confirmed=confirmed)
    updated = _confirm(text, word)
    found = [one for one in _answers(updated) if one[:2] == ("ada", "interviewing")]
    assert [(*one[:4], one[4] or "") for one in found] == [("ada", "interviewing", confirmed, "0123abcd", note)]
    without = ([one for one in _data(whole)["answers"].items() if one[0] != "ada"] for whole in (text, updated))
    assert next(without) == next(without) or not text.endswith("\n")
    assert re.findall(r"#[^\r\n]*", updated.replace("#1", "")) == re.findall(r"#[^\r\n]*", text)
    assert _confirm(updated, word) == updated


# --- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NEW.replace("grace", "ada"), "says another witness than grace"),
        (NEW.replace("2026-h2", "2026-h1"), "says another cycle than 2026-h2"),
        ("confirmations: 1\nanswers: {bo: {}}\n", "has its answers in braces"),
        ("confirmations: 1\nanswers:\n  ada: {b: {}}\n", "has its answers in braces"),
        ("{confirmations: 1}", "is written in braces"),
        ("confirmations: 1\nanswers: [ada]\n", "has no answers by key under `answers`"),
        ("confirmations: 1\nanswers:\n  ada: yes\n", "has no answers by key under `ada`"),
        ("confirmations: 1\nanswers:\n  ada: {interviewing: {confirmed}}\n", "no colon behind `confirmed`"),
        (
            "confirmations: 1\nanswers:\n  ada: {interviewing: {confirmed, digest: a}}\n",
            "in a way that cannot be added to",
        ),
        ("confirmations: 1\nanswers: &x\n", "mend what `ladderci check` says"),
        ("", "mend what `ladderci check` says"),
        ("# nothing yet\n", "mend what `ladderci check` says"),
        ("- a\n", "is not a file of confirmations"),
    ],
)
def test_what_cannot_be_added_to_is_said_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SpliceError, match=re.escape(words)) as raised:
        _confirm(text, WORD)
    assert "\n" not in str(raised.value)


@given(st.text(max_size=9), st.text(max_size=9))
def test_names_that_are_none_are_written_as_they_are_or_refused(subject: str, key: str) -> None:
    word = WORD._replace(subject=subject, key=key)
    for before in (None, read(FILE, THREE.encode())):
        try:
            text = confirm(before, word, CYCLE)
        except SpliceError:
            continue
        assert (True, "0123abcd") in [one[2:4] for one in _answers(text) if one[1] == key]
