"""nektos/act executes a workflow as GitHub's runner would, on this machine and without containers.

Real are the runner's parts that the workflow leans on: events, expressions, conditions, permissions' syntax, `needs`,
outputs, step summaries, workflow commands, a fresh folder for each job, the shell. Stood in for, since they live on
GitHub, are the four actions below: each does in a few lines of shell what the real one does for our inputs. Nothing is
downloaded. What act does not do: `concurrency`, the rights of the token, the filters of `on`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from tests.peers.node import PeerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Line: TypeAlias = dict[str, object]

CHECKOUT: Final = """\
name: stands in for actions/checkout
description: fetches the repository from the tests' server and checks one branch out
inputs:
  repository: {description: owner/name, default: "${{ github.repository }}"}
  ref: {description: a branch, required: true}
  token: {description: for the fetch, default: "${{ github.token }}"}
  fetch-depth: {description: 0 for everything, default: "1"}
  persist-credentials: {description: whether the token stays in the clone, default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        REPOSITORY: ${{ inputs.repository }}
        REF: ${{ inputs.ref }}
        TOKEN: ${{ inputs.token }}
        DEPTH: ${{ inputs.fetch-depth }}
        PERSIST: ${{ inputs.persist-credentials }}
      run: |
        header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)"
        what=(--depth="$DEPTH" origin "+refs/heads/$REF:refs/remotes/origin/$REF")
        if [[ $DEPTH == 0 ]]; then what=(origin '+refs/heads/*:refs/remotes/origin/*'); fi
        git init --quiet .
        git remote add origin "$STAND_IN_SERVER/$REPOSITORY"
        git -c http.extraHeader="$header" fetch --quiet "${what[@]}"
        git checkout --quiet -B "$REF" "refs/remotes/origin/$REF"
        if [[ $PERSIST != false ]]; then git config http.extraHeader "$header"; fi
