"""The workflow: what others' tools say of it, what stands in it, and what it does when it is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.document import read
from tests.peers import node
from tests.peers.act import Act, Run, actions
from tests.peers.git_server import GitServer, HostedRepository
from tests.peers.github import NUMBER, REPOSITORY, TOKEN, GitHubStandIn
from tests.workspace import REVIEW, ROOT, complete_review

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKFLOWS = ROOT / ".github" / "workflows"
WORKFLOW = WORKFLOWS / "review.yml"
PAGE = ROOT / "docs" / "administrators.md"
BROKEN = complete_review().replace("rating: meets", "rating: great", 1)


def texts() -> Iterator[tuple[str, str]]:
    """Yield every workflow by a name: ours, and those that administrators may copy from their page or change by it."""
    for file in sorted(WORKFLOWS.glob("*.yml")):
        yield file.stem, file.read_text(encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        yield re.sub(r"\W+", "-", block.partition("\n")[0].lower()), block
    yield "review-by-an-app", by_an_app(WORKFLOW.read_text(encoding="utf-8"), page)


def by_an_app(workflow: str, page: str) -> str:
    """Return a workflow with what the administrators' page puts in: a job's environment, and two steps for one."""
    (told,) = re.findall(r"`(environment: [a-z]+)`", page)
    (steps,) = re.findall(r"^```yml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (judging,) = re.findall(r"      - name: Judge the reviews that changed\n(?:        .*\n)+", workflow)
    (start,) = re.findall(r"    name: Judge self-reviews\n", workflow)
    return workflow.replace(judging, steps).replace(start, f"{start}    {told}\n")


ALL = dict(texts())


def data_of(text: str) -> Any:  # noqa: ANN401 - YAML of any shape
    return read("", text.encode()).data


# --- what others' tools say ----------------------------------------------------------------------------------------


def complaints(program: str | Path, *arguments: str | Path) -> str:
    """Return what a checker said, empty where it was content."""
    command = [program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode >= 0
    return "" if done.returncode == 0 else done.stdout + done.stderr + "refused"


def beside_python(name: str) -> Path:
    return Path(sys.executable).parent / name


def zizmor(file: Path) -> str:
    return complaints(beside_python("zizmor"), "--offline", "--no-progress", "--persona=auditor", file)


def check_jsonschema(file: Path) -> str:
    return complaints(beside_python("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", file)


def action_validator(file: Path) -> str:
    return complaints(node.require(".bin/action-validator"), file)


CHECKERS = (zizmor, check_jsonschema, action_validator)


def placed(text: str, root: Path) -> Path:
    """Write a workflow to where checkers expect one."""
    folder = root / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "workflow.yml").write_text(text, encoding="utf-8")
    return folder / "workflow.yml"


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("name", ALL)
def test_the_checkers_have_nothing_to_say(name: str, checker: Any, tmp_path: Path) -> None:  # noqa: ANN401
    assert checker(placed(ALL[name], tmp_path)) == ""


@pytest.mark.parametrize(
    ("checker", "right", "wrong"),
    [
        (zizmor, '"$GITHUB_EVENT_PATH"', "${{ github.event.pull_request.title }}"),
        (zizmor, "zizmor: ignore[dangerous-triggers]", ""),
        (zizmor, "persist-credentials: false", "persist-credentials: true"),
        (zizmor, "permissions: {}", "permissions: write-all"),
        (check_jsonschema, "timeout-minutes: 10", "time-out: 10"),
        (action_validator, "timeout-minutes: 10", "time-out: 10"),
    ],
)
def test_the_checkers_would_have_something_to_say(checker: Any, right: str, wrong: str, tmp_path: Path) -> None:  # noqa: ANN401
    assert right in ALL["review"]
    assert checker(placed(ALL["review"].replace(right, wrong), tmp_path))


@pytest.mark.parametrize("name", ALL)
def test_what_a_checker_is_told_to_ignore_has_a_reason_beside_it(name: str) -> None:
    for told in re.findall(r"zizmor: ignore.*", ALL[name]):
        assert re.fullmatch(r"zizmor: ignore\[[a-z-]+\] \w+( \w+)+.*", told), told


# --- what stands in it ---------------------------------------------------------------------------------------------


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = data_of(ALL[name])["jobs"]
    return found


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


@pytest.mark.parametrize("name", ALL)
def test_no_expression_stands_in_a_script(name: str) -> None:
    assert not [step for step in steps(name) if "${{" in step.get("run", "")]


def test_every_action_is_pinned_by_commit_with_its_version_beside_it_and_everywhere_alike() -> None:
    lines = re.findall(r"^ +(?:- )?uses: (.*)$", "\n".join(ALL.values()), re.MULTILINE)
    found = [re.fullmatch(r"(actions/[a-z-]+)@([0-9a-f]{40}) # (v[0-9]+\.[0-9]+\.[0-9]+)", line) for line in lines]
    assert all(found)
    pins = {pin.groups() for pin in found if pin}
    assert len(pins) == len({action for action, _, _ in pins})


@pytest.mark.parametrize("name", ALL)
def test_every_job_has_its_own_rights_and_an_end(name: str) -> None:
    assert data_of(ALL[name])["permissions"] == {}
    assert all("permissions" in job and "timeout-minutes" in job for job in jobs(name).values())


def test_the_only_right_to_write_is_that_of_the_job_that_comments() -> None:
    rights = {name: job["permissions"] for name, job in jobs("review").items()}
    reading = {"contents": "read", "pull-requests": "read", "issues": "read"}
    assert rights == {"judge": reading, "comment": {"contents": "read", "pull-requests": "write"}}


def test_a_token_of_an_app_can_read_and_no_more() -> None:
    (made,) = (step for step in steps("review-by-an-app") if "app-token" in step.get("uses", ""))
    rights = {name: right for name, right in made["with"].items() if name.startswith("permission-")}
    wanted = ("contents", "issues", "metadata", "pull-requests")
    assert rights == {f"permission-{name}": "read" for name in wanted}
    judging = [step for step in steps("review-by-an-app") if "ci judge" in step.get("run", "")]
    assert [step["env"]["GITHUB_TOKEN"] for step in judging] == ["${{ steps.app.outputs.token }}"]


def test_nothing_but_the_default_branch_is_ever_checked_out() -> None:
    checkouts = [step["with"] for step in steps("review") if "checkout" in step.get("uses", "")]
    assert len(checkouts) == len(jobs("review"))
    for given in checkouts:
        assert given["ref"] == "${{ github.event.repository.default_branch }}"
        assert given["persist-credentials"] is False
        assert not given.keys() & {"repository", "submodules", "lfs"}


def test_the_judge_runs_on_every_event_for_what_is_skipped_counts_as_passed() -> None:
    assert "if" not in jobs("review")["judge"]
    events = data_of(ALL["review"])["on"]
    assert events == {
        "pull_request_target": {"types": ["opened", "synchronize", "reopened", "edited"]},
        "merge_group": None,
    }


def test_everything_is_installed_by_its_hash() -> None:
    installs = [line for step in steps("review") for line in step.get("run", "").splitlines() if "pip install" in line]
    assert len(installs) == 4
    for line in installs:
        assert "--require-hashes --no-deps" in line or line.endswith("--no-deps --no-build-isolation ."), line


# --- the size of what is handed over -------------------------------------------------------------------------------


def looks_at(body: Path) -> int:
    """Run the workflow's own script on what the judge handed over, and return how it ended."""
    script = next(step["run"] for step in jobs("review")["comment"]["steps"] if "size" in step["name"])
    environment = {"PATH": os.environ["PATH"], "BODY": str(body)}
    return subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, check=False).returncode


