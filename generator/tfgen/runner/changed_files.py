"""What has changed in a repository since a commit, as git sees it.

git is asked by argv, with `-z` output, so that a file or a branch may have any name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import MachineError, TfgenError, UsageError

# https://docs.github.com/actions/reference/variables-reference names the branch that a pull
# request goes into; git itself knows the default branch of a clone as origin/HEAD.
_BASE_VARIABLE = "GITHUB_BASE_REF"
_DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_LOCK_FILE = b".terraform.lock.hcl"
_DEEPEN = ("--deepen=200", "--unshallow")
_FETCH_SECONDS = 300


@dataclass(frozen=True)
class Changes:
    """The absolute paths that differ between the commit `base` and the working tree.

    Of a file that was renamed both names count; files that git does not track yet count, too.
    """

    base: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Head:
    """A commit, and git's name for the tree of its files: equal for equal files."""

    commit: str = ""
    tree: str = ""


class Repository:
    """The git repository that a folder belongs to."""

    def __init__(self, folder: Path) -> None:
        """Raises MachineError where there is no git, UsageError where there is no repository."""
        if shutil.which("git") is None:
            raise MachineError("git is not on PATH", hint="install git, or leave --changed out")
        self._folder = folder
        done = self._ask("rev-parse", "--show-toplevel")
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
            raise UsageError(
                f"{folder} is in no git repository that can be used: {said}",
                hint="leave --changed out, or work in a clone of your own",
            )
        self.root = Path(os.fsdecode(done.stdout.removesuffix(b"\n")))

    def changes(self, base: str | None = None) -> Changes:
        """What differs from the commit where this branch left `base` (default: its target branch).

        A shallow clone is deepened until that commit is known. Raises UsageError where `base` is
        no commit, or has none in common with this branch.
        """
        commit = self._merge_base(self._base(base))
        changed = self._paths("diff", "--name-status", "--no-ext-diff", "-M", "-z", commit, "--")
        new = self._ask("ls-files", "--others", "--exclude-standard", "--full-name", "-z").stdout
        # `terraform init` writes a lock file where none is committed: nobody has changed that one.
        added = (name for name in new.split(b"\0") if name and not name.endswith(_LOCK_FILE))
        names = {*_names(changed), *added}
        return Changes(commit, tuple(sorted(self.root / os.fsdecode(name) for name in names)))

    def head(self) -> Head:
        """The commit that is checked out; empty before the first one."""
        done = self._ask("rev-parse", "HEAD^{commit}", "HEAD^{tree}")
        return Head(*done.stdout.decode().split()) if done.returncode == 0 else Head()

    def tracked(self, pattern: str) -> tuple[Path, ...]:
        """The files that git tracks and whose paths fit a glob; of the whole repository."""
        listed = self._ask("ls-files", "-z", "--full-name", "--", f":(top,glob){pattern}").stdout
        names = (name for name in listed.split(b"\0") if name)
        return tuple(self.root / os.fsdecode(name) for name in names)

    def holds(self, commit: str) -> bool:
        """Whether a commit is one of those that led to what is checked out."""
        words = ("merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD")
        return self._ask(*words).returncode == 0

    def files(self, commit: str, folder: Path) -> tuple[Path, ...]:
        """The files below a folder that a commit holds."""
        name = os.path.relpath(folder, self.root)
        listed = self._ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, f"{name}/")
        names = (name for name in listed.stdout.split(b"\0") if name)
        return tuple(self.root / os.fsdecode(name) for name in names)

    def export(self, commit: str, folder: Path) -> None:
        """Writes all files of a commit below `folder`, as a checkout would; index and tree stay.

        Raises UsageError where the commit is not known here.
        """
        index = {"GIT_INDEX_FILE": str(folder / ".index")}
        for words in (
            ("read-tree", f"{commit}^{{tree}}"),
            ("checkout-index", "--all", "--force", f"--prefix={folder}/"),
        ):
            done = self._ask(*words, folder=self.root, more=index)
            if done.returncode != 0:
                said = done.stderr.decode(errors="replace").strip()
                raise UsageError(
                    f"the files of commit {commit} cannot be had: {said}",
                    hint="fetch the whole history (actions/checkout: fetch-depth: 0)",
                )

    def text(self, commit: str, path: Path) -> str | None:
        """What the file at `path` held at a commit; None where it did not exist."""
        name = os.path.relpath(path, self.root)
        done = self._ask("show", f"{commit}:{name}")
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None

    def _base(self, wanted: str | None) -> str:
        target = os.environ.get(_BASE_VARIABLE)
        candidates = [wanted] if wanted else [f"origin/{target}"] if target else [*_DEFAULTS]
        for name in candidates:
            if name and self._commit(name):
                return name
        # In a CI's clone of one branch the other one is not there yet.
        branch = candidates[0].removeprefix("origin/")
        if not branch.startswith("-") and self._fetch(branch) and self._commit(candidates[0]):
            return candidates[0]
        raise UsageError(
            f"there is no commit {wanted!r}" if wanted else "the default branch is not known here",
            hint="name a branch or commit: --base COMMIT; in CI, fetch the whole history"
            " (actions/checkout: fetch-depth: 0)",
        )

    def _merge_base(self, base: str) -> str:
        for deepen in ("", *_DEEPEN):
            if deepen and not self._deepened(deepen):
                break
            done = self._ask("merge-base", "--end-of-options", base, "HEAD")
            if done.returncode == 0:
                return done.stdout.decode().strip()
        raise UsageError(
            f"{base} and this branch have no commit in common that is known here",
            hint="git fetch --unshallow; in CI, fetch the whole history"
            " (actions/checkout: fetch-depth: 0)",
        )

    def _deepened(self, how: str) -> bool:
        shallow = self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        return shallow and self._ask("fetch", "--quiet", how).returncode == 0

    def _fetch(self, branch: str) -> bool:
        refs = f"+refs/heads/{branch}:refs/remotes/origin/{branch}"
        return self._ask("fetch", "--quiet", "origin", refs).returncode == 0

    def _commit(self, name: str) -> bool:
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return self._ask(*words).returncode == 0

    def _paths(self, *words: str) -> list[bytes]:
        done = self._ask(*words)
        if done.returncode != 0:
            raise UsageError(f"git {words[0]} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout.split(b"\0")

    def _ask(
        self, *words: str, folder: Path | None = None, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
        environ = {**os.environ, **quiet, **(more or {})}
        argv = ["git", "-C", str(folder or self._folder), *words]
        try:
            return subprocess.run(
                argv,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_FETCH_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise MachineError(
                f"git {words[0]} did not end in {_FETCH_SECONDS} s", hint="check the network"
            ) from error


def head(folder: Path) -> Head:
    """The commit that is checked out; empty outside of git."""
    try:
        repository = Repository(folder)
    except TfgenError:
        return Head()
    return repository.head()


def _names(fields: list[bytes]) -> Iterator[bytes]:
    """The paths of `git diff --name-status -z`: a letter and a path, or two for a rename."""
    rest = iter(fields)
    for status in rest:
        if status:
            yield next(rest)
            if status[:1] in (b"R", b"C"):
                yield next(rest)
