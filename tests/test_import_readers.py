"""Every word of a ladder is in its outline once and in its order, whatever the ladder was written in."""

from __future__ import annotations

import html
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ladderci.importing.family import MAX_BYTES, Family, family_of, outline_of, outline_of_file
from ladderci.importing.outline import Block, Node, UnreadableLadderError, words

if TYPE_CHECKING:
    from collections.abc import Sequence

FIXTURES: Final = Path(__file__).parent / "data" / "ladders" / "readers"
PUBLISHED: Final = Path(__file__).parents[2] / "shared" / "ladders"
SECONDS: Final = 20
"""A hostile file takes at most some seconds; the rest is for a busy machine that counts coverage."""

needs_published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published ladders are not here")


def nodes_of(name: str, text: str | bytes) -> tuple[Node, ...]:
    return outline_of(name, text if isinstance(text, bytes) else text.encode()).nodes


def shown(nodes: Sequence[Node]) -> list[str]:
    return [node.text for node in nodes if node.block not in {Block.NAVIGATION, Block.VALUE}]


def brief(nodes: Sequence[Node]) -> list[tuple[str, int, str]]:
    return [(node.block.value, node.line, node.text) for node in nodes]


def fixture(name: str) -> tuple[Node, ...]:
    return outline_of_file(FIXTURES / name).nodes


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(UnreadableLadderError) as error:
        outline_of(name, content)
    return str(error.value)


def outline_or_line(name: str, content: bytes) -> tuple[tuple[Node, ...], str]:
    try:
        return outline_of(name, content).nodes, ""
    except UnreadableLadderError as error:
        return (), str(error)


# One ladder in three families


@pytest.mark.parametrize("name", ["keeper-2.html", "keeper-2.md"])
def test_one_ladder_in_text_html_and_markdown_has_the_same_texts(name: str) -> None:
    assert shown(fixture(name)) == shown(fixture("keeper-2.txt"))


@pytest.mark.parametrize("name", ["keeper-2.txt", "keeper-2.html", "keeper-2.md"])
def test_a_line_that_is_told_is_the_one_in_which_the_text_begins(name: str) -> None:
    lines = (FIXTURES / name).read_text().splitlines()
    for node in fixture(name):
        first = html.escape(node.text.split()[0], quote=False)
        assert first in " ".join(lines[node.line - 1 : node.line + 1]), node  # a lone mark has its text one line below


@pytest.mark.parametrize("name", ["keeper-2.txt", "keeper-2.html", "keeper-2.md"])
def test_a_text_that_a_mark_refers_to_is_a_footnote_and_no_point_of_a_list(name: str) -> None:
    [note] = [node for node in fixture(name) if node.block is Block.FOOTNOTE]
    assert note.key == "*"
    assert note.text.startswith("Tides are what")


def test_doubled_words_and_curly_apostrophes_stay_as_they_are() -> None:
    texts = shown(fixture("keeper-2.html"))
    assert "I write down every failure of the lamp, and and why it happened." in texts
    assert "I mend what I am able to mend – and say so when I can’t." in texts


def test_two_sections_of_one_name_are_two_texts() -> None:
    assert shown(fixture("keeper-2.txt")).count("Burning") == 2


@needs_published
@pytest.mark.parametrize("text", sorted(PUBLISHED.glob("dropbox/text/*.txt")), ids=lambda path: path.stem)
def test_published_text_and_page_have_the_same_texts(text: Path) -> None:
    *track, level = text.stem.split("-")
    page = PUBLISHED / "dropbox" / "html" / f"{'_'.join([level, *track])}.html"
    assert shown(outline_of_file(text).nodes) == shown(outline_of_file(page).nodes)


@needs_published
@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("dropbox/text/*.txt")), ids=lambda path: path.stem)
def test_every_word_of_a_published_text_is_kept(path: Path) -> None:
    marks = re.compile(r"^(?:-|\*)(?:\s|$)", re.MULTILINE)
    assert " ".join(shown(outline_of_file(path).nodes)).split() == marks.sub("", path.read_text()).split()


