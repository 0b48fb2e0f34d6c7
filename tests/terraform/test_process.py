from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tfgen.errors import MachineError
from tfgen.terraform.process import Result, run


def python(code: str, cwd: Path, **options: object) -> Result:
    on_line = options.get("on_line")
    assert on_line is None or callable(on_line)
    return run([sys.executable, "-c", code], cwd=cwd, environ=dict(os.environ), on_line=on_line)


def test_output_and_exit_code_come_back(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    assert python(code, tmp_path) == Result(3, "out\n", "err\n")


def test_a_signal_is_a_negative_exit_code(tmp_path: Path) -> None:
    result = python("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert (result.exit_code, result.interrupted) == (-9, False)


def test_lines_arrive_while_the_process_runs(tmp_path: Path) -> None:
    # The process ends well only if its line was answered before its end.
    code = (
        "import pathlib, sys, time\n"
        "print('ready', flush=True)\n"
        "for _ in range(400):\n"
        "    time.sleep(0.02)\n"
        "    if pathlib.Path('answer').exists(): sys.exit(0)\n"
        "sys.exit(1)\n"
    )
    result = python(code, tmp_path, on_line=lambda _: (tmp_path / "answer").write_text(""))
    assert result.exit_code == 0


def test_every_line_arrives_once_and_whole(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "for part in [b'one\\ntw', b'o\\n\\xc3', b'\\xa9\\n\\xff\\n', b'\\n', b'last']:\n"
        "    sys.stdout.buffer.write(part); sys.stdout.buffer.flush(); time.sleep(0.05)\n"
    )
    lines: list[str] = []
    python(code, tmp_path, on_line=lines.append)
    assert lines == ["one", "two", "é", "\ufffd", "", "last"]


def test_much_output_arrives_whole(tmp_path: Path) -> None:
    lines: list[str] = []
    result = python("for n in range(200_000): print(n)", tmp_path, on_line=lines.append)
    assert lines == [str(n) for n in range(200_000)]
    assert len(result.stdout.splitlines()) == 200_000


def test_the_output_is_a_private_file_and_the_input_empty(tmp_path: Path) -> None:
    code = (
        "import os, stat, sys\n"
        "for number in (1, 2):\n"
        "    mode = os.fstat(number).st_mode\n"
        "    print(stat.S_ISREG(mode), oct(stat.S_IMODE(mode)))\n"
        "print(sys.stdin.read() == '')\n"
    )
    assert python(code, tmp_path).stdout.split() == ["True", "0o600", "True", "0o600", "True"]


def test_what_the_process_writes_is_private(tmp_path: Path) -> None:
    python("open('plan', 'w').close()", tmp_path)
    assert stat.S_IMODE((tmp_path / "plan").stat().st_mode) == 0o600


def test_the_process_has_a_session_of_its_own(tmp_path: Path) -> None:
    result = python("import os; print(os.getsid(0) == os.getpid())", tmp_path)
    assert result.stdout == "True\n"


def test_only_the_given_environment_is_passed_on(tmp_path: Path) -> None:
    code = "import os; print('HOME' in os.environ, os.environ['ONLY'])"
    done = run([sys.executable, "-c", code], cwd=tmp_path, environ={"ONLY": "this"})
    assert done.stdout == "False this\n"


def test_an_error_in_the_callback_stops_the_process_first(tmp_path: Path) -> None:
    code = (
        "import pathlib, time\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    time.sleep(20)\n"
        "except KeyboardInterrupt:\n"
        "    pathlib.Path('stopped').write_text('')\n"
    )

    def fail(_line: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        python(code, tmp_path, on_line=fail)
    assert (tmp_path / "stopped").exists()


def test_a_program_that_is_missing_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"nowhere.* cannot be run"):
        run([str(tmp_path / "nowhere")], cwd=tmp_path, environ={})
    with pytest.raises(MachineError, match="cannot be run"):
        run([sys.executable], cwd=tmp_path / "no-folder", environ={})


def test_without_process_descriptors_it_works_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    lines: list[str] = []
    code = "import time; print('one', flush=True); time.sleep(0.1); print('two')"
    result = python(code, tmp_path, on_line=lines.append)
    assert (result.exit_code, lines) == (0, ["one", "two"])
