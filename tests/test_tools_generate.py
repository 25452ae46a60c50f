"""The measurements rest on made-up reviews: these tests hold what their generator promises."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from ladderci import document, load
from ladderci.app.check import check
from ladderci.model import Severity
from ladderci.schema import Validator
from ladderci.source import WorkTree
from tools import generate

COUNT = 20
IN_THOUSAND = 400
"""So that 8 of 20 reviews are wrong: each mistake once."""


def reviews(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / generate.REVIEWS).iterdir())}


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(folder: Path) -> list[str]:
    """Return the reviews that the published schema or a strict reader of YAML refuses."""
    published = Validator(json.loads((folder / generate.SCHEMA).read_bytes()))
    read = {name: document.read(name, content) for name, content in reviews(folder).items()}
    return [name for name, one in read.items() if one.faults or published.refusals(one.data)]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right")
    generate.generate(folder, COUNT, invalid=0)
    return folder


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    generate.generate(folder, COUNT, invalid=IN_THOUSAND)
    return folder


def test_another_process_writes_the_same_bytes(mixed: Path, tmp_path: Path) -> None:
    words = ["-m", "tools.generate", str(tmp_path), "--count", str(COUNT), "--invalid", str(IN_THOUSAND)]
    subprocess.run([sys.executable, *words], check=True, cwd=Path(__file__).parent.parent)
    assert everything(tmp_path) == everything(mixed)


def test_a_larger_workspace_begins_with_the_reviews_of_a_smaller_one(right: Path, tmp_path: Path) -> None:
    generate.generate(tmp_path, 3, invalid=0)
    assert reviews(tmp_path).items() <= reviews(right).items()
    assert len(reviews(tmp_path)) == 3


def test_reviews_are_as_long_as_full_ones_get(right: Path) -> None:
    contents = reviews(right).values()
    assert mean(len(content) for content in contents) == pytest.approx(27_000, rel=0.05)
    assert mean(content.count(b"\n") for content in contents) == pytest.approx(509, rel=0.05)


def test_each_answers_45_expectations_and_has_work_items(right: Path) -> None:
    read = [load.review(document.read(name, content).data) for name, content in reviews(right).items()]
    assert {len(review.answers) for review in read} == {45}
    assert all(len(review.work) >= 8 for review in read)


def test_no_two_reviews_cite_the_same_link(right: Path) -> None:
    read = [load.review(document.read(name, content).data) for name, content in reviews(right).items()]
    keys = {item.key for review in read for item in review.work}
    links = [one.link for review in read for one in review.citations() if one.link and one.link not in keys]
    assert len(set(links)) == len(links) > 50 * COUNT


def test_no_review_is_refused_where_none_is_meant_to_be(right: Path) -> None:
    assert len(reviews(right)) == COUNT
    assert refused(right) == []


def test_as_many_are_refused_as_are_meant_to_be(mixed: Path) -> None:
    wrong = [generate.login(number) for number in range(COUNT) if generate.mistake(number, IN_THOUSAND)]
    assert len(wrong) == 8
    assert refused(mixed) == sorted(f"{login}.yaml" for login in wrong)


def test_all_are_refused_where_all_are_wrong(tmp_path: Path) -> None:
    generate.generate(tmp_path, COUNT, wrong=True)
    assert len(refused(tmp_path)) == COUNT


@pytest.mark.parametrize(("count", "wrong"), [(1_000, 16), (10_000, 160), (300, 4)])
def test_sixteen_of_a_thousand_are_wrong(count: int, wrong: int) -> None:
    assert sum(generate.mistake(number, generate.INVALID) is not None for number in range(count)) == wrong


def test_a_check_finds_nothing_but_the_one_error_in_each_wrong_review(mixed: Path) -> None:
    report = check(WorkTree(mixed))
    found = {(Path(finding.file).stem, finding.code, finding.severity) for finding in report.findings}
    planted = {generate.login(n): one.code for n in range(COUNT) if (one := generate.mistake(n, IN_THOUSAND))}
    assert found == {(login, code, Severity.ERROR) for login, code in planted.items()}
    assert (report.files, len(report.findings)) == (COUNT, len(planted))


def test_a_roster_names_every_author(tmp_path: Path) -> None:
    generate.generate(tmp_path, COUNT, invalid=0, roster=True)
    assert check(WorkTree(tmp_path)).findings == ()


def test_the_json_says_what_the_yaml_says(right: Path, tmp_path: Path) -> None:
    generate.generate(tmp_path, 2, invalid=0)
    generate.convert(tmp_path)
    name = generate.login(1)
    written = json.loads((tmp_path / generate.JSON / f"{name}.json").read_bytes())
    assert written == document.read(name, reviews(right)[f"{name}.yaml"]).data
