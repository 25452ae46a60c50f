"""The editor: yaml-language-server over its standard input and output, as VS Code and others run it."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from tests.peers import node
from tests.peers.json_rpc import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SERVER = "yaml-language-server/bin/yaml-language-server"

# What a person's editor would say when asked: schemas by the modeline only, nothing from the network.
_SETTINGS: dict[str, Any] = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "customTags": [],
        "schemas": {},
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
    },
    "http": {"proxy": "http://127.0.0.1:9", "proxyStrictSSL": True},
    "[yaml]": {},
    "editor": {"tabSize": 2, "detectIndentation": False},
}

_CAPABILITIES: dict[str, Any] = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "publishDiagnostics": {"codeDescriptionSupport": True, "dataSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
}


_CONFIGURATION = "workspace/configuration"
_PUBLISHED = "textDocument/publishDiagnostics"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A squiggle. Lines and columns count from 1, columns in characters, as in our own findings."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    severity: int
    raw: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Completion:
    """An offer: `text` is what would be inserted, with the place holders (`${1:…}`) where it is a snippet."""

    label: str
    text: str
    documentation: str
    snippet: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of the text from one place up to the other by `text`."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class CodeAction:
    """A quick fix, with what it would change in the document it was asked for."""

    title: str
    edits: tuple[Edit, ...]


class LanguageServer:
    """One server for as long as the `with` block lasts; `root` is the folder that the editor has open.

    A schema stays in the server's memory: for a changed schema, start another server.
    Raises `PeerError` where the server dies, answers with an error, or takes longer than `seconds`.
    """

    def __init__(self, root: Path, *, seconds: float = 60) -> None:
        self._root = root.resolve()
        # one for all: the server judges a text it saw before where path and version are those of that text
        self._versions = itertools.count(1)
        command = [str(node.executable()), str(node.require(_SERVER)), "--stdio"]
        self._wire = Connection(command, self._root, _answer, seconds)

    def __enter__(self) -> Self:
        folder = {"uri": self._root.as_uri(), "name": self._root.name}
        hello = {
            "processId": os.getpid(),
            "rootUri": folder["uri"],
            "workspaceFolders": [folder],
            "capabilities": _CAPABILITIES,
        }
        try:
            self._wire.request("initialize", hello)
            self._wire.notify("initialized", {})
            self._wire.wait_for("its settings", lambda message: message.get("method") == _CONFIGURATION)
        except BaseException:
            self._wire.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._wire.request("shutdown", None)
            self._wire.notify("exit", None)
        finally:
            self._wire.close()

    def open(self, path: Path, text: str | None = None) -> OpenDocument:
        """Open a file as an editor does, and wait for its diagnostics.

        `text` stands for what the editor shows unsaved; without it the file is read. With it the file need
        not exist, but its folder counts: the modeline's schema is looked up from there.
        """
        shown = path.read_bytes().decode() if text is None else text
        return OpenDocument(self._wire, self._versions, path.resolve().as_uri(), shown)


class OpenDocument:
    """A file open in the editor. Lines and columns count from 1, columns in characters."""

    diagnostics: tuple[Diagnostic, ...]
    """What the editor underlines now, in the order of the text."""

    def __init__(self, wire: Connection, versions: Iterator[int], uri: str, text: str) -> None:
        self._wire = wire
        self._versions = versions
        self._uri = uri
        item = {"uri": uri, "languageId": "yaml", "version": next(versions), "text": text}
        self._show("textDocument/didOpen", {"textDocument": item}, text)

    def change(self, text: str) -> None:
        """Replace the whole text, as typing would, and wait for the new diagnostics."""
        document = {"uri": self._uri, "version": next(self._versions)}
        self._show("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]}, text)

    def close(self) -> None:
        """Close the tab; the same path can be opened again."""
        self._published("textDocument/didClose", self._document())

    def hover(self, line: int, column: int) -> str:
        """Return the Markdown that is shown with the pointer at a place; empty where there is none."""
        answer = self._wire.request("textDocument/hover", self._at(line, column))
        return _plain(answer["contents"]) if answer else ""

    def completion(self, line: int, column: int) -> tuple[Completion, ...]:
        """Return what is offered with the caret before the character at a place, in the editor's order."""
        answer = self._wire.request("textDocument/completion", self._at(line, column)) or []
        items = answer if isinstance(answer, list) else answer["items"]
        return tuple(_completion(item) for item in sorted(items, key=_sort_key))

    def code_actions(self, diagnostic: Diagnostic) -> tuple[CodeAction, ...]:
        """Return the quick fixes for one of this document's diagnostics."""
        question = {
            **self._document(),
            "range": diagnostic.raw["range"],
            "context": {"diagnostics": [diagnostic.raw]},
        }
        answer = self._wire.request("textDocument/codeAction", question) or []
        return tuple(self._code_action(action) for action in answer)

    def _show(self, method: str, message: dict[str, Any], text: str) -> None:
        self._lines = _LINE_END.split(text)
        found = [self._diagnostic(raw) for raw in self._published(method, message)]
        self.diagnostics = tuple(sorted(found, key=lambda each: (each.line, each.column, each.message)))

    def _published(self, method: str, message: dict[str, Any]) -> list[dict[str, Any]]:
        """Tell the server something about this document, and return the diagnostics it then publishes."""
        self._wire.notify(method, message)
        published = self._wire.wait_for(f"diagnostics after {method}", self._is_published)
        diagnostics: list[dict[str, Any]] = published["params"]["diagnostics"]
        return diagnostics

    def _is_published(self, message: dict[str, Any]) -> bool:
        return bool(message.get("method") == _PUBLISHED and message["params"]["uri"] == self._uri)

    def _document(self) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri}}

    def _at(self, line: int, column: int) -> dict[str, Any]:
        before = self._line(line)[: column - 1]
        return {
            **self._document(),
            "position": {"line": line - 1, "character": len(before.encode("utf-16-le")) // 2},
        }

    def _line(self, line: int) -> str:
        return self._lines[line - 1] if line <= len(self._lines) else ""

    def _place(self, position: dict[str, int]) -> tuple[int, int]:
        """Turn the protocol's position (from 0, in UTF-16 units) into ours."""
        line = position["line"] + 1
        before = self._line(line).encode("utf-16-le")[: 2 * position["character"]]
        return line, len(before.decode("utf-16-le", errors="ignore")) + 1

    def _diagnostic(self, raw: dict[str, Any]) -> Diagnostic:
        start, end = self._place(raw["range"]["start"]), self._place(raw["range"]["end"])
        return Diagnostic(*start, *end, raw["message"], raw["severity"], raw)

    def _code_action(self, action: dict[str, Any]) -> CodeAction:
        edits = action.get("edit", {}).get("changes", {}).get(self._uri, [])
        return CodeAction(action["title"], tuple(self._edit(edit) for edit in edits))

    def _edit(self, edit: dict[str, Any]) -> Edit:
        return Edit(*self._place(edit["range"]["start"]), *self._place(edit["range"]["end"]), edit["newText"])


def _completion(item: dict[str, Any]) -> Completion:
    text = item.get("textEdit", {}).get("newText") or item.get("insertText") or item["label"]
    is_snippet = 2
    return Completion(
        item["label"], text, _plain(item.get("documentation", "")), item.get("insertTextFormat") == is_snippet
    )


def _sort_key(item: dict[str, Any]) -> str:
    return str(item.get("sortText") or item["label"])


def _plain(contents: str | dict[str, str]) -> str:
    return contents if isinstance(contents, str) else contents["value"]


def _answer(request: dict[str, Any]) -> object:
    """Answer what the server asks: its settings, section by section; to all else there is nothing to say."""
    if request["method"] != _CONFIGURATION:
        return None
    return [_SETTINGS.get(item.get("section")) for item in request["params"]["items"]]
