"""Whatever the bytes: findings, or nothing; never a traceback, and never a wait."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tfgen.hcl.file import read_bytes
from tfgen.hcl.json_file import read_json_bytes
from tfgen.hcl.reader import Reader

PATH = Path("main.tf")
SECONDS = 20
GIGABYTE = 1 << 30
WORDS = st.sampled_from(
    [
        *(b'a 1 " ${ %{ } { [ ] ( ) = . # /* */ for in if ? : ... * ! - ~ , => \\'.split(b" ")),
        *(b" ", b"\n", b"\r\n", b"<<E\n", b"E\n", b"\xef\xbb\xbf", b"\xff", b"\x00", b"\xe9"),
        *("\u00e9".encode(), "\U0001f600".encode()),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=200) | st.lists(WORDS, max_size=60).map(b"".join))
def test_any_bytes(data: bytes) -> None:
    for file in (read_bytes(data, PATH), read_json_bytes(data, PATH)):
        lines = data.count(b"\n") + 1
        assert all(1 <= one.position.line <= lines for one in file.problems)
        for block in file.body.blocks if file.body else ():
            assert block.text.startswith(block.type) or file.json
            for attribute in block.body.attributes:
                assert all(one.position.line <= lines for one in attribute.references)


def text(kind: str) -> bytes:
    many = 200_000
    return {
        "brackets": b"a = " + b"[" * many,
        "braces": b"a {\n" * many,
        "closed brackets": b"a = " + b"[" * 3000 + b"]" * 3000,
        "parentheses": b"a = " + b"(" * 90 + b"1" + b")" * 90,
        "operators": b"a = 1" + b" + 1" * 20_000 + b"\n",
        "negations": b"a = " + b"!" * 5000 + b"true\n",
        "accesses": b"a = b" + b".c" * 20_000 + b"\n",
        "templates": b'a = "' + b"${" * 5000,
        "conditions": b"a = " + b"true ? 1 : " * 3000 + b"2\n",
        "one long string": b'a = "' + b"x" * 5_000_000 + b'"\n',
        "many arguments": b"".join(b"a%d = 1\n" % n for n in range(30_000)),
        "dollars": b'a = "' + b"$" * many + b'"\n',
        "heredoc": b"a = <<E\n" + b"E \n" * many,
        "garbage": bytes(range(256)) * 4000,
        "zeros": b"\0" * 1_000_000,
        "huge": b"# " + b"x" * 60_000_000,
        "one comment after another": b"#\n" * 300_000,
        "spaces": b" " * 3_000_000,
    }[kind]


KINDS = [
    "brackets", "braces", "closed brackets", "parentheses", "operators", "negations", "accesses",
    "templates", "conditions", "one long string", "many arguments", "dollars", "heredoc", "garbage",
    "zeros", "huge", "one comment after another", "spaces",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_large_and_deep_files_end_soon_in_little_memory(kind: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(text(kind))
    done = subprocess.run(
        [sys.executable, "-m", "tfgen", "validate", "--format", "json", str(tmp_path)],
        env={**os.environ, "TFGEN_CACHE": "off", "PATH": "/nonexistent"},
        capture_output=True,
        timeout=SECONDS * 3,
        check=False,
        preexec_fn=_limited,
    )
    assert done.returncode in (0, 1), done.stderr.decode()[-500:]
    assert b"Traceback" not in done.stderr


def _limited() -> None:
    """Less processor time, and less memory, than it would take to notice."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))


def test_links_in_a_circle_and_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "loop.tf").symlink_to("loop.tf")
    (tmp_path / "gone.tf").symlink_to("nowhere.tf")
    os.mkfifo(tmp_path / "pipe.tf")
    (tmp_path / "folder.tf").mkdir()
    module = Reader().modules([tmp_path])[0]
    assert {file.path.name for file in module.files} == {"loop.tf", "gone.tf", "pipe.tf"}
    assert all(len(file.problems) == 1 for file in module.files)
    assert module.opaque
