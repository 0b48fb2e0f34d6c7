"""Terraform as typed methods: the only place that knows python-terraform and Terraform's flags.

python-terraform builds the argv and nothing else. Its own way of running Terraform reads through
pipes, runs any misspelt method as a subcommand, sends `-force` to `destroy`, and logs whole
command lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from tfgen.errors import FailedError, InputError, TfgenError
from tfgen.terraform.binary import Binary
from tfgen.terraform.diagnostics import failure
from tfgen.terraform.mirror import terraform_environ
from tfgen.terraform.pinned import pinned
from tfgen.terraform.plan_summary import PlanSummary, summarise_stream
from tfgen.terraform.process import OnLine, Result, run

DEFAULT_LOCK_TIMEOUT = "60s"
LOCK_TIMEOUT_VARIABLE = "TFGEN_LOCK_TIMEOUT"
_CHANGED = 2
_UNFORMATTED = 3
_PLAN_MODE = 0o600


@dataclass(frozen=True)
class PlanResult:
    """A plan that was made: `changed` is False when it would do nothing.

    `stdout` is what Terraform printed; `summary` is there after a plan with `json=True`.
    """

    plan_file: Path
    changed: bool
    stdout: str
    summary: PlanSummary | None = None


class _Flag:
    """A flag without a value, to be set."""


class Terraform:
    """One Terraform binary in one stack.

    Every method runs one process to its end, and raises FailedError with Terraform's own message
    when that fails, InterruptError when the user stops it, MachineError when it cannot start.
    """

    def __init__(
        self,
        binary: Binary,
        folder: Path,
        environ: Mapping[str, str] | None = None,
        *,
        lock_timeout: str = "",
    ) -> None:
        """Takes the stack's folder and the processes' whole environment.

        Without `environ` it is `terraform_environ()`. `lock_timeout` is how long to wait for the
        lock of the state, as Terraform writes it: "60s"; else TFGEN_LOCK_TIMEOUT says it, else
        it is a minute. Starts nothing.
        """
        self.binary = binary
        self.folder = folder.absolute()
        self.environ = dict(terraform_environ() if environ is None else environ)
        wanted = lock_timeout or self.environ.get(LOCK_TIMEOUT_VARIABLE)
        self._lock_timeout = wanted or DEFAULT_LOCK_TIMEOUT

    def version(self) -> str:
        """The version of the binary, known from finding it: `1.11.4`."""
        return self.binary.version

    def init(
        self,
        upgrade: bool = False,
        reconfigure: bool = True,
        backend: bool = True,
        keep_lock: bool = False,
        on_line: OnLine | None = None,
    ) -> None:
        """Installs providers and modules, and sets the backend up.

        `reconfigure` takes the configuration's backend as it is, and moves no state to it.
        `keep_lock` fails where the lock file would have to change.
        """
        self._succeed(
            "init",
            on_line=on_line,
            upgrade=_flag(upgrade),
            reconfigure=_flag(reconfigure and backend),
            backend=backend,
            lockfile="readonly" if keep_lock else None,
            input=False,
            no_color=_Flag,
            lock_timeout=self._lock_timeout,
        )

    def get(self) -> None:
        """Installs the modules, and nothing else."""
        self._succeed("get", no_color=_Flag)

    def providers_lock(self, platforms: Sequence[str], mirror: Path | None = None) -> None:
        """Writes the lock file with the checksums of all platforms (`linux_amd64`).

        From a folder of providers where one is given, else from their registries: Terraform does
        not look at the mirrors of its CLI configuration here. Modules have to be installed.
        https://developer.hashicorp.com/terraform/cli/commands/providers/lock
        """
        self._succeed(
            "providers lock",
            platform=list(platforms),
            fs_mirror=str(mirror) if mirror else None,
            no_color=_Flag,
        )

    def plan(
        self,
        out: Path,
        *,
        destroy: bool = False,
        refresh_only: bool = False,
        json: bool = False,
        on_line: OnLine | None = None,
    ) -> PlanResult:
        """Plans, and saves the plan to `out`, mode 0600: it holds every secret in plain text.

        What was at `out` before is removed first, so that a plan that fails leaves none behind.
        With `json`, the lines are the messages of Terraform's machine-readable output.
        """
        out = out.absolute()
        out.unlink(missing_ok=True)
        result = self._run(
            "plan",
            on_line=on_line,
            out=str(out),
            destroy=_flag(destroy),
            refresh_only=_flag(refresh_only),
            json=_flag(json),
            detailed_exitcode=_Flag,
            input=False,
            no_color=_Flag,
            lock_timeout=self._lock_timeout,
        )
        if result.interrupted or result.exit_code not in {0, _CHANGED}:
            out.unlink(missing_ok=True)
            raise self._failure("plan", result)
        out.chmod(_PLAN_MODE)
        summary = summarise_stream(result.stdout) if json else None
        return PlanResult(out, result.exit_code == _CHANGED, result.stdout, summary)

    def apply(self, plan_file: Path, *, json: bool = False, on_line: OnLine | None = None) -> str:
        """Applies a saved plan, and nothing else; gives what Terraform printed.

        Terraform refuses a plan whose state has moved since. Raises InputError when there is no
        such file: without one Terraform would plan anew and ask nobody.
        """
        return self._succeed(
            "apply",
            _existing_plan(plan_file),
            on_line=on_line,
            json=_flag(json),
            input=False,
            no_color=_Flag,
            lock_timeout=self._lock_timeout,
        ).stdout

    def show_json(self, plan_file: Path) -> dict[str, Any]:
        """The saved plan as data, secrets included.

        https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
        """
        return self._json("show", _existing_plan(plan_file))

    def show_text(self, plan_file: Path) -> str:
        """The saved plan as people read it, without colours."""
        return self._succeed("show", _existing_plan(plan_file), no_color=_Flag).stdout

    def validate_json(self) -> dict[str, Any]:
        """Terraform's verdict on the configuration, valid or not: `{"valid": …, "diagnostics"}`.

        https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format
        """
        result = self._run("validate", json=_Flag, no_color=_Flag)
        if result.interrupted:
            raise self._failure("validate", result)
        return self._document("validate", result)

    def fmt_check(self) -> tuple[Path, ...]:
        """The files, at any depth, that `terraform fmt` would change, relative to the stack.

        Raises FailedError when a file is no HCL.
        """
        result = self._run("fmt", check=_Flag, recursive=_Flag)
        if result.interrupted or result.exit_code not in {0, _UNFORMATTED}:
            raise self._failure("fmt", result)
        return tuple(map(Path, result.stdout.splitlines()))

    def output_json(self) -> dict[str, Any]:
        """The outputs in the state: name -> `{"value", "type", "sensitive"}`."""
        return self._json("output", no_color=_Flag)

    def state_list(self) -> tuple[str, ...]:
        """The addresses of all resources in the state; none when there is no state yet."""
        result = self._run("state list")
        if not result.interrupted and "No state file was found!" in result.stderr:
            return ()
        if result.interrupted or result.exit_code != 0:
            raise self._failure("state list", result)
        return tuple(result.stdout.splitlines())

    def schema_json(self) -> dict[str, Any]:
        """The schemas of the stack's providers (13 MB and 3 s for the AWS provider)."""
        return self._json("providers schema", no_color=_Flag)

    def _json(self, command: str, *arguments: str, **flags: Any) -> dict[str, Any]:
        result = self._succeed(command, *arguments, json=_Flag, **flags)
        return self._document(command, result)

    def _succeed(
        self, command: str, *arguments: str, on_line: OnLine | None = None, **flags: Any
    ) -> Result:
        result = self._run(command, *arguments, on_line=on_line, **flags)
        if result.interrupted or result.exit_code != 0:
            raise self._failure(command, result)
        return result

    def _run(
        self, command: str, *arguments: str, on_line: OnLine | None = None, **flags: Any
    ) -> Result:
        argv = self._argv(command, arguments, flags)
        return run(argv, cwd=self.folder, environ=self.environ, on_line=on_line)

    def _document(self, command: str, result: Result) -> dict[str, Any]:
        try:
            document = loads(result.stdout)
        except JSONDecodeError:
            document = None
        if isinstance(document, dict):
            return document
        if result.exit_code != 0:
            raise self._failure(command, result)
        raise FailedError(f"{self._program} {command} printed no JSON document")

    def _failure(self, command: str, result: Result) -> TfgenError:
        return failure(self._program, command, result, self.folder)

    @property
    def _program(self) -> str:
        return pinned(self.binary.product).command

    def _argv(
        self, command: str, arguments: tuple[str, ...], flags: Mapping[str, Any]
    ) -> list[str]:
        """The command line; an empty value leaves its flag out."""
        from python_terraform import IsFlagged
        from python_terraform import Terraform as Builder

        # Without a path of its own it would read the stack's state, to keep it as an attribute.
        nowhere = str(self.folder / ".terraform" / "none")
        builder = Builder(terraform_bin_path=str(self.binary.path), state=nowhere)
        named = {
            name: IsFlagged if value is _Flag else value
            for name, value in flags.items()
            if value is not None
        }
        argv: list[str] = builder.generate_cmd_string(command, *arguments, **named)
        return argv


def _flag(wanted: bool) -> type[_Flag] | None:
    return _Flag if wanted else None


def _existing_plan(plan_file: Path) -> str:
    if not plan_file.is_file():
        raise InputError(f"there is no saved plan at {plan_file}", hint="tfgen plan")
    return str(plan_file.absolute())