@needs_published
@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("octopus/*.md")), ids=lambda path: path.stem)
def test_every_word_of_published_markdown_is_kept(path: Path) -> None:
    markup = re.compile(r"^(?:#+|-|>) +|</?(?:details|summary)>|\*\*|(?<!\w)_|_(?!\w)|\[|\]\([^)]*\)", re.MULTILINE)
    assert " ".join(shown(outline_of_file(path).nodes)).split() == markup.sub("", path.read_text()).split()


@needs_published
@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("financial-times/*.yml")), ids=lambda path: path.stem)
def test_every_statement_of_published_yaml_says_its_level_and_area(path: Path) -> None:
    nodes = outline_of_file(path).nodes
    levels = {node.level for node in nodes if node.block is Block.HEADING and node.level}
    areas = {node.area for node in nodes if node.block is Block.HEADING and node.area}
    items = [node for node in nodes if node.block is Block.ITEM]
    assert len({node.key for node in items}) == path.read_text().count("\n    level:") or len(items) > 40
    assert {node.level for node in items} <= levels
    assert {node.area for node in items} <= areas


# What each family has of its own


def test_text_wrapped_by_hand_is_put_together_again() -> None:
    assert brief(fixture("keepers-wrapped.txt"))[:7] == [
        ("paragraph", 1, "K3 CHIEF KEEPER"),
        (
            "paragraph",
            3,
            (
                "The chief keeper looks after all the lamps of one coast and after those who keep them, "
                "and answers for both to the harbour and to the ships that pass by night."
            ),
        ),
        ("paragraph", 7, "Lamps:"),
        ("item", 9, "Knows every lamp of the coast, who keeps it, and when it was last taken down and cleaned."),
        ("item", 11, "Decides which one is mended first, and says why to those that have to wait."),
        ("item", 13, "in winter"),
        ("item", 14, "in summer"),
    ]


def test_headings_of_plain_text_stand_out_by_capitals_colon_or_underline() -> None:
    by_text = {node.text: node for node in fixture("keepers-wrapped.txt") if not node.cell}
    assert by_text["K3 CHIEF KEEPER"].strong
    assert by_text["Lamps:"].strong
    assert by_text["Sea"].block is Block.HEADING
    assert not by_text["Rows out."].strong


def test_lists_within_lists_are_deeper() -> None:
    by_text = {node.text: node for node in (*fixture("keepers-wrapped.txt"), *fixture("keepers-folded.md"))}
    assert by_text["in winter"].depth == 2
    assert by_text["Twice."].depth == 2
    assert by_text["I light it."].depth == 1


@pytest.mark.parametrize(
    "mark", ["-", "*", "+", "•", "–", "—", "◦", "▪", "●", "1.", "2)", "(3)", "a)", "iv.", "•\t", "・"]
)
def test_every_common_mark_makes_a_point_of_a_list(mark: str) -> None:
    nodes = nodes_of("a.txt", f"Sea\n{mark} Rows out.\n\t{mark} In rain.\n")
    assert [(node.block.value, node.depth, node.text) for node in nodes] == [
        ("paragraph", 1, "Sea"),
        ("item", 1, "Rows out."),
        ("item", 2, "In rain."),
    ]


def test_rows_with_tabs_are_a_table() -> None:
    cells = [node for node in fixture("keepers-wrapped.txt") if node.cell]
    assert [(node.cell.row, node.cell.column, node.text) for node in cells if node.cell] == [
        (1, 1, "Skill"),
        (1, 2, "K1"),
        (1, 3, "K2"),
        (2, 1, "Lamp"),
        (2, 2, "trims"),
        (2, 3, "mends"),
        (3, 1, "Sea"),
        (3, 3, "counts"),
    ]


def test_a_table_of_markdown_says_row_and_column_of_every_text() -> None:
    cells = [(*node.cell[1:4], node.text) for node in fixture("keepers-folded.md") if node.cell]
    assert cells == [
        (1, 1, True, "Skill"),
        (1, 2, True, "K1"),
        (1, 3, True, "K2"),
        (2, 1, False, "Lamp"),
        (2, 2, False, "Trims it"),
        (2, 3, False, "Trims it"),
        (2, 3, False, "Mends it"),
        (3, 1, False, "Sea"),
        (3, 3, False, "Counts ships[^1]"),
    ]


def test_what_folds_is_told_with_its_summary() -> None:
    folded = [(node.block.value, node.text) for node in fixture("keepers-folded.md") if node.details]
    assert folded == [("summary", "Examples"), ("item", "I trimmed it in a storm."), ("item", "Twice.")]


