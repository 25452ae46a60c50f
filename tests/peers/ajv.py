"""ajv, the validator of most web tools: its verdicts on thousands of documents in seconds."""

from __future__ import annotations

import itertools
import json
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.peers import node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EDITOR_KEYWORDS = (
    "allowComments",
    "allowTrailingCommas",
    "defaultSnippets",
    "deprecationMessage",
    "doNotSuggest",
    "enumDescriptions",
    "errorMessage",
    "markdownDescription",
    "markdownEnumDescriptions",
    "patternErrorMessage",
    "suggestSortText",
)
"""Keywords that only editors know; ajv in its strict mode refuses every other keyword it has not heard of."""

_SCRIPT = Path(__file__).with_name("ajv.mjs")
_AT_ONCE = 100


class Ajv:
    """One Node process with one draft-07 schema, for as long as the `with` block lasts.

    Documents are what `json.loads` gives. ajv reads numbers as JavaScript does, so whole numbers beyond 2**53
    lose their last digits; NaN and the infinities are no JSON and raise `ValueError`.

    Raises `PeerError` where ajv refuses the schema, dies, or takes longer than `seconds` for 100 documents.
    """

    def __init__(
        self,
        schema: object,
        *,
        all_errors: bool = False,
        vocabulary: Iterable[str] = EDITOR_KEYWORDS,
        seconds: float = 60,
    ) -> None:
        options = {"allErrors": all_errors, "strict": True, "vocabulary": list(vocabulary)}
        self._schema = schema
        self._process = _Process(options, seconds)

    def __enter__(self) -> Self:
        try:
            self._process.ask("compile", self._schema)
        except BaseException:
            self._process.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.close()

    def verdicts(self, documents: Iterable[object]) -> list[bool]:
        """Return for each document, in order, whether the schema accepts it."""
        return [answer is True for answer in self._process.ask_each("judge", documents)]

    def explain(self, document: object) -> str:
        """Return why the schema refuses the document, a line a refusal; empty where it accepts it."""
        return str(self._process.ask("explain", document))


def verdicts_by_schema(
    schemas: Iterable[object], documents: Iterable[object], *, seconds: float = 60
) -> list[list[bool] | None]:
    """Return for each schema its verdict on each document, or None where the schema cannot be compiled.

    Unlike `Ajv`, this ignores keywords that mean nothing where they stand: a schema from which a keyword was
    taken away often has such orphans. A schema for 56 expectations takes about 40 ms, and `seconds` is the
    limit for 100 schemas.
    """
    process = _Process({"allErrors": False, "strict": False, "vocabulary": []}, seconds)
    try:
        process.ask("keep", list(documents))
        answers = process.ask_each("judge-kept-by", schemas, lenient=True)
        return [_list_of_verdicts(answer) for answer in answers]
    finally:
        process.close()


def _list_of_verdicts(answer: object) -> list[bool] | None:
    return [verdict is True for verdict in answer] if isinstance(answer, list) else None


class _Process:
    """A conversation with `ajv.mjs`: as many answers as there were requests, in their order."""

    def __init__(self, options: dict[str, object], seconds: float) -> None:
        node.require("ajv-formats")
        folder = node.require("ajv").parent
        command = [str(node.executable()), str(_SCRIPT), str(folder), json.dumps(options)]
        self._seconds = seconds
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `close`, with the process)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )

    def ask(self, verb: str, value: object) -> object:
        return next(self.ask_each(verb, [value]))

    def ask_each(self, verb: str, values: Iterable[object], *, lenient: bool = False) -> Iterator[object]:
        lines = (json.dumps({verb: value}, allow_nan=False) + "\n" for value in values)
        while chunk := list(itertools.islice(lines, _AT_ONCE)):
            for answer in self._answers(chunk):
                if isinstance(answer, dict) and not lenient:
                    raise node.PeerError(f"ajv: {answer['error']}")
                yield answer

    def _answers(self, lines: list[str]) -> list[object]:
        """Write from a thread while reading: with both pipes full, each side would wait for the other."""
        assert self._process.stdout is not None
        writer = threading.Thread(target=self._write, args=(lines,))
        with self._killed_when_late():
            writer.start()
            answers = list(itertools.islice(self._process.stdout, len(lines)))
            writer.join()
        if len(answers) < len(lines):
            raise node.PeerError(f"ajv fell silent: {self._last_words()}")
        return [json.loads(answer) for answer in answers]

    def _write(self, lines: list[str]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.writelines(lines)
            self._process.stdin.flush()

    @contextmanager
    def _killed_when_late(self) -> Iterator[None]:
        timer = threading.Timer(self._seconds, self._process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _last_words(self) -> str:
        code = self._process.wait(self._seconds)
        self._complaints.seek(0)
        words = self._complaints.read().decode(errors="replace").strip()
        return words or f"no answer within {self._seconds:g} seconds, or ended with code {code}"

    def close(self) -> None:
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()
        self._complaints.close()
