"""Microsoft's SARIF validator, with the rules by which GitHub takes a file in."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

from jsonschema.validators import validator_for

from tests.peers import node

if TYPE_CHECKING:
    from pathlib import Path

# The rules of the format, and GitHub's own (code scanning belongs to GitHub Advanced Security).
_RULES = "Sarif;Ghas"
_COMPLAINT = re.compile(r"^.*?(\(\d+(?:,\d+)?\): (?:error|warning) \S+: .*)$", re.MULTILINE)
_FINISHED = "Done. 1 files scanned."


def complaints(sarif: Path, *, seconds: float = 120) -> tuple[str, ...]:
    """Return the errors and warnings about a SARIF file, each as `(line,column): error RULE: where: what`.

    What the schema refuses comes first: a file of which the validator cannot make its own objects (a `level`
    that does not exist, a number for a name) it leaves out without a word, and has nothing against it then.

    Raises `PeerError` where the validator did not read the file.
    """
    if not sarif.is_file():
        raise node.PeerError(f"sarif-multitool: there is no file {sarif}")
    program = _program()
    against_schema = _schema_errors(sarif, program.with_name("sarif-2.1.0.json"))
    command = [str(program), "validate", str(sarif), "--rule-kind", _RULES, "--level", "Error;Warning"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, env=_environment())
    if run.returncode or _FINISHED not in run.stdout:
        raise node.PeerError(f"sarif-multitool: {run.stdout}{run.stderr}")
    return (*against_schema, *_COMPLAINT.findall(run.stdout))


def _program() -> Path:
    """Return the program inside the npm package; the package's own starter would lose the `;` to a shell."""
    package = node.require("@microsoft/sarif-multitool")
    script = f"process.stdout.write(require({json.dumps(str(package))}))"
    found = subprocess.run([node.executable(), "-e", script], capture_output=True, text=True, check=False)
    if found.returncode:
        raise node.PeerError(f"sarif-multitool is not made for this system: {found.stderr}")
    program = package.parent.parent / found.stdout
    if not os.access(program, os.X_OK):
        # npm leaves that to a script of the package, which `ignore-scripts` keeps from running
        program.chmod(0o755)
    return program


def _environment() -> dict[str, str]:
    """Return an environment with no way out: the validator would look for `$schema` on the network."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    direct = dict.fromkeys(("no_proxy", "NO_PROXY"), "")
    return {**os.environ, **nowhere, **direct, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}


def _schema_errors(sarif: Path, schema: Path) -> tuple[str, ...]:
    try:
        document = json.loads(sarif.read_bytes())
    except ValueError:
        return ()  # the validator itself says what is wrong with the JSON, and where
    rules = json.loads(schema.read_bytes())
    errors = validator_for(rules)(rules).iter_errors(document)
    return tuple(f"(1,1): error schema: {error.json_path}: {error.message}" for error in errors)
