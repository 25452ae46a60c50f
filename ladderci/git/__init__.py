"""Trees, blobs, changes and commits of a repository; the only importer of git.

Everything goes through git's own plumbing, in bulk, by full hexadecimal ids: a name that a person gives is resolved
once and never passed on, since `refs/heads/--upload-pack=x` is a valid name. Nothing here needs a work tree, changes
one or asks a question, and only `fetch` reaches the network: an object that is not here stays away.

The history's dataclasses are imported from `ladderci.git.history`: who only reads files does not need them.
"""

from ladderci.git.command import FetchError, GitError, NoRepositoryError
from ladderci.git.objects import Blob, Entry
from ladderci.git.repository import Repository

__all__ = ["Blob", "Entry", "FetchError", "GitError", "NoRepositoryError", "Repository"]
