"""JSON-RPC over a program's standard input and output, framed as the Language Server Protocol frames it."""

from __future__ import annotations

import json
import queue
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tests.peers import node

if TYPE_CHECKING:
    from collections.abc import Callable

Message = dict[str, Any]
"""A request, an answer or a notification, as it came."""


class Connection:
    """A program that speaks JSON-RPC, and a thread that reads what it says.

    `answer` gets a request of the program and returns the result that is sent back; it runs in that thread.
    Where the program dies, answers with an error, or takes longer than `seconds`, `PeerError` names it and
    says what it last wrote on its standard error.
    """

    def __init__(self, command: list[str], folder: Path, answer: Callable[[Message], object], seconds: float) -> None:
        self._name = Path(command[-2]).name
        self._answer = answer
        self._seconds = seconds
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `close`, with the process)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, cwd=folder
        )
        self._writing = threading.Lock()
        self._asked = 0
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read_all, daemon=True)
        self._reader.start()

    def request(self, method: str, parameters: object) -> Any:  # noqa: ANN401 (each method has its own answer)
        """Ask, wait, and return the result."""
        self._asked += 1
        asked = self._asked
        self._send({"id": asked, "method": method, "params": parameters})
        answer = self.wait_for(method, lambda message: "method" not in message and message["id"] == asked)
        if "error" in answer:
            raise node.PeerError(f"{self._name}, {method}: {answer['error']['message']}")
        return answer["result"]

    def notify(self, method: str, parameters: object) -> None:
        """Say something that has no answer. What came in before and was not waited for is forgotten."""
        while not self._inbox.empty():
            self._next(method)
        self._send({"method": method, "params": parameters})

    def wait_for(self, awaited: str, is_it: Callable[[Message], bool]) -> Message:
        """Return the next message for which `is_it` holds; requests of the program's are answered by then."""
        message = self._next(awaited)
        while not is_it(message):
            message = self._next(awaited)
        return message

    def close(self) -> None:
        """End the process however it feels, and leave no pipe, thread or file behind."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        self._complaints.close()

    def _next(self, awaited: str) -> Message:
        message = None
        with suppress(queue.Empty):
            message = self._inbox.get(timeout=self._seconds)
        if message is None:
            raise node.PeerError(f"{self._name}, nothing about {awaited}: {self._last_words()}")
        return message

    def _last_words(self) -> str:
        self._complaints.seek(0)
        words = self._complaints.read().decode(errors="replace").strip()
        return words or f"nothing within {self._seconds:g} seconds"

    def _send(self, message: Message) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self._writing, suppress(OSError):
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self._process.stdin.flush()

    def _read_all(self) -> None:
        assert self._process.stdout is not None
        while (message := _read(self._process.stdout)) is not None:
            self._receive(message)
        self._inbox.put(None)

    def _receive(self, message: Message) -> None:
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        self._inbox.put(message)


def _read(stream: IO[bytes]) -> Message | None:
    """Return the next message, or None where the stream has ended."""
    length = 0
    while (line := stream.readline()) not in (b"", b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    body = stream.read(length)
    if not length or len(body) < length:
        return None
    parsed: Message = json.loads(body)
    return parsed
