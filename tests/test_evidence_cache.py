"""What is kept of facts that can no longer change: found again, private, and never wrong."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import socket
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ladderci.evidence.confirm.cache import Kept
from ladderci.evidence.target import Target, Thing
from ladderci.model.fact import Absent, Obstacle, Part, Participant, Seen, State, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ladderci.model.fact import Sight

API = "https://api.github.com/graphql"
PEOPLE = (Participant(Part.AUTHOR, "ada"), Participant(Part.CO_AUTHOR, "", "g@acme.example", "Gräce\n\u2028"))
MERGED = Seen(
    url="https://github.com/acme/ranker/pull/1",
    repository="acme/ranker",
    state=State.MERGED,
    title='Move "it" \x1b[31m\ud800 🏆',
    at=datetime(2026, 8, 3, 10, 0, 0, 123, tzinfo=UTC),
    people=PEOPLE,
    branch="main",
    is_final=True,
    by="GitHub",
)


def target(number: int) -> Target:
    return Target(Thing.PULL_REQUEST, "github.com", "acme/ranker", str(number))


@dataclass
class Forge:
    """A confirmer that knows some things, and counts what it is asked."""

    known: dict[Target, Sight]
    name: str = "GitHub"
    asked: list[Target] = field(default_factory=list)

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        wanted = list(targets)
        self.asked += wanted
        return {one: self.known[one] for one in wanted if one in self.known}


MANY = {target(number): replace(MERGED, title=f"title {number}", url=f"{number}") for number in range(1, 21)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "ladderci"


def filled(folder: Path) -> Path:
    """Keep many things, and return the file."""
    assert Kept(Forge(dict(MANY)), folder, API).look(MANY) == MANY
    (file,) = folder.iterdir()
    return file


def asked_again(folder: Path) -> list[Target]:
    """Look once more; all must be seen as it is. Return what the other one was asked."""
    forge = Forge(dict(MANY))
    assert Kept(forge, folder, API).look(MANY) == MANY
    return forge.asked


# What it does


def test_the_second_run_asks_for_nothing(folder: Path) -> None:
    filled(folder)
    assert asked_again(folder) == []


def test_everything_comes_back_as_it_was(folder: Path) -> None:
    Kept(Forge({target(1): MERGED}), folder, API).look([target(1)])
    assert Kept(Forge({}), folder, API).look([target(1)]) == {target(1): MERGED}


@pytest.mark.parametrize(
    "sight",
    [
        replace(MERGED, is_final=False),
        Absent("git", "no commit of this complete clone has that id"),
        *(Unseen(obstacle, "reason") for obstacle in Obstacle),
    ],
)
def test_what_can_change_is_never_kept(folder: Path, sight: Sight) -> None:
    forge = Forge({target(1): sight})
    for _ in range(2):
        assert Kept(forge, folder, API).look([target(1)]) == {target(1): sight}
    assert forge.asked == [target(1)] * 2
    assert not folder.exists()


def test_only_what_is_not_known_is_asked(folder: Path) -> None:
    filled(folder)
    forge = Forge({target(99): MERGED, target(98): replace(MERGED, is_final=False)})
    wanted = [target(1), target(99), target(98), target(97)]
    found = Kept(forge, folder, API).look(wanted)
    assert forge.asked == wanted[1:]
    assert set(found) == set(wanted[:3])
    assert asked_again(folder) == []


def test_what_another_api_said_or_under_other_terms_is_not_believed(folder: Path) -> None:
    Kept(Forge({target(1): MERGED}), folder, API, ["main", "release"]).look([target(1)])
    assert Kept(Forge({}), folder, API, ["release", "main"]).look([target(1)]) == {target(1): MERGED}
    assert Kept(Forge({}), folder, "https://acme.example/api/graphql", ["main", "release"]).look([target(1)]) == {}
    assert Kept(Forge({}), folder, API, ["main"]).look([target(1)]) == {}


def test_things_of_one_name_are_told_apart(folder: Path) -> None:
    Kept(Forge({target(1): MERGED}), folder, API).look([target(1)])
    others = [
        target(1)._replace(thing=Thing.ISSUE),
        target(1)._replace(host="acme.example"),
        target(1)._replace(repository="acme/feed"),
        target(1)._replace(name="11"),
    ]
    assert Kept(Forge({}), folder, API).look(others) == {}


def test_nobody_else_may_read_it(folder: Path) -> None:
    old = os.umask(0)
    try:
        file = filled(folder)
    finally:
        os.umask(old)
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
SEEN = st.builds(
    Seen,
    url=TEXT,
    repository=TEXT,
    state=st.sampled_from(State),
    title=TEXT,
    at=st.none() | st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES),  # noqa: DTZ001 (its zone is drawn)
    people=st.lists(st.builds(Participant, st.sampled_from(Part), TEXT, TEXT, TEXT), max_size=3).map(tuple),
    branch=TEXT,
    is_on_counting_branch=st.booleans(),
    is_attributed=st.booleans(),
    is_own_pull_request=st.booleans(),
    is_final=st.just(value=True),
    by=TEXT,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=SEEN, name=TEXT)
def test_whatever_was_seen_comes_back(folder: Path, seen: Seen, name: str) -> None:
    wanted = Target(Thing.RELEASE, "github.com", "acme/ranker", name)
    source = f"{API}/{seen!r}"
    Kept(Forge({wanted: seen}), folder, source).look([wanted])
    assert Kept(Forge({}), folder, source).look([wanted]) == {wanted: seen}


# What may have become of its file


@pytest.mark.parametrize("seed", range(100))
def test_damage_is_noticed(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    file = filled(folder)
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 1, 5])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    file.write_bytes(content)
    assert len(asked_again(folder)) <= len(MANY)
    assert asked_again(folder) == []


@pytest.mark.parametrize("share", [0, 0.001, 0.02, 0.3, 0.5, 0.77, 0.999])
def test_what_was_half_written_is_found_anew(folder: Path, share: float) -> None:
    file = filled(folder)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    assert 0 < len(asked_again(folder)) <= len(MANY)
    assert asked_again(folder) == []


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 5000,
        b"\xff\xfe",
        b"SQLite format 3\x00",
        b"{}",
        b"\n" * 1000,
        b"ladderci evidence 1",
        b"ladderci evidence 1\n{}\n",
        b"ladderci evidence 2\nof a later format",
    ],
)
def test_what_somebody_else_wrote_is_not_believed(folder: Path, content: bytes) -> None:
    filled(folder).write_bytes(content)
    assert asked_again(folder) == list(MANY)
    assert asked_again(folder) == []


def test_whole_lines_that_mean_nothing_are_found_anew(folder: Path) -> None:
    file = filled(folder)
    first, *lines = file.read_text().splitlines()
    bad = ["{}", "null", "[]", '{"url": 1}', lines[0][130:].replace('"merged"', '"eaten"'), "[" * 100_000]
    bad += [lines[0][130:].replace('"author"', '"king"'), lines[0][130:].replace("+00:00", "")]
    bad += [lines[0][130:].replace('"is_final": true', other) for other in ('"is_final": false', '"is_final": "yes"')]
    bad += [lines[0][130:].replace('"people": [', other) for other in ('"people": [3, ', '"people": [["author"], ')]
    bad += [lines[0][130:].replace('"branch": "main"', '"branch": null'), '{"people": {}}']
    for text, index in zip(bad, range(len(bad)), strict=True):
        key = lines[index][:64]
        lines[index] = f"{key} {sha256((key + text).encode()).hexdigest()} {text}"
    file.write_text("\n".join([first, *lines, ""]))
    assert asked_again(folder) == list(MANY)[: len(bad)]


def make_folder(file: Path) -> None:
    file.mkdir()
    (file / "x").touch()


def make_socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(file.parent)
        listening.bind(file.name)


def make_large(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(200_000_000)


PLACES: dict[str, Callable[[Path], None]] = {
    "a folder": make_folder,
    "a pipe": os.mkfifo,
    "a socket": make_socket,
    "a link to nowhere": lambda file: file.symlink_to("nowhere"),
    "a link to itself": lambda file: file.symlink_to(file.name),
    "a link to a device": lambda file: file.symlink_to("/dev/zero"),
    "a huge file": make_large,
}


@pytest.mark.parametrize("name", PLACES)
def test_whatever_stands_in_its_place_nothing_breaks(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parents[1])
    file = filled(folder)
    file.unlink()
    PLACES[name](file)
    assert asked_again(folder) == list(MANY)
    again = asked_again(folder)
    assert again == (list(MANY) if name == "a folder" else [])


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "link", Path("/proc/nothing/here")):
        assert asked_again(folder) == asked_again(folder) == list(MANY)


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_in_which_others_may_write_is_done_without(folder: Path, mode: int) -> None:
    file = filled(folder)
    folder.chmod(mode)
    before = file.read_bytes()
    assert asked_again(folder) == list(MANY)
    assert file.read_bytes() == before


def test_a_file_that_others_may_write_is_not_believed_and_made_anew(folder: Path) -> None:
    file = filled(folder)
    file.chmod(0o666)
    assert asked_again(folder) == list(MANY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert asked_again(folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_somebody_else_is_not_believed(folder: Path) -> None:
    os.chown(filled(folder), 12345, 12345)
    assert asked_again(folder) == list(MANY)
    os.chown(folder, 12345, 12345)
    assert asked_again(folder) == asked_again(folder) == list(MANY)


def test_a_disk_that_is_full_or_not_to_be_written_is_done_without(folder: Path) -> None:
    file = filled(folder)
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        found = Kept(Forge({target(99): MERGED}), folder, API).look([target(99)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, previous)
    assert found == {target(99): MERGED}
    assert file.read_bytes() == before
    assert list(folder.iterdir()) == [file]


def keep_some(folder: str, start: int) -> None:
    """Keep things one by one, as another process."""
    for number in range(start, start + 40):
        wanted = target(number)
        seen = replace(MERGED, title=f"title {number}")
        found = Kept(Forge({wanted: seen}), Path(folder), API).look([wanted])
        assert found == {wanted: seen}


def test_several_processes_at_once_lose_nothing_but_time(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=keep_some, args=(str(folder), start)) for start in (1000, 2000, 3000)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    wanted = [target(start + index) for start in (1000, 2000, 3000) for index in range(40)]
    found = Kept(Forge({}), folder, API).look(wanted)
    assert found
    assert all(isinstance(sight, Seen) and sight.title == f"title {one.name}" for one, sight in found.items())
    assert len(list(folder.iterdir())) == 1
