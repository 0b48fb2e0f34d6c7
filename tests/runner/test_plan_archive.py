"""What a plan file tells of the state that it was made of."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tfgen.runner.plan_archive import StateVersion, state_version


def plan_file(folder: Path, state: object) -> Path:
    path = folder / "x.tfplan"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tfstate", json.dumps(state))
    return path


@pytest.mark.parametrize(
    ("modes", "empty"),
    [([], True), (["data"], True), (["managed"], False), (["data", "managed"], False)],
)
def test_a_state_that_holds_data_alone_is_empty(
    tmp_path: Path, modes: list[str], empty: bool
) -> None:
    state = {"lineage": "l", "serial": 3, "resources": [{"mode": mode} for mode in modes]}
    assert state_version(plan_file(tmp_path, state)) == StateVersion("l", 3, empty)


def test_what_tells_nothing_is_not_taken_for_empty(tmp_path: Path) -> None:
    assert state_version(tmp_path / "nowhere") == StateVersion()
    assert state_version(plan_file(tmp_path, [])) == StateVersion()
    (tmp_path / "x.tfplan").write_text("no zip")
    assert state_version(tmp_path / "x.tfplan") == StateVersion()
