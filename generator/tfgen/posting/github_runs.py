"""What earlier runs of a repository's workflows have left behind: saved plans, applied commits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen.errors import FailedError
from tfgen.posting.github import Tracker, asked, client

if TYPE_CHECKING:
    from github.Repository import Repository

_SECONDS = 30
_FOLDER = ".github/workflows/"
# Runs that only somebody who may push to the branch can start. One of a pull request has the
# branch of its head, which a fork may call whatever it likes.
_TRUSTED = ("push", "workflow_dispatch")
_MOST_BYTES = 256 << 20
_CHUNK = 1 << 16


Runs = Tracker
"""Whose runs are asked for."""


def runs(environ: Mapping[str, str]) -> Runs:
    """The repository of a GitHub Actions run; GITHUB_API_URL names another API.

    Raises UsageError for what is missing.
    """
    return asked(environ, "GitHub can only be asked with", "actions: read")


def artifact(where: Runs, name: str, workflow: str) -> str:
    """The address of the newest artifact called `name` that a good run of `workflow` has uploaded.

    `workflow` is a file's name, `plan.yml`. A run is good where it succeeded and is of a branch of
    this repository, not of a fork. Empty where there is none. Raises FailedError where GitHub
    refuses or does not answer, MachineError where PyGithub is not installed.
    https://docs.github.com/rest/actions/artifacts#list-artifacts-for-a-repository
    """
    with _asked(where) as repository:
        for found in repository.get_artifacts(name=name):
            data = found.raw_data
            if found.name == name and not found.expired and _is_good(repository, data, workflow):
                return str(found.archive_download_url)
    return ""


def _is_good(repository: Repository, data: Mapping[str, Any], workflow: str) -> bool:
    short = data.get("workflow_run") or {}
    own = short.get("repository_id")
    if not own or short.get("head_repository_id") != own or not short.get("id"):
        return False
    run = repository.get_workflow_run(short["id"])
    # A workflow that another one calls has a branch behind its path.
    path = str(run.path).partition("@")[0]
    return path == f"{_FOLDER}{workflow}" and run.conclusion == "success"


def last_success(where: Runs, workflow: str, branch: str, fits: Callable[[str], bool]) -> str:
    """The commit of the newest good run of `workflow` on `branch` that `fits`; empty without one.

    GitHub calls a tag a branch here, and anybody may push one: whether a commit belongs to the
    branch, only its history tells.

    Raises as `artifact` does.
    https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
    """
    with _asked(where) as repository:
        try:
            found = repository.get_workflow(workflow).get_runs(branch=branch, status="success")
            shas = (str(run.head_sha) for run in found if run.event in _TRUSTED)
            return next(filter(fits, shas), "")
        except _missing():
            return ""


def _missing() -> type[Exception]:
    from github import UnknownObjectException

    return UnknownObjectException


def download(where: Runs, address: str, file: Path) -> None:
    """Writes an artifact's zip into `file`.

    Raises FailedError where GitHub refuses, breaks off, or sends more than plans ever are.
    """
    import requests

    # The answer leads to another host, which `requests` does not tell the token.
    headers = {"Authorization": f"Bearer {where.token}", "Accept": "application/vnd.github+json"}
    try:
        with requests.get(address, headers=headers, stream=True, timeout=_SECONDS) as answer:
            answer.raise_for_status()
            with file.open("xb") as out:
                for chunk in answer.iter_content(_CHUNK):
                    out.write(chunk)
                    if out.tell() > _MOST_BYTES:
                        raise FailedError(
                            f"the artifact is larger than {_MOST_BYTES >> 20} MiB",
                            hint="plan again: tfgen plan --out DIR",
                        )
    except requests.RequestException as error:
        # Not its words: they hold the address that it was led to, and with it the right to read it.
        raise _refused(where, error, type(error).__name__) from None


@contextlib.contextmanager
def _asked(where: Runs) -> Iterator[Repository]:
    place = f"the runs of {where.repository} cannot be read"
    with client(where.api, where.token, place, "actions: read") as api:
        yield api.get_repo(where.repository)


def _refused(where: Runs, error: Exception, words: str = "") -> FailedError:
    answer = getattr(error, "response", None)
    status = getattr(error, "status", None) or getattr(answer, "status_code", "")
    said = f"{words} {status}".strip() if words else error
    return FailedError(
        f"the runs of {where.repository} cannot be read: {said}",
        hint="the token needs actions: read" if status in (401, 403, 404) else "",
    )
