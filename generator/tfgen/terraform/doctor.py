"""What this machine lacks for tfgen, and the command that mends each of it."""

from __future__ import annotations

import http.client
import importlib.metadata
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tfgen.aws.identity import caller_account
from tfgen.errors import MachineError
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import cli_config

REGISTRY_URL = "https://registry.terraform.io/.well-known/terraform.json"
_PYTHON = (3, 11)
_REGISTRY_SECONDS = 4
# The minor version that the sandbox's overrides are written for (pyproject.toml has the same).
_MOTO = "5.2."


@dataclass(frozen=True)
class Check:
    """One finding about the machine.

    `found` is what is there; `problem` and `remedy` are empty when `ok`. What is `optional` is
    needed by some commands only.
    """

    name: str
    ok: bool
    found: str
    problem: str = ""
    remedy: str = ""
    optional: bool = False


def checks(
    project_root: Path | None,
    environments: Mapping[str, str],
    *,
    region: str = "us-east-1",
    binary: str = "terraform",
    minimum: str = "1.10",
    environ: Mapping[str, str] | None = None,
    registry_url: str = REGISTRY_URL,
) -> Iterator[Check]:
    """Looks at the machine, one check after the other, each made when it is asked for.

    `environments` maps the names of the project's environments to their accounts; `region` is
    where the accounts are asked for. Raises nothing: what fails is a Check that is not ok.
    """
    environ = os.environ if environ is None else environ
    yield _python()
    yield _terraform(binary, minimum, environ)
    yield _providers(environ, registry_url)
    yield from _plugin_cache(project_root, environ)
    yield _git(environ)
    yield _moto()
    yield from _accounts(environments, region)


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _PYTHON:
        return Check("Python", True, found)
    return Check("Python", False, found, "tfgen needs Python 3.11 or newer", "install Python 3.11")


def _terraform(binary: str, minimum: str, environ: Mapping[str, str]) -> Check:
    try:
        found = find(binary, minimum, environ)
    except MachineError as error:
        return Check("Terraform", False, "", error.message, error.hint)
    return Check("Terraform", True, f"{found.label} ({found.path})")


def _providers(environ: Mapping[str, str], registry_url: str) -> Check:
    name = "providers"
    try:
        config = cli_config(environ, refresh=True)
    except MachineError as error:
        return Check(name, False, "", error.message, error.hint)
    if config.mirror is not None:
        return Check(name, True, f"mirror {config.mirror.folder}")
    if config.source == "user":
        return Check(name, True, "your own Terraform CLI configuration")
    problem = _unreachable(registry_url)
    if not problem:
        return Check(name, True, "registry.terraform.io")
    return Check(
        name,
        False,
        "no mirror on this machine",
        f"the registry cannot be reached: {problem}",
        "check the network and HTTPS_PROXY, or put a mirror of the AWS provider under "
        "~/.terraform.d/plugins (terraform providers mirror)",
    )


def _unreachable(url: str) -> str:
    """Why nothing answers at `url`; empty when something does."""
    # The address is the registry's, or that of a test; no user gives it.
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_REGISTRY_SECONDS):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return f"it answers {error.code}"
    except (OSError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error))


def _plugin_cache(project_root: Path | None, environ: Mapping[str, str]) -> Iterable[Check]:
    """A shared plugin cache is slow and unsafe for stacks without a lock file.

    https://github.com/hashicorp/terraform/issues/31964
    """
    folder = environ.get("TF_PLUGIN_CACHE_DIR")
    if not folder:
        return
    stacks = sorted({path.parent for path in (project_root or Path()).glob("stacks/*/*/*.tf")})
    bare = [stack for stack in stacks if not (stack / ".terraform.lock.hcl").is_file()]
    if not bare:
        yield Check("plugin cache", True, folder)
        return
    yield Check(
        "plugin cache",
        False,
        folder,
        f"{len(bare)} stacks have no .terraform.lock.hcl (the first: {bare[0]}); without one "
        "every init copies and hashes 700 MB, and two at once corrupt the cache",
        f"terraform -chdir={bare[0]} providers lock, and commit the file; or: "
        "unset TF_PLUGIN_CACHE_DIR",
        optional=True,
    )


def _git(environ: Mapping[str, str]) -> Check:
    path = shutil.which("git", path=environ.get("PATH", os.defpath))
    if path:
        return Check("git", True, path, optional=True)
    problem = "tfgen cannot tell which stacks a change affects"
    return Check("git", False, "", problem, "install git", optional=True)


def _moto() -> Check:
    remedy = "pip install 'tfgen-ecs[sandbox]'"
    try:
        version = importlib.metadata.version("moto")
    except importlib.metadata.PackageNotFoundError:
        problem = "`tfgen sandbox` and `tfgen rehearse` need it"
        return Check("moto", False, "", problem, remedy, optional=True)
    if version.startswith(_MOTO):
        return Check("moto", True, version, optional=True)
    return Check("moto", False, version, f"the sandbox needs moto {_MOTO}x", remedy, optional=True)


def _accounts(environments: Mapping[str, str], region: str) -> Iterator[Check]:
    # All environments are reached with the same credentials, so AWS is asked once.
    ask: Callable[[], str] = cache(lambda: caller_account(region))
    for environment, account in environments.items():
        yield _account(environment, account, ask)


def _account(environment: str, account: str, ask: Callable[[], str]) -> Check:
    name = f"AWS account of {environment}"
    try:
        found = ask()
    except MachineError as error:
        return Check(name, False, "", error.message, error.hint)
    if found == account:
        return Check(name, True, found)
    problem = f"the credentials belong to account {found}, {environment} is {account}"
    return Check(name, False, found, problem, f"export AWS_PROFILE=<a profile of {account}>")