def test_footnotes_of_markdown_are_kept_also_where_they_look_like_an_address() -> None:
    notes = [(node.block.value, node.key, node.text) for node in fixture("keepers-folded.md")[-2:]]
    assert notes == [("footnote", "[^1]", "Ships of more than one mast."), ("paragraph", "", "[^2]: alone")]


def test_cells_that_span_rows_and_columns_move_the_others() -> None:
    page = (
        "<table><tr><th rowspan=2>Skill<th colspan=2>Level<tr><th>K1<th>K2<tr><td>Lamp<td>trims<td>"
        "<ul><li>mends<li>cleans</ul></table>"
    )
    nodes = nodes_of("a.html", page)
    assert [(*node.cell[1:], node.text) for node in nodes if node.cell] == [
        (1, 1, True, 1, 2, "Skill"),
        (1, 2, True, 2, 1, "Level"),
        (2, 2, True, 1, 1, "K1"),
        (2, 3, True, 1, 1, "K2"),
        (3, 1, False, 1, 1, "Lamp"),
        (3, 2, False, 1, 1, "trims"),
        (3, 3, False, 1, 1, "mends"),
        (3, 3, False, 1, 1, "cleans"),
    ]


def test_a_table_that_lays_out_the_page_is_none() -> None:
    page = "<table><tr><td>left<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>"
    assert [(node.text, node.cell is None) for node in nodes_of("a.html", page)] == [
        ("left", True),
        ("a", False),
        ("b", False),
        ("c", False),
        ("d", False),
    ]


def test_terms_and_what_they_mean_are_a_bold_line_and_its_points() -> None:
    nodes = nodes_of("a.html", "<dl><dt>Lamp<dd>Trims the wick.<dd>Cleans the lens.</dl>")
    assert [(node.block.value, node.strong, node.text) for node in nodes] == [
        ("paragraph", True, "Lamp"),
        ("item", False, "Trims the wick."),
        ("item", False, "Cleans the lens."),
    ]


def test_lines_and_bullets_inside_a_paragraph_of_a_page_are_texts_of_their_own() -> None:
    nodes = nodes_of("a.html", "<p><b>Lamp</b><br>• Trims the wick.<br>• Cleans the lens.</p><p>&#8226;&nbsp;Lights it")
    assert [(node.block.value, node.text) for node in nodes] == [
        ("paragraph", "Lamp"),
        ("item", "Trims the wick."),
        ("item", "Cleans the lens."),
        ("item", "Lights it"),
    ]


def test_only_what_a_page_shows_is_read_and_its_menus_are_told_apart() -> None:
    page = """<html><title>T</title><script>var a = '<p>no</p>'</script><style>p{}</style>
        <nav><a href=a>One</a></nav><main><h1>Keeper</h1><!-- no --><p>Trims <noscript>no</noscript>the wick.</p>
        <button>Print</button></main><p>About us</p><footer>Imprint</footer>"""
    assert [(node.block.value, node.text) for node in nodes_of("a.html", page)] == [
        ("navigation", "One"),
        ("heading", "Keeper"),
        ("paragraph", "Trims the wick."),
        ("navigation", "Print"),
        ("navigation", "About us"),
        ("navigation", "Imprint"),
    ]


def test_statements_that_are_links_are_no_menu() -> None:
    items = "".join(
        f"<li><a href=x>I look after the lamp number {number} in every night of the year</a>" for number in "1234567"
    )
    assert {node.block for node in nodes_of("a.html", f"<h1>Keeper</h1><ul>{items}</ul>")} == {
        Block.HEADING,
        Block.ITEM,
    }


def test_yaml_says_level_area_and_id_of_every_text() -> None:
    assert [(node.block.value, node.key, node.level, node.area, node.text) for node in fixture("keepers.yaml")] == [
        ("heading", "Keepers", "", "", "Keepers"),
        ("value", "sheet", "", "", "1abc"),
        ("heading", "k1", "k1", "", "Keeper"),
        ("heading", "k2", "k2", "", "Chief Keeper"),
        ("heading", "lamp", "", "lamp", "The Lamp"),
        ("paragraph", "lamp", "", "lamp", "What burns."),
        ("item", "c-1", "k1", "lamp", "Trims the wick before dusk."),
        ("summary", "c-1", "k1", "lamp", "examples"),
        ("item", "c-1", "k1", "lamp", "Trimmed it in a storm."),
        ("value", "weight", "k1", "lamp", "3"),
        ("item", "c-2", "k2", "lamp", "Mends the lamp."),
    ]


