"""What a run needs alone, and what killed runs have left of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tfgen.runner.scratch import scratch_folder, scratch_plan


def dead() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_folder_is_there_for_as_long_as_it_is_needed(tmp_path: Path) -> None:
    killed, running = (tmp_path / f"apply-{pid}-x" for pid in (dead(), os.getpid()))
    other = tmp_path / "apply-notes"
    for folder in (killed, running, other):
        folder.mkdir()
        (folder / "saved.tfplan").write_text("secret")
    with scratch_folder(tmp_path, "apply") as one, scratch_folder(tmp_path, "apply") as two:
        assert one != two
        assert one.stat().st_mode & 0o777 == 0o700
    assert sorted(tmp_path.iterdir()) == sorted([running, other])


def test_a_plan_has_a_place_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "stg"
    folder.mkdir()
    names = (
        f"web.{dead()}-0a.tfplan",
        f"web.{os.getpid()}-0a.tfplan",
        "web.tfplan",
        "web.x.tfplan",
    )
    for name in names:
        (folder / name).write_text("")
    one, two = (scratch_plan(tmp_path, "stg", "web") for _ in range(2))
    assert one != two
    assert one.parent == folder
    assert {path.name for path in folder.iterdir()} == set(names[1:])
