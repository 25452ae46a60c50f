"""What made-up reviews consist of: names, links, work items and sentences, with gaps that are filled in per review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NAMES: Final = ("ada", "grace", "linus", "mira", "bo", "tove", "kofi", "ines", "yuki", "omar")
WITNESSES: Final = ("rosa-lind", "samir-holt", "tess-okoro", "viktor-ames")
REPOSITORIES: Final = ("ranker", "feature-store", "serving", "notebooks", "data-quality", "labeling", "gateway")
_GITHUB: Final = "https://github.com/acme/{repo}"
LINKS: Final = {
    "pull-request": (f"{_GITHUB}/pull/{{n}}", "acme/{repo}#{n}"),
    "code-review": (f"{_GITHUB}/pull/{{n}}#pullrequestreview-{{n}}", f"{_GITHUB}/pull/{{n}}#discussion_r{{n}}"),
    "commit": (f"{_GITHUB}/commit/{{sha}}", "acme/{repo}@{sha:.10}"),
    "issue": (f"{_GITHUB}/issues/{{n}}", "acme/{repo}#{n}"),
    "release": (f"{_GITHUB}/releases/tag/v1.{{n}}.0",),
    "document": ("https://docs.acme.example/{repo}/{n}", f"{_GITHUB}/blob/main/docs/{{n}}.md"),
    "experiment": ("https://experiments.acme.example/{repo}/{n}",),
    "dashboard": ("https://dashboards.acme.example/{repo}/{n}?window=30d",),
    "incident": ("https://status.acme.example/{n}",),
    "talk": ("https://talks.acme.example/{repo}-{n}",),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A work item that somebody might have: its key, its title as written in YAML, the kinds of its evidence."""

    key: str
    title: str
    kinds: tuple[str, ...]


THEMES: Final = (
    Theme("ranker-cutover", "Moved the feed ranker to the two-tower model", ("pull-request", "release", "document")),
    Theme("feature-backfill", '"Backfill: six months of features, in one night"', ("pull-request", "commit")),
    Theme("rollback-drill", "Rehearsed the rollback before we needed it", ("incident", "document", "pull-request")),
    Theme("label-audit", "Audited the labels of the spam model", ("experiment", "document")),
    Theme("quieter-pager", "'The pager: from forty alerts a week to six'", ("pull-request", "dashboard", "issue")),
    Theme("interviewing", "Interviewed eleven candidates", ("feedback", "event")),
    Theme("reading-circle", "Ran the reading circle on ranking losses", ("talk", "document")),
    Theme("onboarding", "Helped two newcomers to their first release", ("feedback", "document")),
    Theme("latency-budget", "Gave each stage of serving a latency budget", ("dashboard", "pull-request", "release")),
    Theme("offline-metrics", "Made offline metrics agree with online ones", ("experiment", "pull-request")),
    Theme("schema-checks", '"Checks of table schemas before each training"', ("pull-request", "commit", "commit")),
    Theme("launch-template", "A launch template with its rollback first", ("document", "issue", "pull-request")),
    Theme("cold-start", "Tried embeddings for items nobody has seen yet – and dropped them", ("experiment", "talk")),
    Theme("partner-needs", "Asked the partner teams what they need from us", ("document", "event", "feedback")),
    Theme("review-habits", "Smaller pull requests, reviewed within the day", ("code-review", "document")),
    Theme("retraining", "Retraining that resumes where it was interrupted", ("pull-request", "commit", "release")),
)
SENTENCES: Final = (
    "The {repo} job took {n} minutes and failed twice a week; it now takes a third of that.",
    "I wrote the design down first, asked three teams for their view and changed the plan twice.",
    "We rolled it out to one percent, then ten, and looked at the dashboard for two days each.",
    "What I had not foreseen: the cache in {repo} kept old vectors alive for {n} hours.",
    "Two colleagues could take it over during my leave without asking me anything.",
    "The first version was too clever; the second has half the code and does the same.",
    "Precision went from 0.71 to 0.78 at the same recall, measured over {n} thousand sessions.",
    "I said in week two that the date would not hold, and the new one held.",
    "Nobody had asked for it, but the on-call notes named it {n} times.",
    "The naïve baseline won on the small markets, so we kept it there – simple and cheap.",
    "It cost more time than I planned, most of it spent on data that was labelled twice.",
    "The tests caught a swapped column before it reached training, which paid for them.",
    "We agreed on what “done” means before the first line, and that saved us a quarrel.",
    "After run {n} had gone wrong I added the check that would have stopped it.",
    "The partner team based its launch on it, and their numbers are in the report.",
    "I learned to ask earlier; the answer was usually one message away.",
    "It runs every night in {repo} now, and its owner is the whole team.",
    "Next time I would start with the evaluation and only then touch the model. 🚀",
)
NOTES: Final = (
    "the drill, step by step",
    "before and after, same week",
    "it's the second half that matters",
    "with the question I asked in week 2",
    "decision: keep the old index",
    "see the table at the end, row {n}",
)
REASONS: Final = (
    "No occasion came up in this half year; the next one is planned for spring.",
    "I watched others do it twice and will take the next one myself.",
    "My projects were all inside the team, so nobody outside depended on me for this.",
)
