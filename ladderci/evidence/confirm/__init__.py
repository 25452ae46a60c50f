"""Who can look at evidence, and what that says of a claim.

Looking and judging are apart: a confirmer says what it saw of a thing, whoever cites it; `standing` says, without
looking at anything, what that means for the review that does.
"""
