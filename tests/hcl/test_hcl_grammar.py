"""The grammar's tables are built once, kept where nobody else can write, and nowhere else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

READ = "from tfgen.hcl.grammar import read_tree; print(read_tree('a = 1').data)"


def read(cache: Path) -> str:
    """Parses a text in a new process whose user's cache is `cache`."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.suffix == ".bin")


def beside_hcl2() -> list[str]:
    import hcl2

    return sorted(path.name for path in Path(hcl2.__file__).parent.iterdir())


def test_the_tables_are_kept_in_a_private_folder(tmp_path: Path) -> None:
    before = beside_hcl2()
    assert read(tmp_path) == "start"
    kept = files(tmp_path)
    assert len(kept) == 1
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700
    written = kept[0].stat().st_mtime_ns
    assert read(tmp_path) == "start"
    assert files(tmp_path) == kept
    assert kept[0].stat().st_mtime_ns == written
    assert beside_hcl2() == before


def test_many_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(read, [tmp_path] * 3)) == ["start"] * 3
    assert len(files(tmp_path)) == 1


def test_tables_that_are_broken_are_built_again(tmp_path: Path) -> None:
    read(tmp_path)
    kept = files(tmp_path)[0]
    kept.write_bytes(kept.read_bytes()[:1000])
    assert read(tmp_path) == "start"
    assert len(kept.read_bytes()) > 1000


def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "tfgen"
    folder.mkdir()
    folder.chmod(0o770)
    assert read(tmp_path) == "start"
    assert files(tmp_path) == []


def test_no_cache_folder_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert read(blocked) == "start"


def test_importing_the_reader_does_not_import_the_grammar() -> None:
    asked = "import sys, tfgen.validation; print('hcl2' in sys.modules, 'lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
