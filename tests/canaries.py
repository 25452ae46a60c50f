"""Files that a machine might run, import or obey, each of which would then write a file; and what sets each off."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TOUCH: Final = "touch '{mark}'"
_SHOUT: Final = "open('{mark}', 'w').close()\n"
_SCRIPT_OF: Final = """python -c "
import subprocess, sys, yaml
for key in sys.argv[2:]: data = (data if 'data' in dir() else yaml.safe_load(open(sys.argv[1])))[key]
subprocess.run(['bash', '-c', data['steps'][0]['run']], check=True)
" """


_SETTINGS: Final = (
    f'[filter "canary"]\n\tclean = {_TOUCH}\n\tsmudge = {_TOUCH}\n'
    f'[diff "canary"]\n\ttextconv = {_TOUCH}\n\tcommand = {_TOUCH}\n'
    f'[merge "canary"]\n\tdriver = {_TOUCH}\n[core]\n\tfsmonitor = {_TOUCH}\n\tpager = {_TOUCH}\n'
)
_SUBMODULE: Final = '[submodule "canary"]\n\tpath = canary\n\turl = ext::touch {mark}\n\tupdate = !touch {mark}\n'
_WORKFLOW: Final = (
    "on: [push, pull_request, pull_request_target, merge_group]\npermissions: write-all\njobs:\n  judge:\n"
    f"    runs-on: ubuntu-24.04\n    steps:\n      - run: {_TOUCH}\n"
)
_ACTION: Final = f"name: x\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: {_TOUCH}\n"
_TEMPLATE: Final = "{{ cycler.__init__.__globals__.os.system(\"touch '{mark}'\") }}\n"


@dataclass(frozen=True)
class Canary:
    """Files that together write another one once somebody runs, imports or obeys them."""

    name: str
    files: tuple[tuple[str, str], ...]
    """Paths with contents; `{mark}` in these stands for the file that would be written."""
    command: str
    """What a person, a tool or a runner would do in a folder that holds them, for a shell."""

    def mark(self, folder: Path) -> Path:
        """Return the file that would be written."""
        return folder / re.sub("[^a-z.]+", "-", self.name)

    def planted(self, folder: Path) -> dict[str, str]:
        """Return the files, set to write into a folder."""
        return {path: content.replace("{mark}", str(self.mark(folder))) for path, content in self.files}

    def set_off(self, folder: Path) -> None:
        """Do in a folder what sets it off."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
        environment |= {
            "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        subprocess.run(["bash", "-c", self.command], cwd=folder, env=environment, capture_output=True, check=False)


def _module(path: str) -> Canary:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Canary(f"the module {path}", ((path, _SHOUT),), f"python -c 'import {name}'")


CANARIES: Final = (
    Canary(
        "the tool's own modules",
        tuple(
            (f"ladderci/{path}", _SHOUT)
            for path in ("__init__.py", "__main__.py", "cli/__init__.py", "app/judging.py", "rules/__init__.py")
        ),
        "python -c 'import ladderci'",
    ),
    *map(
        _module,
        (
            "tools/__init__.py",
            "yaml.py",
            "click/__init__.py",
            "git/__init__.py",
            "jinja2/__init__.py",
            "jsonschema_rs.py",
        ),
    ),
    Canary("sitecustomize.py", (("sitecustomize.py", _SHOUT),), "PYTHONPATH=. python -c pass"),
    Canary(
        "usercustomize.py",
        (("usercustomize.py", _SHOUT),),
        "PYTHONPATH=. python -c 'import site; site.execusercustomize()'",
    ),
    Canary(
        "a .pth file",
        (("canary.pth", "import pathlib; pathlib.Path('{mark}').touch()\n"),),
        "python -c 'import site; site.addsitedir(\".\")'",
    ),
    Canary("setup.py", (("setup.py", _SHOUT),), "python setup.py"),
    Canary(
        "setup.cfg",
        (("setup.cfg", "[tool:pytest]\naddopts = -p plugin\n"), ("plugin.py", _SHOUT)),
        "PYTHONPATH=. python -m pytest -c setup.cfg",
    ),
    Canary(
        "the build backend of pyproject.toml",
        (
            ("pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"),
            ("backend.py", _SHOUT),
        ),
        "python -m build --no-isolation --wheel .",
    ),
    Canary("conftest.py", (("conftest.py", _SHOUT),), f"python -m pytest -c {os.devnull} --rootdir=. ."),
    Canary(
        "a hook of git's",
        ((".githooks/pre-commit", f"#!/bin/sh\n{_TOUCH}\n"),),
        "chmod +x .githooks/*; git init -q; git -c core.hooksPath=.githooks -c user.name=A -c user.email=a@acme.example"
        " commit -qm x --allow-empty",
    ),
    Canary(
        "attributes and settings of git's",
        (
            (".gitattributes", "* filter=canary diff=canary merge=canary\n"),
            (".gitconfig", _SETTINGS),
        ),
        'git init -q; git -c "include.path=$PWD/.gitconfig" add .',
    ),
    Canary(
        ".gitmodules",
        (
            (
                ".gitmodules",
                '[submodule "canary"]\n\tpath = canary\n\turl = ext::touch {mark}\n\tupdate = !touch {mark}\n',
            ),
        ),
        'git -c protocol.ext.allow=always ls-remote "$(git config -f .gitmodules submodule.canary.url)"',
    ),
    Canary(
        "templates",
        (("rubric/templates/page.md.jinja", _TEMPLATE), ("ladderci/output/templates/page.md.jinja", _TEMPLATE)),
        "python -c 'import jinja2, sys; jinja2.Template(sys.stdin.read()).render()' < rubric/templates/page.md.jinja",
    ),
    Canary("Makefile", (("Makefile", f"all:\n\t{_TOUCH}\n"),), "make"),
    Canary(".envrc", ((".envrc", f"{_TOUCH}\n"),), "bash .envrc"),
    Canary(
        "the scripts of package.json",
        (("package.json", '{"scripts": {"preinstall": "touch {mark}", "prepare": "touch {mark}"}}\n'),),
        "npm run --silent preinstall",
    ),
    Canary(
        "a workflow",
        ((".github/workflows/review.yml", _WORKFLOW),),
        f"{_SCRIPT_OF} .github/workflows/review.yml jobs judge",
    ),
    Canary(
        "an action",
        ((".github/actions/setup/action.yml", _ACTION),),
        f"{_SCRIPT_OF} .github/actions/setup/action.yml runs",
    ),
)


def nest(marks: Path) -> dict[str, str]:
    """Return the files of all canaries, set to write into a folder; no two have a file in common."""
    planted = [entry for canary in CANARIES for entry in canary.planted(marks).items()]
    assert len(dict(planted)) == len(planted)
    return dict(planted)