"""
SETUP_PYTHON: Final = """\
name: stands in for actions/setup-python
description: a virtual environment in which the packages that the tests run with count as installed
inputs:
  python-version: {description: ignored, required: true}
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        "$STAND_IN_PYTHON" -m venv --without-pip "$RUNNER_TEMP/python"
        packages=$("$RUNNER_TEMP/python/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
        echo "$STAND_IN_PACKAGES" > "$packages/of-the-tests.pth"
        echo "$RUNNER_TEMP/python/bin" >> "$GITHUB_PATH"
"""
UPLOAD: Final = """\
name: stands in for actions/upload-artifact
description: keeps files in a folder of the tests
inputs:
  name: {description: the artifact's name, required: true}
  path: {description: a file a line, required: true}
  if-no-files-found: {description: "here: ignore", required: true}
  retention-days: {description: ignored, required: true}
outputs:
  artifact-id: {description: under which it is found again, value: "${{ steps.keep.outputs.artifact-id }}"}
runs:
  using: composite
  steps:
    - id: keep
      shell: bash
      env:
        FILES: ${{ inputs.path }}
      run: |
        mkdir -p "$STAND_IN_ARTIFACTS"
        folder=$(mktemp --directory "$STAND_IN_ARTIFACTS/XXXXXXXX")
        while read -r file; do
          if [[ -f $file ]]; then cp --dereference "$file" "$folder/"; fi
        done <<< "$FILES"
        if [[ -n $(ls "$folder") ]]; then echo "artifact-id=${folder##*/}" >> "$GITHUB_OUTPUT"; fi
"""
DOWNLOAD: Final = """\
name: stands in for actions/download-artifact
description: puts the files back
inputs:
  artifact-ids: {description: one id, required: true}
  path: {description: a folder, required: true}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        ID: ${{ inputs.artifact-ids }}
        FOLDER: ${{ inputs.path }}
      run: |
        mkdir -p "$FOLDER"
        cp "$STAND_IN_ARTIFACTS/$ID"/* "$FOLDER/"
"""
STAND_INS: Final = {
    "actions/checkout": CHECKOUT,
    "actions/setup-python": SETUP_PYTHON,
    "actions/upload-artifact": UPLOAD,
    "actions/download-artifact": DOWNLOAD,
}


@dataclass(frozen=True)
class Run:
    """What a workflow's run came to."""

    lines: tuple[Line, ...]

    @property
    def jobs(self) -> dict[str, str]:
        """How each job ended, `success` or `failure`, by its id; one that was skipped is not there."""
        return {str(line["jobID"]): str(line["jobResult"]) for line in self.lines if "jobResult" in line}

    @property
    def steps(self) -> dict[str, str]:
        """How each step ended, by its name."""
        steps = [line for line in self.lines if line.get("stage") == "Main" and "stepResult" in line]
        return {str(line["step"]): str(line["stepResult"]) for line in steps}

    def outputs(self, step: str) -> dict[str, str]:
        """Return what the step with this id has set as its outputs."""
        found = (line for line in self.commands("set-output") if line.get("stepID") == [step])
        return {str(line["name"]): str(line["arg"]) for line in found}

    def commands(self, name: str) -> Iterator[Line]:
        """Yield the commands to the runner that it took as such: `error`, `warning`, `set-output` and others."""
        return (line for line in self.lines if line.get("command") == name)

    @property
    def summary(self) -> str:
        """What the page of the run shows."""
        return "".join(str(line["content"]) for line in self.commands("summary"))

    @property
    def log(self) -> str:
        """What the steps printed, and what the runner said of them."""
        return "\n".join(str(line.get("msg", "")).rstrip("\n") for line in self.lines if line.get("level") != "warning")


@dataclass(frozen=True)
class Act:
    """A runner with a folder of its own, in which one repository's workflow is run."""

    folder: Path
    """Everything that the runner writes goes here; what is in its `programs` is found before all other programs."""
    workflow: Path
    repository: str
    """`owner/name`."""
    server: str
    """Where git finds the repository, without its name."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What else the workflow finds in its environment."""

    def run(self, event: str, payload: Path, token: str) -> Run:
        """Run the workflow on an event; `payload` is the file that GitHub would have sent."""
        program = executable()
        self._prepare()
        finished = subprocess.run(
            [
                str(program),
                event,
                *("--directory", str(self.folder / "here"), "--workflows", str(self.workflow)),
                *("--platform", "ubuntu-24.04=-self-hosted", "--eventpath", str(payload)),
                *("--no-cache-server", "--no-skip-checkout", "--json", "--secret", f"GITHUB_TOKEN={token}"),
                *(part for pair in self._variables().items() for part in ("--env", "=".join(pair))),
                *(part for pair in self._stand_ins() for part in ("--local-repository", "=".join(pair))),
            ],
            env={
                "PATH": f"{self.folder / 'programs'}:{os.environ['PATH']}",
                "HOME": str(self.folder / "home"),
                "LANG": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        lines = tuple(json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{"))
        run = Run(lines)
        if not run.jobs or (finished.returncode == 0) != ("failure" not in run.jobs.values()):
            raise PeerError(f"act ended with {finished.returncode}:\n{run.log}\n{finished.stderr[-4000:]}")
        return run

    def _prepare(self) -> None:
        """Make the folder that act takes for the repository's clone: it reads the repository's name from there."""
        here = self.folder / "here"
        if here.exists():
            return
        here.mkdir(parents=True)
        (self.folder / "home").mkdir()
        for command in (
            ("init", "--quiet", "--initial-branch=main"),
            ("remote", "add", "origin", f"https://github.com/{self.repository}"),
            ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-q", "--allow-empty", "-m", "x"),
        ):
            subprocess.run(["git", *command], cwd=here, check=True, capture_output=True)

    def _variables(self) -> dict[str, str]:
        return {
            "STAND_IN_SERVER": self.server,
            "STAND_IN_PYTHON": sys.executable,
            "STAND_IN_PACKAGES": sysconfig.get_path("purelib"),
            "STAND_IN_ARTIFACTS": str(self.folder / "artifacts"),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **self.environment,
        }

    def _stand_ins(self) -> Iterator[tuple[str, str]]:
        """Yield each action that the workflow uses, as it is pinned there, and the folder that stands in for it."""
        for action in actions(self.workflow.read_text(encoding="utf-8")):
            name = action.partition("@")[0]
            folder = self.folder / "actions" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "action.yml").write_text(STAND_INS[name], encoding="utf-8")
            yield action, str(folder)


def actions(workflow: str) -> set[str]:
    """Return the actions that a workflow's text uses, as `owner/name@revision`."""
    lines = (line.strip().removeprefix("- ") for line in workflow.splitlines())
    return {line.split()[1] for line in lines if line.startswith("uses: ")}


def executable() -> Path:
    """Return the path of act; where it is missing, skip the calling test, or fail it with `CI=true`."""
    found = shutil.which("act", path=str(Path(sys.executable).parent)) or shutil.which("act")
    if found is None:
        reason = "act is not installed: `make test` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return Path(found)
