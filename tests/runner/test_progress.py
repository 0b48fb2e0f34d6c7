"""What a run tells while it goes on: lines for a log, folds for GitHub, a table for a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tfgen.cli.progress import Lines, Live


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_log_gets_a_line_a_stack_and_signs_of_life(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = Lines({}, clock=clock)
    lines.beat()
    assert capsys.readouterr().err == ""
    lines.phase("stg/web", "initialising")
    clock.now += 20
    lines.phase("stg/api", "planning")
    clock.now += 11
    lines.phase("stg/web", "planning")
    lines.beat()
    assert (
        capsys.readouterr().err == "still at work: stg/web planning 31 s, stg/api planning 11 s\n"
    )
    lines.ended("stg/web", "changed", 31.04, "log")
    lines.beat()
    assert (
        capsys.readouterr().err
        == "stg/web: changed, 31.0 s\nstill at work: stg/api planning 11 s\n"
    )
    lines.note("stg/api: \x1b[31mred")
    assert "\x1b" not in capsys.readouterr().err


def test_github_folds_what_terraform_said_and_obeys_none_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = Lines({"GITHUB_ACTIONS": "true"})
    lines.ended(
        "stg/web", "failed", 1.0, "Error: x\n::endgroup::\n::error::forged\n##[error]forged"
    )
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "::group::stg/web: failed, 1.0 s"
    token = said[1].removeprefix("::stop-commands::")
    assert len(token) == 32
    assert said[-2:] == [f"::{token}::", "::endgroup::"]
    assert said[2:-2] == [
        "Error: x",
        "\u200b::endgroup::",
        "\u200b::error::forged",
        "\u200b##[error]forged",
    ]
    lines.ended("stg/api", "no-op", 1.0)
    assert capsys.readouterr().err == "stg/api: no-op, 1.0 s\n"


def test_quiet_is_for_one_stack_whose_plan_says_all(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines({}, quiet=True)
    lines.ended("stg/web", "changed", 1.0, "log")
    lines.note("retried")
    assert capsys.readouterr().err == "retried\n"


def test_a_terminal_sees_what_is_worked_on_and_what_is_done() -> None:
    clock = Clock()
    screen = io.StringIO()
    live = Live(
        Console(file=screen, force_terminal=True, width=80, markup=False, highlight=False), clock
    )
    live.phase("stg/[bold]web", "planning")
    clock.now += 7
    with live.shown():
        pass
    assert "stg/[bold]web" in screen.getvalue()
    assert "planning" in screen.getvalue()
    assert "7 s" in screen.getvalue()
    live.ended("stg/[bold]web", "changed", 7.5)
    assert screen.getvalue().endswith("stg/[bold]web: changed, 7.5 s\n")
    assert live.table().row_count == 0