def test_keys_of_yaml_may_name_levels_and_areas() -> None:
    nodes = fixture("keepers-by-level.yaml")
    assert [(node.block.value, node.line, node.level, node.area, node.text) for node in nodes] == [
        ("heading", 1, "K1", "", "K1"),
        ("heading", 2, "K1", "Lamp", "Lamp"),
        ("item", 3, "K1", "Lamp", "Trims the wick."),
        ("item", 4, "K1", "Lamp", "Cleans the lens."),
        ("heading", 5, "K1", "Sea", "Sea"),
        ("item", 5, "K1", "Sea", "Counts the ships that pass by day."),
        ("heading", 6, "K2", "", "K2"),
        ("heading", 7, "K2", "Lamp", "Lamp"),
        ("heading", 8, "K2", "Lamp", "Burning"),
        ("item", 9, "K2", "Lamp", "Mends the lamp."),
    ]


@pytest.mark.parametrize(
    ("name", "text", "family"),
    [
        ("a.txt", "Lamp\n- Trims it", Family.TEXT),
        ("a.md", "Lamp\n- Trims it\nSea\n- Rows", Family.TEXT),
        ("a.txt", "# Lamp\n\n- Trims it", Family.MARKDOWN),
        ("a", "**Lamp**\n\n- Trims it", Family.MARKDOWN),
        ("a.md", "<div align=center>\n\n# Lamp\n</div>", Family.MARKDOWN),
        ("a.md", "<!DOCTYPE html><p>Lamp", Family.HTML),
        ("a.txt", "<div><h1>Lamp</h1><p>Trims it</p></div>", Family.HTML),
        ("a.html", "Lamp", Family.HTML),
        ("a.yml", "Lamp:\n- Trims it", Family.YAML),
        ("a.txt", "Lamp:\n- Trims it", Family.TEXT),
        ("a", "levels:\n- id: k1\n", Family.YAML),
        ("a.txt", "2 < 3\n- Trims it", Family.TEXT),
    ],
)
def test_a_file_s_family_is_told_by_what_stands_in_it(name: str, text: str, family: Family) -> None:
    assert family_of(name, text) is family


# Properties

WORD: Final = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéßøłжщאבعم日本語"), min_size=2, max_size=9).filter(
    lambda word: not re.fullmatch(r"[ivx]+", word)
)
SENTENCE: Final = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
PART: Final = st.tuples(SENTENCE, st.lists(SENTENCE, max_size=2), st.lists(SENTENCE, min_size=1, max_size=4))
LADDER: Final = st.lists(PART, min_size=1, max_size=5)
Parts = list[tuple[str, list[str], list[str]]]


def as_text(parts: Parts) -> str:
    return "\n".join(
        "\n".join([title, *(f"\n{sentence}" for sentence in said), *(f"- {item}" for item in items), ""])
        for title, said, items in parts
    )


def as_html(parts: Parts) -> str:
    return "<!doctype html><body>" + "".join(
        "".join([f"<div><h2>{title}</h2>", *(f"<p>{sentence}" for sentence in said), "<ul>"])
        + "".join([*(f"<li><span>{item}</span>" for item in items), "</ul></div>"])
        for title, said, items in parts
    )


def as_markdown(parts: Parts) -> str:
    return "\n".join(
        "\n".join([f"## {title}", *(f"\n{sentence}" for sentence in said), "", *(f"- {item}" for item in items), ""])
        for title, said, items in parts
    )


def as_yaml(parts: Parts) -> str:
    return "\n".join(
        "\n".join([f"- name: {title!r}", f"  about: {said}", f"  expectations: {items}"])
        for title, said, items in parts
    )


@settings(deadline=None, max_examples=60)
@given(LADDER)
def test_a_made_up_ladder_has_the_same_texts_in_every_family(parts: Parts) -> None:
    texts = [text for title, said, items in parts for text in (title, *said, *items)]
    for name, source in (
        ("a.txt", as_text(parts)),
        ("a.html", as_html(parts)),
        ("a.md", as_markdown(parts)),
        ("a.yaml", as_yaml(parts)),
    ):
        assert shown(nodes_of(name, source)) == texts, name