def test_a_comment_larger_than_github_takes_is_not_taken(tmp_path: Path) -> None:
    body = tmp_path / "comment.md"
    body.write_bytes(b"x" * 65_536)
    assert looks_at(body) == 0
    body.write_bytes(b"x" * 65_537)
    assert looks_at(body) == 1


def test_what_is_no_file_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    assert [looks_at(tmp_path / name) for name in ("link", "missing", ".")] == [1, 1, 1]


# --- what it does --------------------------------------------------------------------------------------------------

TOOL = ("ladderci", "requirements", "rubric", "schema", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada-quill@acme.example", "-c", "commit.gpgSign=false")


def git(root: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *IDENTITY, *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Site:
    """A repository at GitHub: its git server, its API, and a runner for its workflow."""

    root: Path
    hosted: HostedRepository
    server: GitServer
    service: GitHubStandIn
    workflow: Path = WORKFLOW
    base: str = ""
    heads: list[str] = field(default_factory=list)

    @property
    def clone(self) -> Path:
        """The clone of somebody who opens pull requests from a fork."""
        return self.root / "clone"

    def begin(self) -> None:
        """Make `main`: the tool, what judges, and the workflow."""
        self.clone.mkdir()
        for name in TOOL:
            source, target = ROOT / name, self.clone / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        git(self.clone, "init", "--quiet", "--initial-branch=main")
        self.base = self.commit()
        self.hosted.take(self.clone, "HEAD", "refs/heads/main")

    def write(self, content: str, path: str = REVIEW) -> None:
        target = self.clone / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")

    def commit(self) -> str:
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--allow-empty", "--message", "a change")
        return git(self.clone, "rev-parse", "HEAD")

    def push(self, content: str) -> None:
        """Push a review and all else that was written, as to a fork: the head is on no branch of this repository."""
        self.write(content)
        head = self.commit()
        self.hosted.take(self.clone, head, f"refs/pull/{NUMBER}/head")
        self.service.heads[NUMBER] = head
        self.heads.append(head)

    def run(self, event: str = "pull_request_target", payload: dict[str, Any] | None = None) -> Run:
        """Run the workflow on an event; where none is given, on what GitHub sends for the head as it is."""
        payload = payload or self.pull_request()
        file = self.root / "event.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        environment = {"GITHUB_API_URL": self.service.address}
        act = Act(self.root / "runner", self.workflow, REPOSITORY, self.server.url, environment)
        return act.run(event, file, TOKEN)

    def pull_request(self) -> dict[str, Any]:
        """Return what GitHub really sent for a pull request, with our repository in the place of the one there."""
        payload = example("pull_request", "synchronize" if len(self.heads) > 1 else "opened")
        pull = payload["pull_request"]
        payload["number"] = pull["number"] = NUMBER
        payload["repository"]["default_branch"] = pull["base"]["ref"] = "main"
        pull["base"]["sha"], pull["head"]["sha"] = self.base, self.heads[-1]
        pull["head"]["repo"]["full_name"] = "ada-quill/reviews"
        pull["user"]["login"] = payload["sender"]["login"] = "ada-quill"
        if len(self.heads) > 1:
            payload["before"], payload["after"] = self.heads[-2:]
        return payload

    def merge_group(self) -> dict[str, Any]:
        """Return what GitHub sends when the pull request has reached the queue."""
        payload = example("merge_group", "checks_requested")
        payload["repository"]["default_branch"] = "main"
        payload["merge_group"] |= {
            "base_ref": "refs/heads/main",
            "base_sha": self.base,
            "head_ref": f"refs/heads/gh-readonly-queue/main/pr-{NUMBER}-{self.base}",
            "head_sha": self.heads[-1],
        }
        return payload

    def rung(self, branch: str) -> dict[str, Any]:
        """Return what GitHub sends when the doorbell has rung."""
        payload = example("workflow_run", "completed")
        payload["repository"]["default_branch"] = "main"
        rung = payload["workflow_run"]
        rung |= {"head_branch": branch, "head_sha": self.heads[-1], "pull_requests": []}
        rung["head_repository"] |= {"full_name": "ada-quill/reviews", "owner": {"login": "ada-quill"}}
        return payload


def example(event: str, action: str) -> dict[str, Any]:
    file = node.require("@octokit/webhooks-examples/api.github.com/index.json")
    events = json.loads(file.read_text(encoding="utf-8"))
    examples = next(each["examples"] for each in events if each["name"] == event)
    found = next(each for each in examples if each.get("action") == action)
    taken = json.dumps(found).replace(found["repository"]["full_name"], REPOSITORY)
    payload: dict[str, Any] = json.loads(taken)
    return payload


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A private repository: neither git nor the API answers without the token."""
    with GitServer(tmp_path / "hosted", TOKEN) as server, GitHubStandIn() as service:
        made = Site(tmp_path, server.create(REPOSITORY), server, service)
        made.begin()
        yield made


PASSED = {"judge": "success", "comment": "success"}


def test_a_pull_request_has_one_comment_that_follows_it(site: Site) -> None:
    site.push(complete_review())
    run = site.run()
    assert run.jobs == PASSED
    # The one warning: this stand-in has no GraphQL, so the judge could verify nothing, and nothing is refuted for that.
    assert run.outputs("judge") == {"verdict": "passed", "reviews": "1", "errors": "0", "warnings": "1"}
    (first,) = site.service.bodies()
    assert "LC318" in first
    assert "A steady half year." in first
    assert "A steady half year." in run.summary

    site.push(complete_review().replace("A steady half year.", "A half year with one surprise."))
    assert site.run().jobs == PASSED
    (second,) = site.service.bodies()
    assert "A half year with one surprise." in second

    before = len(site.service.calls)
    run = site.run()
    assert run.jobs == PASSED
    assert site.service.bodies() == [second]
    assert all(call.startswith("GET ") for call in site.service.calls[before:])

    assert {request.token for request in site.server.requests} == {TOKEN}
    assert TOKEN not in run.log
    handed_over = [file for file in (site.root / "runner" / "artifacts").rglob("*") if file.is_file()]
    assert [file.name for file in handed_over] == ["comment.md"] * 3


def test_a_failing_review_fails_the_job_and_is_commented_on_all_the_same(site: Site) -> None:
    site.push(BROKEN)
    run = site.run()
    assert run.jobs == {"judge": "failure", "comment": "success"}
    assert run.outputs("judge")["verdict"] == "failed"
    assert {str(line["kvPairs"]) for line in run.commands("error")}
    assert all(REVIEW in str(line["kvPairs"]) for line in run.commands("error"))
    (comment,) = site.service.bodies()
    assert "LC104" in comment


def test_a_service_that_fails_does_no_harm_to_the_verdict(site: Site) -> None:
    site.service.logins.clear()
    site.push(complete_review())
    assert site.run().jobs == {"judge": "success", "comment": "failure"}


def test_a_merge_queue_is_judged_and_not_commented_on(site: Site) -> None:
    site.push(BROKEN)
    run = site.run("merge_group", site.merge_group())
    assert run.jobs == {"judge": "failure"}
    assert run.outputs("judge")["verdict"] == "failed"
    assert site.service.calls == []


def test_what_cannot_be_judged_is_refused_without_a_comment(site: Site) -> None:
    site.push(complete_review())
    payload = site.pull_request()
    payload["pull_request"]["base"]["ref"] = "weak"
    run = site.run(payload=payload)
    assert run.jobs == {"judge": "failure"}
    assert "pull requests into weak are not judged" in run.log
    assert site.service.calls == []


def test_nothing_of_a_pull_request_is_executed_or_installed(site: Site) -> None:
    canary = site.root / "canary"
    shout = f"open({str(canary)!r}, 'w').close()\n"
    for name in ("ladderci/__init__.py", "ladderci/cli/__init__.py", "sitecustomize.py", "conftest.py", "setup.py"):
        site.write(shout, name)
    site.write(f"all:\n\ttouch {canary}\n", "Makefile")
    site.write("surprise==1\n", "requirements/run.txt")
    site.write("surprise==1\n", "requirements/github.txt")
    site.write("[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n", "pyproject.toml")
    workflow = (
        f"on: pull_request_target\njobs: {{judge: {{runs-on: ubuntu-24.04, steps: [{{run: touch {canary}}}]}}}}\n"
    )
    site.write(workflow, ".github/workflows/review.yml")
    site.push(complete_review())
    run = site.run()
    assert run.jobs == {"judge": "failure", "comment": "success"}, run.log
    assert "LC410" in site.service.bodies()[0]
    assert not canary.exists()


GH = """\
#!/usr/bin/env python3
import json, os, pathlib, sys
folder = pathlib.Path(__file__).parent
with (folder / "calls.jsonl").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
if os.environ["GH_TOKEN"] and "GET" in sys.argv:
    print((folder / "pulls.json").read_text())
"""
"""Stands in for GitHub's own program, which is on its runners and not here."""


def test_the_variant_for_public_repositories_judges_comments_and_tells_the_head(site: Site) -> None:
    site.push(BROKEN)
    site.workflow = site.root / "answer.yml"
    site.workflow.write_text(ALL["name-answer"], encoding="utf-8")
    programs = site.root / "runner" / "programs"
    programs.mkdir(parents=True)
    (programs / "gh").write_text(GH, encoding="utf-8")
    (programs / "gh").chmod(0o700)
    other = site.pull_request()["pull_request"] | {"number": 8, "head": {"sha": "0" * 40}}
    pulls = [other, site.pull_request()["pull_request"]]
    (programs / "pulls.json").write_text(json.dumps(pulls), encoding="utf-8")
    branch = f"a$(touch${{IFS}}{site.root}/canary)"
    run = site.run("workflow_run", site.rung(branch))
    assert run.jobs == {"judge": "failure", "status": "success", "comment": "success"}, run.log
    (comment,) = site.service.bodies()
    assert "LC104" in comment
    find, tell = [json.loads(line) for line in (programs / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
    assert f"head=ada-quill:{branch}" in find
    assert f"repos/{REPOSITORY}/statuses/{site.heads[-1]}" in tell
    assert "state=failure" in tell
    assert not (site.root / "canary").exists()


def test_a_stand_in_takes_what_the_workflow_gives_to_the_action_it_stands_in_for() -> None:
    from tests.peers.act import STAND_INS

    for step in steps("review"):
        if "uses" in step:
            inputs = data_of(STAND_INS[step["uses"].partition("@")[0]])["inputs"]
            assert step["with"].keys() <= inputs.keys(), step["uses"]
    assert {action.partition("@")[0] for action in actions(ALL["review"])} == STAND_INS.keys()
