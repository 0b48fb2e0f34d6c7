"""A git repository of stacks to plan, and how a branch changes it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tfgen import project
from tfgen.runner.affected import Affected, affected
from tfgen.runner.changed_files import Repository
from tfgen.runner.selection import select

SETTINGS = """\
project: example
backend: {type: local}
environments:
  stg: {account_id: "111111111111"}
  prd: {account_id: "222222222222"}
"""
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


class Infra:
    """An infrastructure repository under git, on a branch that has left `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.write("tfgen.yaml", SETTINGS)

    def write(self, path: str, text: str) -> None:
        """Writes a file; its folders are made."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def git(self, *words: str) -> str:
        """One git command in the repository; what it printed."""
        done = subprocess.run(
            [*GIT, *words], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self) -> None:
        """Everything as it is now."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "state")

    def branch(self) -> None:
        """Commits all to `main`, and leaves it."""
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("switch", "-q", "-c", "feature")

    def reached(self, base: str | None = None) -> dict[str, tuple[str, ...]]:
        """The stacks that the branch reaches, and the way to what it changes."""
        opened = project.load(self.root)
        repository = Repository(opened.root)
        found: tuple[Affected, ...] = affected(
            opened, select(opened, (), None), repository.changes(base), repository
        )
        return {one.stack.name: one.chain[1:] for one in found}
