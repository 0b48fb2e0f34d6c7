"""Only the command that is called is imported and built."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from tfgen.cli import app, commands

FOLDER = Path(commands.__file__).parent
# What several commands share, or what no command line names.
SHARED = {
    "__init__",
    "app",
    "changing",
    "commands",
    "failure",
    "init_ci",
    "mending",
    "notes",
    "opening",
    "options",
    "plan_outputs",
    "plan_run",
    "progress",
    "saved_plans",
    "reporting",
    "stacks",
    "voice",
}


def test_every_command_is_in_the_table() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - SHARED
    assert modules == set(commands.MODULES)


def test_every_command_can_be_built() -> None:
    built = get_command(app.app).commands
    assert len(built) == len(commands.MODULES)
    for name, command in built.items():
        assert command.name == name
        assert command.help
        assert "rich_markup_mode" not in vars(command) or command.rich_markup_mode is None
    assert list(built["sandbox"].commands) == ["start", "status", "stop"]


def test_what_is_no_command() -> None:
    with pytest.raises(KeyError):
        commands.Commands()["nope"]
    assert "nope" not in commands.Commands()


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["--version"], set()),
        (["validate", "--help"], {"validate"}),
        (["new-service", "--help"], {"new_service"}),
        (["nope"], set()),
        (["--help"], set(commands.MODULES)),
    ],
)
def test_which_commands_are_imported(arguments: list[str], imported: set[str]) -> None:
    script = (
        "import sys; from tfgen.cli import app; app.run(sys.argv[1:]); "
        "print(*[name for name in sys.modules if name.startswith('tfgen.cli.')])"
    )
    argv = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    found = {name.removeprefix("tfgen.cli.") for name in done.stdout.splitlines()[-1].split()}
    assert found & set(commands.MODULES) == imported


def test_a_misspelt_command_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["vaildate"]) == 2
    assert "Did you mean 'validate'?" in capsys.readouterr().err


def test_the_shell_completes_commands_and_options(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for words, position in (("tfgen new-", 1), ("tfgen validate --fo", 2)):
        done = subprocess.run(
            [sys.executable, "-m", "tfgen"],
            env={
                **{"PATH": "/usr/bin:/bin", "PYTHONPATH": str(FOLDER.parents[1])},
                "_TFGEN_COMPLETE": "complete_bash",
                "COMP_WORDS": words,
                "COMP_CWORD": str(position),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        found += done.stdout.split()
    assert found == ["new-environment", "new-service", "--format"]


def test_typer_itself_builds_the_groups() -> None:
    assert isinstance(app.app, typer.Typer)
    assert isinstance(get_command(app.app), commands.LazyGroup)
