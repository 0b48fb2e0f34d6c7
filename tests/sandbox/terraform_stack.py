"""A scratch copy of a root module, and Terraform with the real provider run in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Stack:
    """A scratch folder with the stack, and the environment for Terraform to run there."""

    folder: Path
    binary: str
    environ: dict[str, str]

    def terraform(self, *arguments: str, change: str = "a") -> None:
        """Runs one command, which must end with 0; else the failure says what Terraform said."""
        done = subprocess.run(
            [self.binary, *arguments, "-no-color", "-input=false"],
            cwd=self.folder,
            env=self.environ | {"TF_VAR_change": change},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"

    def apply(self, change: str = "a") -> None:
        self.terraform("apply", "-auto-approve", change=change)

    def plan_is_empty(self, change: str = "a") -> None:
        self.terraform("plan", "-detailed-exitcode", change=change)


def copied(
    source: Path, folder: Path, binary: str, environ: dict[str, str], values: dict[str, Any]
) -> Stack:
    """Copies the module `source` to `folder`, gives it its variables, and initialises it."""
    shutil.copytree(source, folder)
    (folder / "terraform.tfvars.json").write_text(json.dumps(values))
    stack = Stack(folder, binary, environ)
    stack.terraform("init")
    return stack
