"""Page templates: what they can reach, and how what a person wrote gets out of them.

A template can reach the values of a page and nothing else: no file, no call but of its own macros, no arithmetic, no
attribute that is not a value. Whatever it puts out is escaped there, wherever it came from. `template_check.py` says
the same of a template before it is used, with line and cure. What no language can bound, the time and the memory that
loops within loops take, is bounded by the process that a repository's own template runs in.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import StrictUndefined
from jinja2.exceptions import FilterArgumentError, SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ladderci.output import page as model
from ladderci.output.markdown import hardened, inline, link, quote
from ladderci.output.page import PAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Template
    from jinja2.runtime import Context

    from ladderci.output.page import Page

_VALUES: Final[dict[type, frozenset[str]]] = {
    LoopContext: frozenset({"first", "last", "index", "length"}),
    **{
        kind: frozenset(field.name for field in fields(kind))
        for kind in vars(model).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == model.__name__
    },
}
"""What each part of a page lets a template see: its fields, and nothing else of it."""
NAMES: Final = tuple(sorted(frozenset().union(*_VALUES.values())))
"""What can stand behind a dot."""
FILTERS: Final = ("length", "link", "quote")


class TooLongError(Exception):
    """A page that is longer than a page may be."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with nothing in reach but the values of a page."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def getattr(self, obj: object, attribute: str) -> object:
        if attribute in _VALUES.get(type(obj), ()):
            return getattr(obj, attribute)
        raise SecurityError(f"{_kind(obj)} has no `{attribute}`")

    def getitem(self, obj: object, argument: object) -> object:  # noqa: ARG002 (Jinja's signature)
        raise SecurityError(f"{_kind(obj)} has nothing in brackets")

    def is_safe_callable(self, obj: object) -> bool:
        return isinstance(obj, Macro)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002
        raise SecurityError(f"there is no arithmetic: `{operator}`")


def _kind(value: object) -> str:
    return f"the {type(value).__name__.lower()}" if type(value) in _VALUES else "a text, a number or a list"


@cache
def environment(*, is_own: bool) -> _Sandbox:
    """Return the environment of the built-in template, or the one of a repository's own.

    The built-in one knows where it puts a value; from a repository's own, values come so that they hold anywhere.
    """
    harden = hardened if is_own else str
    made = _Sandbox(
        autoescape=True,
        finalize=lambda value: value if isinstance(value, Markup) else _marked(_escaped(value, harden)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    made.globals.clear()
    made.tests = {"none": made.tests["none"]}
    made.filters = {
        "length": len,
        "link": lambda text, url: _marked(link(_text(text), _text(url), harden)),
        "quote": lambda text: _marked(harden(quote(_text(text)))),
    }
    return made


def _text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise FilterArgumentError("this filter is for a text")


def _escaped(value: object, harden: Callable[[str], str]) -> str:
    # A number is ours, never a person's text, and a template may number a list with it.
    return harden(inline(value)) if isinstance(value, str) else inline(str(value))


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704 (what comes here is escaped)


@cache
def built_in_source() -> str:
    """Return the text of the built-in template: a beginning for a repository's own."""
    return (files("ladderci.output") / "templates" / "page.md.jinja").read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def _compiled(source: str, *, is_own: bool) -> Template:
    return environment(is_own=is_own).from_string(source)


def render_built_in(page: Page) -> str:
    """Return what the built-in template makes of a page."""
    return _compiled(built_in_source(), is_own=False).render(page=page)


def render_own(source: str, page: Page) -> str:
    """Return what a repository's own template makes of a page.

    It takes what time and memory the template asks for, and raises whatever the template comes to, so it belongs into
    a process of its own; `template_check.fault_of` says in words what was raised.

    Args:
        source: the template, in which the check found nothing wrong.
        page: what it shows.

    """
    pieces: list[str] = []
    size = 0
    for piece in _compiled(source, is_own=True).generate(page=page):
        size += len(piece.encode("utf-8", "replace"))
        if size > PAGE_BYTES:
            raise TooLongError
        pieces.append(piece)
    return "".join(pieces)
