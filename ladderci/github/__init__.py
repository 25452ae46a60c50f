"""What is asked of GitHub's API; the only importer of PyGithub."""

from ladderci.github.answers import ServiceError
from ladderci.github.comments import PATIENCE, Comment, Comments, GitHub, Patience

__all__ = ["PATIENCE", "Comment", "Comments", "GitHub", "Patience", "ServiceError"]
