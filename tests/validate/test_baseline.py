"""A baseline: what was there before is not reported, wherever its lines have gone."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen import baseline
from tfgen.errors import InputError
from tfgen.rules.frame import Finding

Make = Callable[..., Finding]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "baseline.json"


def test_what_was_there_is_not_new(path: Path, finding: Make) -> None:
    baseline.write(path, [finding(2), finding(3), finding(code="TFG102")])
    moved = [finding(20), finding(30), finding(40, code="TFG102")]
    assert baseline.compare(path, moved) == baseline.Compared((), ())


def test_one_more_of_a_kind_is_new(path: Path, finding: Make) -> None:
    baseline.write(path, [finding(2)])
    assert baseline.compare(path, [finding(2), finding(9)]).new == (finding(9),)


@pytest.mark.parametrize(
    "change", [{"path": Path("b.tf")}, {"code": "TFG102"}, {"message": "other"}]
)
def test_another_place_or_message_is_new(
    path: Path, finding: Make, change: dict[str, object]
) -> None:
    baseline.write(path, [finding()])
    other = finding(**change)
    gone = (path.parent / "stacks" / "main.tf", "TFG101")
    assert baseline.compare(path, [other]) == baseline.Compared((other,), (gone,))


def test_lines_in_a_message_do_not_count(path: Path, finding: Make) -> None:
    baseline.write(path, [finding(message="declared at line 7, see a/b.tf:3:1 (80 chars)")])
    moved = finding(message="declared at line 12, see a/b.tf:30:4 (80 chars)")
    assert baseline.compare(path, [moved]).new == ()
    other = finding(message="declared at line 7, see a/b.tf:3:1 (90 chars)")
    assert baseline.compare(path, [other]).new == (other,)


def test_what_is_gone_is_told(path: Path, finding: Make) -> None:
    baseline.write(path, [finding(1), finding(2), finding(3, code="TFG102")])
    assert baseline.compare(path, [finding(5)]).gone == (
        (path.parent / "stacks" / "main.tf", "TFG101"),
        (path.parent / "stacks" / "main.tf", "TFG102"),
    )


def test_paths_are_seen_from_the_file(
    path: Path, finding: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline.write(path, [finding(path=Path("stacks/main.tf"))])
    (path.parent / "stacks").mkdir()
    monkeypatch.chdir(path.parent / "stacks")
    assert baseline.compare(path, [finding(path=Path("main.tf"))]).new == ()
    assert baseline.compare(Path("../baseline.json"), [finding(path=Path("main.tf"))]).new == ()


def test_the_same_findings_give_the_same_bytes(path: Path, finding: Make) -> None:
    found = [finding(), finding(3), finding(path=Path("a.tf")), finding(code="TFG001")]
    baseline.write(path, found)
    first = path.read_bytes()
    baseline.write(path, reversed(found))
    assert path.read_bytes() == first
    assert json.loads(first)["findings"][0]["path"] == "a.tf"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": [{}]}',
        '{"version": 1, "findings": [{"path": "a", "code": "b", "message": "c", "count": "x"}]}',
        '{"version": 1, "findings": 3}',
        pytest.param("[" * 100_000, id="deep"),
        "\udcff",
    ],
)
def test_what_is_no_baseline(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        baseline.compare(path, [])
    assert caught.value.hint
    assert caught.value.where is not None


def test_a_baseline_that_is_not_there(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        baseline.compare(path, [])
    assert "cannot be read" in caught.value.message


def test_a_pipe_is_written_to_and_a_link_stays_a_link(path: Path, finding: Make) -> None:
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    baseline.write(path, [finding()])
    assert json.loads(os.read(reader, 100_000))["findings"]
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)
    kept, link = path.with_name("kept.json"), path.with_name("link.json")
    kept.write_text("")
    link.symlink_to(kept)
    baseline.write(link, [finding()])
    assert link.is_symlink()
    assert json.loads(kept.read_text())["findings"]


@pytest.mark.parametrize("count", ["9" * 30, 10**9, 0, -1, "x", 1e400])
def test_a_count_that_is_none_is_explained(path: Path, finding: Make, count: object) -> None:
    entry = {"path": "a.tf", "code": "TFG101", "message": "m", "count": count}
    path.write_text(json.dumps({"version": 1, "findings": [entry]}))
    with pytest.raises(InputError, match="is no baseline"):
        baseline.compare(path, [finding()])
