"""Terraform in one stack: initialised when it has to be, planned, applied."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tfgen.errors import FailedError, UsageError
from tfgen.private_files import private_folder
from tfgen.project import Project
from tfgen.runner.selection import StackFolder, require_values

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tfgen.terraform.gateway import PlanResult, Terraform

Say = Callable[[str], None]


class Account:
    """The question whose account the credentials belong to, asked in a thread of its own."""

    def __init__(self, ask: Callable[[], None]) -> None:
        """`ask` raises UsageError where it is another account's."""
        self._ask = ask
        self._lock = Lock()
        self._answer: Future[None] | None = None

    def asked(self) -> Future[None]:
        """The answer, on its way from the first call on."""
        from concurrent.futures import ThreadPoolExecutor

        with self._lock:
            if self._answer is None:
                pool = ThreadPoolExecutor(max_workers=1)
                self._answer = pool.submit(self._ask)
                pool.shutdown(wait=False)
        return self._answer


@dataclass(frozen=True)
class Place:
    """Where a stack is run: its folder (or a scratch copy of it) and Terraform's environment.

    There is no question of an `account` in the sandbox.
    """

    stack: StackFolder
    folder: Path
    environ: Mapping[str, str]
    account: Account | None = None

    def ask(self) -> None:
        """Asks whose account it is, and waits for nothing."""
        if self.account:
            self.account.asked()

    def confirm(self) -> None:
        """Waits for the answer; raises UsageError where it is another account's."""
        if self.account:
            self.account.asked().result()


def home(project: Project, stack: StackFolder) -> Place:
    """The stack's own folder and the user's own AWS.

    Raises InputError for values that are not filled in.
    """
    from tfgen.terraform.mirror import terraform_environ

    require_values(project, stack)
    account = Account(partial(require_account, project, stack.environment))
    return Place(stack, stack.path, terraform_environ(os.environ), account)


def require_account(project: Project, environment: str) -> None:
    """Raises UsageError unless the caller's AWS account is the environment's."""
    from tfgen.aws.identity import caller_account

    wanted = project.environment(environment).account_id
    found = caller_account(project.region(environment))
    if found != wanted:
        raise UsageError(
            f"these credentials belong to account {found}, {environment} is account {wanted}",
            where=project.file.where(["environments", environment, "account_id"]),
            hint="choose the credentials of that account (AWS_PROFILE, aws sso login), then again",
        )


def terraform_in(project: Project, place: Place, say: Say) -> Terraform:
    """Terraform in `place`, initialised where that is due; `say` is told when it is."""
    from tfgen.terraform.binary import find
    from tfgen.terraform.gateway import Terraform
    from tfgen.terraform.initialise import ensure_initialised

    if not (place.folder / ".terraform").exists():
        # The first init creates things; nothing is created for the wrong account.
        place.confirm()
    settings = project.settings.terraform
    terraform = Terraform(find(settings.binary), place.folder, place.environ)
    started = time.monotonic()
    # Nobody would commit what changes in a CI: it is to fail there, and be mended at home.
    keep_lock = (
        os.environ.get("CI", "").lower() in ("1", "true") and place.folder == place.stack.path
    )
    if ensure_initialised(terraform, place.folder, keep_lock=keep_lock):
        say(f"{place.stack.name}: initialised in {time.monotonic() - started:.1f} s")
    return terraform


def planned(
    place: Place,
    terraform: Terraform,
    out: Path,
    *,
    destroy: bool,
    json: bool,
    say: Say,
    refresh_only: bool = False,
) -> PlanResult:
    """A plan saved to `out`; `say` gets Terraform's lines as they come.

    Terraform spends its first second loading the provider, the time in which the account becomes
    known. Before it is, no line is shown; if it is the wrong one, Terraform is stopped.
    """
    private_folder(out.parent.parent)
    private_folder(out.parent)
    # Not before: until Terraform runs, the thread would only take turns with this one.
    place.ask()

    def confirmed(line: str) -> None:
        place.confirm()
        if not json:
            say(line)

    try:
        result = terraform.plan(
            out, destroy=destroy, refresh_only=refresh_only, json=json, on_line=confirmed
        )
    except FailedError:
        # With another account's credentials Terraform may fail first, for less clear reasons.
        place.confirm()
        raise
    place.confirm()
    return result