TEXT_MARKS: Final = st.sampled_from(["\n", "\n\n", "  ", "\t", "- ", "• ", "1. ", ":", "\n- ", "\n* "])
MARKDOWN_MARKS: Final = st.sampled_from(["\n", "\n\n", "> ", "\n- ", "\n  - ", "\n# ", "**", "|", "\n---\n"])
MESS: Final = st.lists(
    st.one_of(
        WORD,
        st.sampled_from(["<div>", "</div>", "<p>", "</ul>", "<ul>", "<li>", "<td>", "<table>", "<tr>", "<b>", "</b>"]),
        st.sampled_from(["<details>", "<summary>", "<br>", "<h2>", "</h2>", "<dl>", "<dd>", "<th>", "\n", "<pre>"]),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=100)
@given(MESS)
def test_no_broken_markup_loses_or_doubles_a_word_of_a_page(mess: list[str]) -> None:
    source = "<!doctype html><p>start " + "".join(f"{part} " for part in mess)
    said = [part for part in mess if part.isalpha()]
    found = " ".join(node.text for node in nodes_of("a.html", source)).split()
    assert sorted(found) == sorted(["start", *said])


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.one_of(WORD, st.sampled_from(["\n", "\n\n", "  ", "\t", "- ", "• ", "1. ", ":", "\n- ", "\n* "])),
        max_size=40,
    )
)
def test_plain_text_keeps_every_word_in_its_order(mess: list[str]) -> None:
    source = "start" + " ".join(mess)
    found = re.findall(r"\w\w+", " ".join(node.text for node in nodes_of("a.txt", source)))
    assert found == re.findall(r"\w\w+", source)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.one_of(WORD, st.sampled_from(["\n", "\n\n", "> ", "\n- ", "\n  - ", "\n# ", "**", "|", "\n---\n"])),
        max_size=40,
    )
)
def test_markdown_keeps_every_word_in_its_order(mess: list[str]) -> None:
    source = "# start\n\n" + " ".join(mess)
    found = re.findall(r"\w\w+", " ".join(node.text for node in nodes_of("a.md", source)))
    assert found == re.findall(r"\w\w+", source)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.md", "a.yaml", "a"]))
def test_any_bytes_give_an_outline_or_one_line(content: bytes, name: str) -> None:
    nodes, line = outline_or_line(name, content)
    assert bool(nodes) != bool(line)
    assert not line or (line.startswith(f"{name}:") and line.isprintable())
    assert all(node.text and node.text == words(node.text) and node.line > 0 for node in nodes)


