"""What is asked of GitHub's APIs; the only importer of PyGithub."""

from ladderci.github.answers import ServiceError
from ladderci.github.comments import Comment, Comments, GitHub
from ladderci.github.session import PATIENCE, Patience

__all__ = ["PATIENCE", "Comment", "Comments", "GitHub", "Patience", "ServiceError"]
