"""A page template reaches the values of a page and nothing else, and under any of them what was written stays text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError

from ladderci import load
from ladderci.output.rendering import render, tidy
from ladderci.output.specimen import specimens
from ladderci.output.template import NAMES, TooLongError, built_in_source, render_own
from ladderci.output.template_check import fault_of, faults
from ladderci.text import hidden_character
from tests.peers.markdown import html, mentions_and_references, tree
from tests.test_output_markdown import ATTACKS, SIGNS, case_of, filled, lettered, page_of

if TYPE_CHECKING:
    from ladderci.output.page import Page

FULL, EMPTY = specimens()

# --- what it can reach ---------------------------------------------------------------------------------------------

ESCAPES: Final = {
    "the classes of a text": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "the class of the page": "{{ page.__class__ }}",
    "the class by a bracket": "{{ page['__class__'] }}",
    "the class by a filter": "{{ page | attr('__class__') }}",
    "the class in a list": "{{ page.work | map(attribute='__class__') | list }}",
    "the class of nothing": "{{ none.__class__ }}",
    "the class of a number": "{{ (1).__class__ }}",
    "the insides of Jinja": "{{ self._TemplateReference__context.environment }}",
    "the insides of a loop": "{% for each in page.remarks %}{{ loop._iterable }}{% endfor %}",
    "the insides of a macro": "{% macro a() %}{% endmacro %}{{ a._func.__globals__ }}",
    "the name of a macro": "{% macro a() %}{% endmacro %}{{ a.name }}",
    "lipsum's globals": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler's globals": "{{ cycler.__init__.__globals__ }}",
    "joiner's globals": "{{ joiner.__init__.__globals__ }}",
    "a namespace": "{% set a = namespace(b=1) %}{{ a.b }}",
    "the function dict": "{{ dict(a=1) }}",
    "the function range": "{{ range(3) }}",
    "a file by include": "{% include '/etc/passwd' %}",
    "a file that may be missing": "{% include 'x' ignore missing %}",
    "a file by import": "{% import '/etc/passwd' as a %}{{ a }}",
    "a part of a file": "{% from '/etc/passwd' import a %}{{ a }}",
    "a file by extends": "{% extends '/etc/passwd' %}",
    "a class by a format string": "{{ '{0.__class__}'.format(page) }}",
    "a class by format_map": "{{ '{a.__class__}'.format_map(page) }}",
    "a method of a text": "{{ page.summary.encode() }}",
    "a method that changes": "{{ page.work.append(1) }}",
    "a value that is written": "{% set page.subject = 'somebody else' %}",
    "who calls": "{% macro a() %}{{ caller.__globals__ }}{% endmacro %}{% call a() %}{% endcall %}",
    "the block above": "{% block a %}{{ super() }}{% endblock %}",
    "a loop that calls itself": "{% for each in page.work recursive %}{{ loop(page.work) }}{% endfor %}",
    "the debugger": "{% debug %}",
    "a statement": "{% do page.work %}",
    "a name that there is not": "{{ environment }}",
    "the template itself": "{{ self.a }}{% macro a() %}{% endmacro %}",
}


@pytest.mark.parametrize("template", ESCAPES.values(), ids=ESCAPES)
def test_an_escape_is_refused_with_its_line(template: str) -> None:
    found = faults(f"# {{{{ page.subject }}}}\n{template}")
    assert found
    assert {fault.line for fault in found} == {2}


@pytest.mark.parametrize("template", [text for name, text in ESCAPES.items() if "ignore missing" not in text])
def test_an_escape_that_the_check_had_missed_would_come_to_nothing(template: str) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        render_own(template, FULL)
    assert not isinstance(caught.value, OSError)


def test_a_method_with_the_name_of_a_value_is_no_value() -> None:
    assert faults("{{ page.subject.title }}") == ()
    with pytest.raises(SecurityError, match="has no `title`"):
        render_own("{{ page.subject.title }}", FULL)


GREEDY: Final = {
    "a text a thousand million times": "{{ 'a' * 10**9 }}",
    "a power of powers": "{{ 9**9**9 }}",
    "a filter that pads": "{{ 'a' | center(10**9) }}",
    "a method that pads": "{{ 'a'.center(1000000000) }}",
    "a format that pads": "{{ '%1000000000d' % 1 }}",
    "a format filter that pads": "{{ '%1000000000d' | format(1) }}",
    "a format string that pads": "{{ '{:1000000000}'.format(1) }}",
    "a huge range": "{% for each in range(1000000000) %}x{% endfor %}",
    "a text that is doubled": "{% set a = 'a' %}{% set a = a ~ a %}{% set a = a ~ a %}{{ a }}",
    "a list that is doubled": "{% set a = [1] %}{% set a = a + a %}{{ a }}",
    "a regex without an end": "{{ page.summary | regex_replace('(a+)+$', '') }}",
    "a batch": "{{ page.work | batch(1000000000, 'x') | list }}",
    "an indentation": "{{ page.summary | indent(1000000000) }}",
    "lipsum": "{{ lipsum(1000000) }}",
}


@pytest.mark.parametrize("template", GREEDY.values(), ids=GREEDY)
def test_what_makes_much_of_little_is_no_part_of_the_language(template: str) -> None:
    assert faults(template)


@pytest.mark.parametrize("template", ["{{ 'a' * 10**9 }}", "{{ 9**9**9 }}", "{{ '%1000000000d' % 1 }}"])
def test_arithmetic_that_the_check_had_missed_would_come_to_nothing(template: str) -> None:
    with pytest.raises(SecurityError, match="there is no arithmetic"):
        render_own(template, FULL)


UNESCAPED: Final = {
    "safe": "{{ page.summary | safe }}",
    "an escape of HTML alone": "{{ page.summary | e }}",
    "a forced escape of HTML alone": "{{ page.summary | forceescape }}",
    "JSON": "{{ page.summary | tojson }}",
    "attributes": "{{ {'a': page.summary} | xmlattr }}",
    "links": "{{ page.summary | urlize }}",
    "a joint with what is escaped": "{{ (page.subject | quote) ~ page.summary }}",
    "a sum with what is escaped": "{{ (page.subject | quote) + page.summary }}",
    "a format of what is escaped": "{{ (page.subject | quote) % page.summary }}",
    "a list joined with what is escaped": "{{ [page.subject | quote, page.summary] | join }}",
    "a block without escape": "{% autoescape false %}{{ page.summary }}{% endautoescape %}",
    "a block with a filter": "{% filter upper %}{{ page.summary }}{% endfilter %}",
    "a block that is kept": "{% set a %}%s{% endset %}{{ a | format(page.summary) }}",
}


@pytest.mark.parametrize("template", UNESCAPED.values(), ids=UNESCAPED)
def test_there_is_no_way_around_the_escape(template: str) -> None:
    assert faults(template)


# --- what the check says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "line", "message", "cure"),
    [
        ("a\n{{ page.levle }}", 2, "there is no value `levle`", "did you mean level?"),
        ("a\n\n{{ pgae.level }}", 3, "there is no value `pgae`", "did you mean page?"),
        ("{{ page.summary | qoute }}", 1, "there is no filter `qoute`", "did you mean quote?"),
        ("{{ page.summary is defined }}", 1, "there is no test `defined`", "use one of none"),
        ("{{ loop.index }}", 1, "there is no value `loop`", "use one of page"),
        ("{% if page.summary %}\nx", 2, "unexpected end of template", ""),
        ("a\n{{ page.level }", 2, "unexpected '}'", ""),
        ("{{ page.work[0] }}", 1, "a value in brackets is no part", "loop over the list"),
        ("{{ page.level ~ 'x' }}", 1, "`~` is no part", "side by side"),
        ("{{ 1 + 1 }}", 1, "arithmetic is no part", "take it out"),
        ("{% macro a(b) %}{% endmacro %}{{ a(*page.work) }}", 1, "`*` and `**` are no part", "write the arguments out"),
        ("{{ " + "not " * 100 + "page }}", 1, "nested deeper than 60 levels", "take it apart"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", 0, "nested too deep", "take it apart"),
        ("{% for a in page.work %}" * 25 + "{% endfor %}" * 25, 0, "nested too deep", "take it apart"),
        ("{{ " + "9" * 5000 + " }}", 0, "exceeds the limit", ""),
        ("{{ '\\x' }}", 1, "truncated", ""),
        ("{{ self }}", 1, "there is no value `self`", "take it out"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(template: str, line: int, message: str, cure: str) -> None:
    [fault] = faults(template)
    assert fault.line == line
    assert message in fault.message
    assert cure in fault.help


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "it needs too much memory"),
        (TooLongError(), "it makes more than 2,000,000 bytes of a page"),
        (RecursionError(), "a macro calls itself without an end"),
        (TypeError("'int' object is not iterable."), "'int' object is not iterable"),
        (KeyError(), "it ends with KeyError"),
    ],
    ids=repr,
)
def test_whatever_a_template_comes_to_is_told_in_words(error: Exception, words: str) -> None:
    assert words in fault_of(error).message


def test_a_message_never_gets_long() -> None:
    [fault] = faults("{{ " + "a" * 90_000 + " }}")
    assert len(fault.message) < 200


def test_all_mistakes_are_told_in_the_order_of_their_lines() -> None:
    assert [fault.line for fault in faults("{{ page.a }}\n{% include 'x' %}\n{{ page | b }}")] == [1, 2, 3]
    assert len(faults("{{ page.a }}\n" * 500)) == 100


def test_the_built_in_template_has_nothing_that_a_repositorys_own_may_not_have() -> None:
    assert faults(built_in_source()) == ()


@pytest.mark.parametrize("page", [FULL, EMPTY])
def test_the_built_in_template_as_a_repositorys_own_shows_the_same(page: Page) -> None:
    own = html(tidy(render_own(built_in_source(), page)))
    assert own == html(render(page))


def test_a_template_is_tried_on_every_value_that_there_is() -> None:
    shown = render_own(built_in_source(), FULL) + render_own("{{ page }}", FULL)
    assert "''" not in shown
    for name in set(NAMES) - {"first", "last", "index", "length"}:
        assert f"{name}=" in shown.replace("&#95;", "_"), name


def test_the_same_page_gives_the_same_bytes() -> None:
    template = "{{ page }}{% for a in page.remarks %}{{ loop }}{% endfor %}{% macro m() %}{% endmacro %}{{ m }}"
    assert render_own(template, FULL) == render_own(template, FULL)
    assert "0x" not in render_own(template, FULL)


# --- what a person wrote stays text under a careless template ------------------------------------------------------

CARELESS: Final = (
    "{{ page.summary }}",
    "# {{ page.summary }}\n\nof {{ page.subject }}\n---\n",
    "- {{ page.summary }}\n- {{ page.subject }}\n",
    "1. {{ page.summary }}\n",
    "> {{ page.summary }}\n",
    "| a |\n|---|\n| {{ page.summary }} |\n",
    "{{ page.summary }}. {{ page.subject }}",
    "{{ page.summary }}) {{ page.subject }}",
    "{{ page.cycle }}{{ page.summary }}{{ page.subject }}",
    "{{ page.summary }}[words](https://acme.example)",
    "[words]({{ page.summary }})",
    "[{{ page.summary }}](https://acme.example '{{ page.subject }}')",
    '![{{ page.summary }}](https://acme.example/x.png "{{ page.subject }}")',
    "<b title=\"{{ page.summary }}\">words</b> <i title='{{ page.summary }}'>words</i>",
    '<div title="{{ page.summary }}">\n\nwords\n\n</div>',
    "<details><summary>{{ page.summary }}</summary>\n\n{{ page.subject }}\n\n</details>\n",
    "<!-- {{ page.summary }} -->\n",
    "`{{ page.summary }}` and **{{ page.summary }}** and *{{ page.summary }}* and ~~{{ page.summary }}~~",
    "```\n{{ page.summary }}\n```\n",
    "    {{ page.summary }}\n",
    "{{ page.summary | quote }}\n",
    "<div>\n\n{{ page.summary | quote }}\n\n</div>\n",
    "{{ page.summary | quote | quote }}\n",
    "{{ page.summary | link(page.summary) }}{{ page.subject | link(page.summary) }}{{ page.summary | link('x') }}",
    "{{ page }}",
    "{{ page.work }}{{ page.work | length }}",
    "{% macro a(x) %}{{ x }}{% endmacro %}{{ a(page.summary) }}{{ a(a(page.summary)) }}{{ a(page.summary) | quote }}",
    "{% set a = page.summary %}{{ a }}{{ a or 'x' }}{{ a if a else 'x' }}{{ (a, a) }}",
    "{% for a in page.summary %}{{ a }} {% endfor %}",
)
UNLINKED: Final = tuple(each for each in CARELESS if "](" not in each and "link(" not in each)


@cache
def written(text: str) -> Page:
    """Return the page of a review with a text in every field."""
    return page_of(case_of(load.review(filled(text))))


def assert_is_only_text(template: str, text: str) -> None:
    attacked, plain = (render_own(template, written(each)) for each in (text, lettered(text)))
    if "for a in page.summary" not in template:
        assert tree(html(attacked)) == tree(html(plain)), template
    if template in UNLINKED:
        assert mentions_and_references(attacked) == (), template


@pytest.mark.parametrize("template", CARELESS)
def test_a_careless_template_is_a_template(template: str) -> None:
    assert faults(template) == ()


@pytest.mark.parametrize("template", CARELESS)
def test_an_attack_stays_text_wherever_a_template_puts_it(template: str) -> None:
    for attack in ATTACKS:
        for position in ("{}", "{} abc", "abc\n\n{}\nabc"):
            assert_is_only_text(template, position.format(attack))


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60), st.sampled_from(CARELESS))
def test_any_text_stays_text_wherever_a_template_puts_it(text: str, template: str) -> None:
    assume(text.strip() or not hidden_character(text))  # of white space that is shown, some fields make nothing
    assert_is_only_text(template, text)


@pytest.mark.parametrize(
    ("first", "second"),
    [("www", ".evil.example"), ("https:", "//evil.example"), ("1", ". item"), ("1", ") item"), ("!", "[x](y)")],
)
def test_two_texts_side_by_side_make_up_nothing(first: str, second: str) -> None:
    page = page_of(case_of(load.review({"cycle": first, "summary": second})))
    for template in ("{{ page.cycle }}{{ page.summary }}", "{{ page.cycle }}[words](https://acme.example)"):
        shown = html(render_own(template, page))
        assert "<li>" not in shown
        assert "<img" not in shown
        assert "evil.example</a>" not in shown


def test_a_reader_sees_the_words_that_were_written() -> None:
    text = 'She said (twice): "it\'s done!" /now/ 42 & <b>'
    page = page_of(case_of(load.review({"summary": text, "subject": "42"})))
    assert "She said (twice):" in html(render_own("{{ page.summary }}", page))
    assert html(render_own("{{ page.subject }}", page)) == "<p>42</p>\n"
