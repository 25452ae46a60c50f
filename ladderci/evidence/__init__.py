"""What a citation says: its kind, its repository, and what makes two spellings of it one thing."""

from __future__ import annotations

from ladderci.evidence.nearest import nearest
from ladderci.evidence.reader import Reader, reader_of
from ladderci.evidence.reference import Form, Reference
from ladderci.evidence.templates import template_fault

__all__ = ["Form", "Reader", "Reference", "nearest", "reader_of", "template_fault"]
