"""Every file under `data/accepted/` has no finding but notes; one under `data/rejected/<CODE>/` has that finding.

A file is a whole review, or a fragment that is put into a complete one. A first line `# says: WORDS` asks for those
words in the finding's message or help.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.workspace import Workspace, complete_review, put_into

DATA = Path(__file__).parent / "data"
ACCEPTED = sorted((DATA / "accepted").iterdir())
REJECTED = sorted((DATA / "rejected").glob("*/*"))


def content_of(file: Path) -> bytes:
    raw = file.read_bytes()
    if file.suffix == ".fragment":
        return put_into(complete_review(), raw.decode()).encode()
    return raw


@pytest.mark.parametrize("file", ACCEPTED, ids=lambda file: file.name)
def test_what_is_accepted_has_no_finding(file: Path, tmp_path: Path) -> None:
    report = Workspace.create(tmp_path).judge(content_of(file))
    assert not [finding for finding in report.findings if finding.severity != "note"]


@pytest.mark.parametrize("file", REJECTED, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_is_rejected_has_its_finding(file: Path, tmp_path: Path) -> None:
    content = content_of(file)
    report = Workspace.create(tmp_path).judge(content)
    found = [finding for finding in report.findings if finding.code == file.parent.name]
    assert found, [(finding.code, finding.message) for finding in report.findings]
    if says := re.search(rb"^# says: (.*)$", content, re.MULTILINE):
        assert says[1].decode() in f"{found[0].message}: {found[0].help}"


@pytest.mark.parametrize("file", REJECTED, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_nothing_is_said_twice(file: Path, tmp_path: Path) -> None:
    report = Workspace.create(tmp_path).judge(content_of(file))
    said = [(finding.span.start, finding.code, finding.message) for finding in report.findings]
    assert len(said) == len(set(said))
    # Several keys may be missing at one place; of what stands there, one thing is said about how it is written.
    starts = [start for start, code, _ in said if code < "LC200" and code != "LC101"]
    assert len(starts) == len(set(starts))
