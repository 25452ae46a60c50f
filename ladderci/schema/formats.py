"""The fixed formats: what each file that is not derived from a rubric may look like, and what programs are told."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final, cast

from ladderci.schema.validator import Schema, Validator

FORMATS: Final = ("rubric", "policy", "cycle", "confirmations", "report", "facts", "comparison")
_FOLDER: Final = Path(__file__).parent.parent / "formats"


def fixed(name: str) -> str:
    """Return the text of a fixed format's JSON Schema, one of `FORMATS`."""
    return (_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def validator(name: str) -> Validator:
    """Return the validator of a fixed format."""
    return Validator(cast("Schema", json.loads(fixed(name))))
