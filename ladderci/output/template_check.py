"""What is wrong with a page template: syntax, what is no part of its language, unknown names. It is read and not run.

The language is a narrow part of Jinja, as that of reviews is a narrow part of YAML: text, values by their names, `if`,
`for`, `set`, macros, three filters. What is left out would only serve to get around the escape (joining what is escaped
with what is not), to reach what is no value, or to make much of little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from ladderci.output.page import PAGE_BYTES
from ladderci.output.template import FILTERS, NAMES, TooLongError, environment
from ladderci.rules.nearest import nearest, one_of
from ladderci.rules.template import TemplateFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH: Final = 60
"""Levels in which parts of a template stand within each other. The built-in one has eleven; compilers recurse."""
_MOST: Final = 100
"""Faults that are told of one template."""
_LONGEST: Final = 120
"""Characters of a message in Jinja's words, and of a name in ours."""
_RESERVED: Final = frozenset({"caller", "kwargs", "self", "super", "varargs"})
"""What Jinja declares by itself, and what leads to its insides."""
_LANGUAGE: Final = frozenset(
    (
        nodes.And,
        nodes.Assign,
        nodes.Call,
        nodes.Compare,
        nodes.CondExpr,
        nodes.Const,
        nodes.Filter,
        nodes.For,
        nodes.Getattr,
        nodes.If,
        nodes.Keyword,
        nodes.Macro,
        nodes.Name,
        nodes.Not,
        nodes.Operand,
        nodes.Or,
        nodes.Output,
        nodes.Scope,
        nodes.Template,
        nodes.TemplateData,
        nodes.Test,
        nodes.Tuple,
    )
)
_FOREIGN: Final[dict[type[nodes.Node], tuple[str, str]]] = {
    nodes.AssignBlock: ("`set` around a block", "write a macro"),
    nodes.Block: ("`block`", ""),
    nodes.CallBlock: ("`call`", "hand the text to the macro as a value"),
    nodes.Concat: ("`~`", "write the values side by side: {{ one }}{{ other }}"),
    nodes.Extends: ("`extends`", ""),
    nodes.FilterBlock: ("`filter` around a block", "put the filter behind the value"),
    nodes.FromImport: ("`import`", "write the macro into this file"),
    nodes.Getitem: ("a value in brackets", "name it with a dot, or loop over the list"),
    nodes.Import: ("`import`", "write the macros into this file"),
    nodes.Include: ("`include`", "write the text into this file"),
    nodes.List: ("a list in brackets", "put it in parentheses"),
    nodes.NSRef: ("`set` of a value with a dot", "choose a name without one"),
    nodes.ScopedEvalContextModifier: ("`autoescape`", "take it out: everything is escaped"),
}
_CURE: Final = "take it out: a template has text, values, `if`, `for`, `set`, macros and filters"


def faults(source: str) -> tuple[TemplateFault, ...]:
    """Return what is wrong with a template, by lines."""
    jinja = environment(is_own=True)
    try:
        tree = jinja.parse(source)
        found = list(_misplaced(tree)) or list(_unknown_values(tree))
        if not found:
            jinja.compile(source)
    except Exception as error:  # noqa: BLE001 (whatever a template makes of Jinja is the template's fault)
        return (fault_of(error),)
    return tuple(sorted(set(found)))[:_MOST]


def fault_of(error: BaseException) -> TemplateFault:
    """Return in words why a template failed when it was read or run."""
    match error:
        case TemplateSyntaxError():
            return TemplateFault(error.lineno, _sentence(error.message or "this cannot be read"))
        case RecursionError() | SyntaxError():
            message = "its parts are nested too deep, or a macro calls itself without an end"
            return TemplateFault(_line_of(error), message, "take it apart")
        case MemoryError():
            return TemplateFault(_line_of(error), "it needs too much memory", "show less, or show it once")
        case TooLongError():
            return TemplateFault(0, f"it makes more than {PAGE_BYTES:,} bytes of a page", "show less, or show it once")
    return TemplateFault(_line_of(error), _sentence(str(error) or f"it ends with {type(error).__name__}"))


def _line_of(error: BaseException) -> int:
    """Return the line of a template that an exception comes from: the innermost one, 0 where there is none."""
    line, step = 0, error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _sentence(message: str) -> str:
    """Return Jinja's words as ours are: lower case, no full stop, not endless."""
    words = " ".join(message.split()).removesuffix(".")
    return _short(words[:1].lower() + words[1:])


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _misplaced(tree: nodes.Template) -> Iterator[TemplateFault]:
    """Yield what is no part of the language; within such a thing nothing more is looked for."""
    macros = frozenset(macro.name for macro in tree.find_all(nodes.Macro))
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        fault = _too_deep(node, depth) or _foreign(node) or _unknown_name(node) or _odd_call(node, macros)
        if fault:
            yield fault
        else:
            waiting += ((child, depth + 1) for child in node.iter_child_nodes())


def _too_deep(node: nodes.Node, depth: int) -> TemplateFault | None:
    message = f"this is nested deeper than {_DEPTH} levels"
    return TemplateFault(node.lineno, message, "take it apart") if depth > _DEPTH else None


def _foreign(node: nodes.Node) -> TemplateFault | None:
    if type(node) in _LANGUAGE:
        return None
    usual = "arithmetic" if isinstance(node, nodes.BinExpr | nodes.UnaryExpr) else type(node).__name__.lower()
    what, cure = _FOREIGN.get(type(node), (usual, ""))
    return TemplateFault(node.lineno, f"{what} is no part of a page template", cure or _CURE)


def _unknown_name(node: nodes.Node) -> TemplateFault | None:
    match node:
        case nodes.Getattr() if node.attr not in NAMES:
            return _unknown(node.lineno, "value", node.attr, NAMES)
        case nodes.Filter() if node.name not in FILTERS:
            return _unknown(node.lineno, "filter", node.name, FILTERS)
        case nodes.Test() if node.name != "none":
            return _unknown(node.lineno, "test", node.name, ("none",))
        case nodes.Name() if node.name in _RESERVED:
            return _unknown(node.lineno, "value", node.name, ())
    return None


def _odd_call(node: nodes.Node, macros: frozenset[str]) -> TemplateFault | None:
    """Return what is wrong with a call: it is of no macro, or its arguments cannot be seen."""
    if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name in macros):
        return TemplateFault(node.lineno, "this is no macro of the template, so it cannot be called", _CURE)
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Test) and (node.dyn_args or node.dyn_kwargs):
        return TemplateFault(node.lineno, "`*` and `**` are no part of a page template", "write the arguments out")
    if isinstance(node, nodes.For) and node.recursive:
        return TemplateFault(node.lineno, "`recursive` is no part of a page template", "write a macro")
    return None


def _unknown(line: int, what: str, name: str, known: tuple[str, ...]) -> TemplateFault:
    meant = nearest(name, known)
    cure = f"did you mean {meant}?" if meant else f"use one of {one_of(known)}" if known else _CURE
    return TemplateFault(line, f"there is no {what} `{_short(name)}`", cure)


def _unknown_values(tree: nodes.Template) -> Iterator[TemplateFault]:
    """Yield the names that nothing gives a value."""
    unknown = find_undeclared_variables(tree) - {"page"}
    known = ("page", *sorted({macro.name for macro in tree.find_all(nodes.Macro)}))
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name in unknown:
            yield _unknown(node.lineno, "value", node.name, known)
