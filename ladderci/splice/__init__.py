"""Changes of a person's file, by position; every other byte kept.

A file is never read and written out again. What is changed is known before it is changed, and the result is read once
more and compared before anybody gets to see it.
"""

from ladderci.splice.confirmations import confirm
from ladderci.splice.edits import Edit, SpliceError, apply, offset_of
from ladderci.splice.rubric import require, revise
from ladderci.splice.updating import Updated, update_review
from ladderci.splice.work import add_work
from ladderci.splice.writing import Written, write_together, write_whole

__all__ = [
    "Edit",
    "SpliceError",
    "Updated",
    "Written",
    "add_work",
    "apply",
    "confirm",
    "offset_of",
    "require",
    "revise",
    "update_review",
    "write_together",
    "write_whole",
]
