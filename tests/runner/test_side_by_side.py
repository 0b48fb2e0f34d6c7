"""Work on stacks one after the other or at once: what each said, what failed, what was stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.cli import stacks
from tfgen.errors import FailedError
from tfgen.runner.selection import StackFolder
from tfgen.terraform import interrupts
from tfgen.terraform.diagnostics import InterruptError

A, B, C = (StackFolder("stg", name, Path(name)) for name in "abc")
FREE = {A: (), B: (), C: ()}
OUTPUTS = (
    "Apply complete!",
    "Outputs:",
    "",
    "variable = {",
    '  "name" = "DATABASE_PASSWORD"',
    '  "value" = "plain-hunter2"',
    "}",
)


def test_users_go_before_what_they_use() -> None:
    assert stacks.backwards({A: (), B: (A,), C: (A, B)}) == {A: (B, C), B: (C,), C: ()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_says_its_own_and_hides_its_secrets(
    jobs: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(stack: StackFolder, say: stacks.Say) -> stacks.Outcome:
        for line in OUTPUTS:
            say(line)
        say(f"::error::{stack.name}")
        return stacks.Outcome(stack, "changed")

    done = stacks.run({A: (), B: (A,)}, work, jobs)
    assert [one.result for one in done] == ["changed", "changed"]
    out, err = capsys.readouterr()
    assert out.index("=== stg/a ===") < out.index("=== stg/b ===")
    assert out.count("Apply complete!") == 2
    assert "hunter2" not in out + err
    assert not [line for line in out.splitlines() if line.startswith("::")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_is_named_and_keeps_back_what_waits_for_it(
    jobs: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(stack: StackFolder, _say: stacks.Say) -> stacks.Outcome:
        if stack is A:
            raise FailedError('var.password is "plain-hunter3"')
        if stack is C:
            raise PermissionError(13, "Permission denied", "c.tf")
        return stacks.Outcome(stack, "changed")

    done = {one.stack: one.result for one in stacks.run({A: (), B: (A,), C: ()}, work, jobs)}
    assert done == {A: "failed", B: "skipped", C: "failed"}
    err = capsys.readouterr().err
    assert "stg/b: skipped, stg/a failed" in err
    assert "hunter3" not in err
    assert "c.tf" in err
    if jobs > 1:
        assert "stg/a: var.password is" in err


def test_who_stops_several_is_told_what_became_of_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(interrupts, "requested", lambda: bool(asked))

    def work(stack: StackFolder, say: stacks.Say) -> stacks.Outcome:
        asked.append(stack)
        say(f"{stack.name}: created")
        raise InterruptError(f"{stack.name} was killed: force-unlock")

    with pytest.raises(InterruptError, match="2 stacks were not begun"):
        stacks.run({A: (), B: (A,), C: (A,)}, work, 2)
    out, err = capsys.readouterr()
    assert "stg/a: created" in out
    assert "stg/a: stg/a was killed: force-unlock" in err
