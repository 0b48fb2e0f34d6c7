"""What a pipeline is told: its repository, the branch that is applied, and which tfgen to run."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import UsageError

_NAME = r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+"
_REPOSITORY = re.compile(_NAME)
_RELEASE = re.compile(rf"(?P<repository>{_NAME})@(?P<commit>[0-9a-f]{{40}})")
# What git allows, less what means something else in the files of a CI or in a shell.
_BRANCH = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._/+@=,-]*[A-Za-z0-9_])?")
_REMOTE = re.compile(
    rf"(?:https://|ssh://)?(?:[^/@]+@)?github\.com[:/](?P<name>{_NAME}?)(?:\.git)?/?"
)


@dataclass(frozen=True)
class Pipeline:
    """`repository` is `owner/name`, empty where nobody knows; `tfgen` is `owner/name@commit`."""

    repository: str
    branch: str
    tfgen: str

    def __post_init__(self) -> None:
        """Raises UsageError for what no pipeline could hold."""
        for good, message, hint in self._checks():
            if not good:
                raise UsageError(message, hint=hint)

    def _checks(self) -> Iterator[tuple[bool, str, str]]:
        yield (
            not self.repository or _REPOSITORY.fullmatch(self.repository) is not None,
            f"{self.repository!r} is no repository on GitHub",
            "owner and name: --repository example/infra",
        )
        branch = self.branch
        yield (
            _BRANCH.fullmatch(branch) is not None and ".." not in branch and "//" not in branch,
            f"{branch!r} is no branch that a pipeline can wait for",
            "one branch, without wildcards: --branch main",
        )
        yield (
            _RELEASE.fullmatch(self.tfgen) is not None,
            f"{self.tfgen!r} is no commit of a repository of tfgen"
            if self.tfgen
            else "which tfgen the pipeline shall run is not known: this one is not from GitHub",
            "the repository and the full hash of a commit, because a tag can move:"
            " --tfgen OWNER/tfgen@0123456789abcdef0123456789abcdef01234567",
        )

    @property
    def requirement(self) -> str:
        """What pip installs: `tfgen-ecs[github] @ git+https://…@commit`."""
        repository, _, commit = self.tfgen.partition("@")
        return f"tfgen-ecs[github] @ git+https://github.com/{repository}@{commit}"


def installed_from() -> str:
    """The `owner/name@commit` that this tfgen was installed from; empty where it is not known.

    https://packaging.python.org/en/latest/specifications/direct-url/
    """
    try:
        text = importlib.metadata.distribution("tfgen-ecs").read_text("direct_url.json")
        origin = json.loads(text or "{}")
        commit = origin["vcs_info"]["commit_id"]
        match = _REMOTE.fullmatch(origin["url"])
    except (importlib.metadata.PackageNotFoundError, ValueError, KeyError, TypeError):
        return ""
    return f"{match['name']}@{commit}" if match else ""


def remote(folder: Path) -> str:
    """The `owner/name` of a folder's git remote on GitHub; empty where there is none."""
    argv = ["git", "-C", str(folder), "remote", "get-url", "origin"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    match = _REMOTE.fullmatch(done.stdout.strip())
    return match["name"] if match else ""