# Hostile and bad input


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "there is nothing in this file"),
        ("a.md", b"\xef\xbb\xbf \n\t", "there is nothing in this file"),
        ("a.html", b"<!-- nothing -->", "there is no text in this file"),
        ("a.txt", "Fähig".encode("latin-1"), "the byte 0xE4 in line 1"),
        ("a.txt", "Lamp and sea".encode("utf-16"), "UTF-16"),
        ("a.txt", "Lamp and sea".encode("utf-16-be"), "UTF-16"),
        ("a.txt", b"%PDF-1.7\n\xe2\xe3", "a PDF"),
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        ("a.txt", b"PK\x03\x04\0\0", "an archive or an office document"),
        ("a.txt", bytes(range(1, 32)) * 9, "this is no text"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
        ("a.txt", b"x\n" * 200_000, "lines"),
        ("a.html", b"<div>" * 100_000 + b"x" + b"</div>" * 100_000, "nested more than 500 deep"),
        ("a.html", b"<p " + b"a=1 " * 200_000 + b">x", "attributes"),
        ("a.html", b"<!--><p " + b'a="<" ' * 200_000 + b">x", "attributes"),
        ("a.html", b"<title><script></title><p " + b"a " * 200_000 + b">x", "attributes"),
        ("a.html", b"<p>a" * 200_001, "elements"),
        ("a.md", b"# A\n" + b">" * 10_000 + b" x", "nested more than 50 deep"),
        ("a.md", b"# A\n" + b"- " * 5_000 + b"x", "nested more than 50 deep"),
        ("a.md", b"# A\n" + b"[" * 30_000, "opening brackets"),
        ("a.md", b"# A\n" + b"a " * 400_000, "characters of Markdown"),
        ("a.yaml", b"a: &x [b]\nc: *x\n", "a.yaml:1:4: this is YAML that is not read here (anchor)"),
        ("a.yaml", b"a: [b\nc: d", "a.yaml:1:4: this is no YAML"),
        ("a.yaml", b"levels:\n  1: a\n", "a.yaml:2:3: a key must be text"),
        ("a.yaml", b"levels: [a\0b]\n", "nobody can see"),
        ("a.yaml", b"a: " + b"[" * 5_000, "nested too deep"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(name: str, content: bytes, says: str) -> None:
    began = time.monotonic()
    line = refusal(name, content)
    assert says in line
    assert line.startswith(f"{name}:")
    assert line.isprintable()
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.md", b"# A\n" + b"*a **a " * 20_000, 2),
        ("a.md", b"# A\n" + b"&" * 100_000, 2),
        ("a.md", b"# A\n" + b"`a" * 50_000, 2),
        ("a.md", b"|a|b|\n|-|-|\n" + b"|x|y|\n" * 5_000, 10_002),
        ("a.md", b"# A\n" + b"- a b\n" * 5_000, 5_001),
        ("a.html", b"<p>One<ul><li>Two <b>bold" + b"<br>" * 50_000 + b"<span> </span>" * 50_000 + b"end", 2),
        ("a.html", b"<p>&amp;&lol;" + b"&amp;" * 100_000, 1),
        ("a.html", b"<details><summary>S</summary>" * 200 + b"x", 201),
        ("a.txt", b"x* " * 200_000 + b"\n* x", 2),
        (
            "a.txt",
            ("word " * 15).strip().encode()
            + b"\n"
            + b"and more of these words in one line that goes on and on\n" * 20_000,
            20_001,
        ),
        ("a.txt", b"a" + "\u200c".encode() * 1_000_000 + b"b", 1),
        ("a.txt", b"a\t" * 1_000_000 + b"b\nc\td\ne\tf", 5),
        ("a.md", b"# A\n" + b" " * 500_000 + b"x", 2),
        ("a", b"<!---->" * 30_000 + b"x", 1),
        ("a.html", b"<p>" + b"<b>A</b>\n" * 20_000 + b"a\n" * 20_000, 1),
        ("a.txt", b"Just one text with no heading at all.", 1),
    ],
)
def test_what_is_hostile_but_readable_takes_seconds(name: str, content: bytes, texts: int) -> None:
    began = time.monotonic()
    nodes = nodes_of(name, content)
    assert time.monotonic() - began < SECONDS
    assert len(nodes) == texts


def test_entities_of_a_page_s_own_are_not_expanded() -> None:
    page = b'<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>x &b; y</p>'
    assert nodes_of("a.html", page)[-1].text == "x &b; y"


def test_characters_that_nobody_can_see_are_left_out_and_joiners_in_words_stay() -> None:
    [node] = nodes_of("a.txt", "La\0mp \u202eand\u202c s\u200bea\u00ad \u200d می\u200cخواهم")
    assert node.text == "Lamp and sea می\u200cخواهم"


@pytest.mark.parametrize(
    "text",
    ["التأثير\n- أعمل مع فريقي.", "影響\n- チームと協力して働きます。", "Lamp\n- I wo\u0301rk e" + "\u0301" * 3_000],
)
def test_every_script_is_read(text: str) -> None:
    title, item = nodes_of("a.txt", text)
    assert (title.block, item.block) == (Block.PARAGRAPH, Block.ITEM)
    assert f"{title.text}\n- {item.text}" == text


def test_folders_and_missing_files_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLadderError, match="this is a folder"):
        outline_of_file(tmp_path)
    with pytest.raises(UnreadableLadderError, match="there is no such file"):
        outline_of_file(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("library", "name", "content"),
    [("lxml", "a.html", b"<p>Lamp"), ("markdown_it", "a.md", b"# Lamp")],
)
def test_a_missing_library_is_said_with_what_to_install(
    library: str, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert "pip install 'ladderci[import]'" in refusal(name, content)
