"""Files whose bytes are not what they should be give a finding, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.hcl.file import read_bytes

PATH = Path("main.tf")


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b'a = "caf\xe9"\n', 1, 9, "the byte 0xE9 is no UTF-8"),
        (b"a = 1\nb = <<E\n\xff\xfe\nE\n", 3, 1, "the byte 0xFF is no UTF-8"),
        (b"\xe9 = 1\n", 1, 1, "the byte 0xE9 is no UTF-8"),
        ("a = 1\n".encode("utf-16"), 1, 1, "the file is UTF-16"),
        (b"a = 1\n\x00", 2, 1, "U+0000"),
        (b"\x7fELF\x02\x01\x01\x00\x00", 1, 1, "U+007F"),
    ],
)
def test_bytes_that_are_no_hcl(data: bytes, line: int, column: int, words: str) -> None:
    problem = read_bytes(data, PATH).problems[0]
    assert (problem.position.line, problem.position.column) == (line, column)
    assert words in problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbfa = 1\n",
        b"a = 1 # caf\xe9\n",
        b"/* \xff */ a = 1\r\n",
        b'a = "x\x00y" # \x00\n',
    ],
)
def test_bytes_that_terraform_reads_too(data: bytes) -> None:
    file = read_bytes(data, PATH)
    assert file.problems == ()
    assert file.body is not None


def test_a_byte_order_mark_is_no_column() -> None:
    file = read_bytes(b"\xef\xbb\xbfa = var.b\n", PATH)
    assert file.body is not None
    assert file.body.attributes[0].position.column == 1
