"""Self-reviews as code: a ladder, a review, a verdict, a page to read."""

__version__ = "0.1.0"
