from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tfgen.errors import MachineError
from tfgen.private_files import write_private
from tfgen.user_cache import cache_folder, recall, remember


def test_the_folder_is_private(tmp_path: Path) -> None:
    folder = cache_folder({"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert folder == tmp_path / "cache" / "tfgen"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_relative_xdg_folder_is_ignored(tmp_path: Path) -> None:
    folder = cache_folder({"XDG_CACHE_HOME": "relative", "HOME": str(tmp_path)})
    assert tmp_path in folder.parents


def test_a_folder_that_cannot_be_made_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError, match="cache folder") as caught:
        cache_folder({"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_memory_without_a_cache_is_empty(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environ = {"XDG_CACHE_HOME": str(tmp_path / "file")}
    remember("thing", {"a": 1}, environ)
    assert recall("thing", environ) == {}


def test_memory_keeps_facts(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    remember("thing", {"a": [1, "ü"]}, environ)
    assert recall("thing", environ) == {"a": [1, "ü"]}


def test_a_failed_write_leaves_the_former_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_private(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_private(path, "half \ud800")
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["secret"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
