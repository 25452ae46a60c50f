"""Reviews as people write them by hand, by the thousand: every way of writing one thing, mixed by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

LONG: Final = "a sentence that its writer never broke, however far it went to the right of the screen; " * 12
HEADS: Final = (
    "",
    "# yaml-language-server: $schema=../../schema/track/one.schema.json\n",
    "# yaml-language-server: $schema=../../schema/track/one.schema.json\n\n# mine, all of it\n\n",
    "---\n",
    "# vim: ft=yaml\n---\n# and on\n",
)
SUMMARIES: Final = (
    "",
    "summary:\n",
    "summary: ''\n",
    "summary: plain\n  text\tgoes on   # until here\n",
    f"summary: {LONG}\n",
    'summary: "double\n  #: quoted\n\n  work:\n  text"\n',
    "summary: 'it''s: single'  # with a comment\n# far left\n",
    "summary: |\n  one\n\n  work:\n    x: 1\n\n",
    "summary: |+\n  kept\n\n\n",
    "summary: >-\n  folded\n  text\n # a comment\n\n",
    "summary: |2-\n    deep\n  work: {}\n",
    "summary: été 🏆 👩‍👩‍👧 # weiter\n",
)
EMPTY_WORK: Final = (
    ("", ""),
    ("work:\n", "work:\n"),
    ("work:   # soon\n", "work:   # soon\n"),
    ("'work':\n\n", "'work':\n\n"),
    ("work: {}\n", "work:\n"),
    ("work: {}  # nothing yet\n", "work:   # nothing yet\n"),
    ("work:   {  }\n", "work:\n"),
    ("work:\n  {}\n", "work:\n"),
    ("work: ~\n", "work:\n"),
    ("work: null\t# null\n", "work: \t# null\n"),
    ("work:\n  # ranker-cutover:\n  #   title: Moved it\n", "work:\n  # ranker-cutover:\n  #   title: Moved it\n"),
    ("work:\n# far left\n", "work:\n# far left\n"),
)
"""`work:` without items, as written and as it stays: an empty value gives way to the items."""
KEYS: Final = ("ranker", "ranker-2", "ranker-3", "interviews", "a", "2026", "null")
VALUES: Final = (
    "",
    " ~",
    " {}",
    " {title: in braces, evidence: [acme/ranker#1,\n        acme/ranker#2]}   # flow",
    '\n{in}title: "double: quoted\n{in}  over lines"',
    "\n{in}title: 'single #1'   # sure?\n{in}when: 2026",
    f"\n{{in}}title: plain\n{{in}}story: {LONG}",
    "\n{in}story: |\n{in}  one\n\n{in}  #: two\n\n{in}  work:\n",
    "\n{in}story: |+\n{in}  kept\n\n\n",
    "\n{in}story: >-  # strip\n{in}  folded\n\n{in}  text\n{in}# a comment of the item\n",
    "\n{in}story: plain\n{in}  text\tgoes on",
    "\n{in}evidence:\n{in}- acme/ranker#1\n{in}- link: https://x.example/#2\n{in}  note: |\n{in}    deep\n{in}# later",
    "\n{in}# first of all\n\n{in}\"title\": été 🏆\n\n{in}evidence: [ 'acme/ranker#3' ]",
    "\n\n{in}title:\n{in}story:\n{in}evidence:",
)
BETWEEN: Final = (
    "",
    "",
    "",
    "\n",
    "\n\n",
    "{at}# mine\n",
    "\n{at}# mine\n\n",
    "{at}#: could show: x.y.z\n",
    "# left\n",
)
BEHIND: Final = ("", "", "{at}# behind\n", "\n{at}# apart\n\n", "{in}# deeper\n", "\n\n", "# far left\n")
ANSWERS: Final = (
    "",
    "expectations:\n",
    "\n# Your answers.\nexpectations:\n  x.y.z:\n    rating: meets\n",
    "expectations: {x.y.z: {rating: meets}}\n# done\n",
    "# Your answers.\n'expectations':\n  #: Says a.\n  x.y.z:\n    story: |+\n      kept\n\n  # and on\n",
    "\n\n\nexpectations: ~\n",
)
TAILS: Final = ("", "", "# the end\n", "\n\n", "retired: {}\n", "   ", "...\n", "...\n# behind the end\n")
LINE_ENDS: Final = ("\n", "\n", "\n", "\r\n", "\r")


@dataclass(frozen=True, slots=True)
class OddReview:
    """A review, and what stays of it when items are added."""

    text: str
    kept: str
    """The same without the empty value of `work:`, if it has one."""


def odd_review(random: Random) -> OddReview:
    """Return a review that can be read without doubt, written in any of many ways."""
    head = random.choice(HEADS) + "review: 1\nrubric-version: 3\nstatus: draft\n"
    empty, stays = random.choice(EMPTY_WORK)
    if random.random() < 0.6:
        empty = stays = _work(random)
    parts = [(one, one) for one in (random.choice(SUMMARIES), random.choice(ANSWERS))]
    parts.insert(random.randrange(3), (empty, stays))
    tail = random.choice(TAILS)
    line_end = random.choice(LINE_ENDS)
    bare = random.random() < 0.25
    texts = [head + "".join(part[side] for part in parts) + tail for side in (0, 1)]
    texts = [text.rstrip("\n") if bare else text for text in texts]
    return OddReview(*(text.replace("\n", line_end) for text in texts))


def _work(random: Random) -> str:
    at = " " * random.choice((1, 2, 2, 2, 4))
    inner = at + " " * random.choice((1, 2, 2, 4))
    text = random.choice(("work:\n", "work:   # mine\n", '"work":\n', "work:\n\n"))
    for key in random.sample(KEYS, random.randint(1, 4)):
        name = f"'{key}'" if key in {"2026", "null"} else random.choice((key, f"'{key}'", f'"{key}"'))
        value = random.choice(VALUES)
        text += random.choice(BETWEEN) + f"{{at}}{name}:{value}".rstrip("\n") + "\n" * (1 + value.endswith("\n\n"))
    return (text + random.choice(BEHIND)).replace("{at}", at).replace("{in}", inner)
