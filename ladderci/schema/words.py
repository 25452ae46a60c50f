"""The words for a refusal, written once: the editor shows them, and so does `check`.

Each is `what is wrong: what to do`; `check` makes the first part its message and the second its help.
"""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "review": "not a format that is known: write review: 1",
    "status": "not a status: write draft while you work on it, submitted when it is ready to be judged",
    "cycle": "not the name of a cycle: use its folder's name, such as 2026-h2",
    "login": "not a GitHub login: use letters, digits and single hyphens, without the @",
    "key": "not a key for a work item: use lower-case letters, digits and single hyphens, such as ranker-cutover",
    "expectation": "not the id of an expectation: write area.section.expectation, as the rubric has it",
    "answer": "not an answer: write rating, then story and evidence or a reason, each on its own line below the id",
    "work-item": "not a work item: write title, when, story and evidence, each on its own line below the key",
    "prose": "not text: put it in quotes",
    "list": "not a list: begin each piece of evidence on its own line with a dash",
    "entry": "not a piece of evidence: write a link in plain text, or link, kind and note below each other",
    "when": "not a time: write a day (2026-08-14), a month (2026-08), a year (2026) or a range (2026-08..2026-10)",
    "citation": "not a link or a work item: write a full link (https://…), owner/repo#12, owner/repo@1f3c9ab, or the "
    "key of something under work",
    "link": "not a link: write a full link (https://…), owner/repo#12 or owner/repo@1f3c9ab",
    "testimony": "evidence without a link: put it under work, where somebody can confirm it, and cite its key here",
    "no-link": "evidence without a link: give its link, or a kind that stands without one",
    "rated": "no rating: write rating: and one of the rubric's ratings",
    "cited": "no evidence: cite something that others can open",
    "reasoned": "no reason: say why in a sentence, under reason:",
    "titled": "no title: say in a line what you did",
}

TESTIMONY: Final = {
    "from": "say who can confirm it, by their GitHub login",
    "when": "say when it was, such as 2026-08-14 or 2026-08",
}
"""What stands in for a link, and what to write there."""
