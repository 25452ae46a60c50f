"""Rubric and policy to JSON Schema, and data to what a schema refuses; the only importer of jsonschema(-rs)."""

from ladderci.schema.derive import derive, shape
from ladderci.schema.formats import FORMATS, fixed, validator
from ladderci.schema.validator import Refusal, Validator

__all__ = ["FORMATS", "Refusal", "Validator", "derive", "fixed", "shape", "validator"]
