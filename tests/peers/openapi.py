"""GitHub's own description of its API, cut down to what is called, as the judge of requests and answers."""

from __future__ import annotations

import copy
import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
from jsonschema import Draft202012Validator

from tests.peers import node

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLED = {
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("get", "patch", "delete"),
}
"""The paths and methods that the client has any business with; every other one is a complaint."""

_ERROR = {"$ref": "#/components/schemas/basic-error"}
_NUMBER = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    path: str
    method: str
    description: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


class Description:
    """The description; `complaints_about_…` return one line for each thing that it does not allow."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._paths = {path: {verb: document["paths"][path][verb] for verb in verbs} for path, verbs in CALLED.items()}
        self._components: dict[str, Any] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._take_along(document, self._paths)
        self._take_along(document, _ERROR)
        self._schemas = {"schemas": _with_null(self._components["schemas"])}

    def operation(self, method: str, target: str) -> Operation | None:
        """Return what a request calls, None where that is nothing we have business with."""
        for path, methods in self._paths.items():
            pattern = re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(path))
            if re.fullmatch(pattern, urlsplit(target).path) and method.lower() in methods:
                return Operation(path, method.lower(), methods[method.lower()])
        return None

    def example(self, name: str) -> dict[str, Any]:
        """Return a copy of one of the description's own examples."""
        return copy.deepcopy(self._components["examples"][name]["value"])

    def complaints_about_request(self, operation: Operation, target: str, body: bytes) -> Iterator[str]:
        """Yield what is wrong with a request: unknown or malformed parameters, a body of another shape."""
        known = [self._resolved(one) for one in operation.description.get("parameters", ())]
        in_query = {one["name"]: one["schema"] for one in known if one["in"] == "query"}
        for name, value in parse_qsl(urlsplit(target).query, keep_blank_values=True):
            if name not in in_query:
                yield f"{operation}: there is no parameter {name}"
            else:
                yield from self._complaints(f"{operation}: parameter {name}", in_query[name], _typed(value))
        in_path = {one["name"]: one["schema"] for one in known if one["in"] == "path"}
        for name, value in zip(_names(operation.path), _values(operation.path, target), strict=True):
            yield from self._complaints(f"{operation}: {name}", in_path[name], _typed(value))
        yield from self._complaints_about_body(operation, body)

    def complaints_about_answer(self, operation: Operation, status: int, body: bytes) -> Iterator[str]:
        """Yield what is wrong with an answer: a status that is not described, content of another shape.

        Errors that GitHub gives and does not describe for a path (401 is one) have the shape of all its errors.
        """
        answers = operation.description["responses"]
        if str(status) in answers:
            content = self._resolved(answers[str(status)]).get("content", {})
            schema = content.get("application/json", {}).get("schema")
        elif status >= 400:
            schema = _ERROR
        else:
            yield f"{operation}: no answer has the status {status}"
            return
        if schema is None:
            yield from (f"{operation}: an answer of status {status} has no content" for _ in [body] if body)
        else:
            yield from self._complaints(f"{operation}: answer {status}", schema, json.loads(body))

    def _complaints_about_body(self, operation: Operation, body: bytes) -> Iterator[str]:
        described = operation.description.get("requestBody")
        if described is None:
            yield from (f"{operation}: it takes no body" for _ in [body] if body)
            return
        schema = described["content"]["application/json"]["schema"]
        try:
            content = json.loads(body)
        except ValueError:
            yield f"{operation}: the body is no JSON"
            return
        # what the description does not know is a mistake of ours, though GitHub would not say so
        yield from self._complaints(f"{operation}: body", {**schema, "additionalProperties": False}, content)

    def _complaints(self, where: str, schema: dict[str, Any], value: object) -> Iterator[str]:
        """Yield each refusal; the quick validator has the verdict, the other one the words."""
        whole = {**_with_null(schema), "components": self._schemas}
        if where not in self._validators:
            self._validators[where] = jsonschema_rs.Draft202012Validator(whole)
        if not self._validators[where].is_valid(value):
            words = [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(whole).iter_errors(value)]
            yield from (f"{where}: {one}" for one in words or ["refused"])

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        return self._at(part["$ref"]) if "$ref" in part else part

    def _at(self, reference: str) -> dict[str, Any]:
        _, _, kind, name = reference.split("/")
        return self._components[kind][name]  # type: ignore[no-any-return]

    def _take_along(self, document: dict[str, Any], part: object) -> None:
        """Take every component over that a part refers to, and what those refer to."""
        if isinstance(part, list):
            for one in part:
                self._take_along(document, one)
        if isinstance(part, dict):
            for key, one in part.items():
                if key != "$ref" or not isinstance(one, str):
                    self._take_along(document, one)
                    continue
                _, _, kind, name = one.split("/")
                if name not in self._components.setdefault(kind, {}):
                    self._components[kind][name] = document["components"][kind][name]
                    self._take_along(document, self._components[kind][name])


@functools.cache
def description() -> Description:
    """Return the description of github.com's API; skips or fails where it is not installed, as `node.require` does."""
    path = node.require("@octokit/openapi/generated/api.github.com.json")
    return Description(json.loads(path.read_bytes()))


def _with_null(schema: Any) -> Any:  # noqa: ANN401  (JSON of any shape)
    """Say in JSON Schema's own words what OpenAPI 3.0 calls `nullable`."""
    if isinstance(schema, list):
        return [_with_null(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _with_null(one) for key, one in schema.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def _names(path: str) -> list[str]:
    return re.findall(r"\{([a-z_]+)\}", path)


def _values(path: str, target: str) -> list[str]:
    parts = zip(path.split("/"), urlsplit(target).path.split("/"), strict=True)
    return [value for name, value in parts if name.startswith("{")]


def _typed(value: str) -> object:
    return int(value) if _NUMBER.fullmatch(value) else value
