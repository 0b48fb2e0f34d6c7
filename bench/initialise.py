"""`init` of 16 stacks by tfgen, beside `xargs -P2 terraform init` from the same providers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.measure import Ratio, best
from tfgen.runner.pool import Pool, default_jobs
from tfgen.runner.selection import StackFolder
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.initialise import ensure_initialised
from tfgen.terraform.mirror import terraform_environ

STACKS = 16
ROUNDS = 3
_STACK = """\
provider "aws" {
  region = "us-east-1"
}
"""


def ratios() -> Iterator[Ratio]:
    """All of 16 stacks that have a lock file and nothing else, as a CI finds them."""
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        stacks = [Path(folder) / "stacks" / "stg" / f"s{number}" for number in range(STACKS)]
        for stack in stacks:
            stack.mkdir(parents=True)
            (stack / "main.tf").write_text(_STACK)
        environ = terraform_environ(os.environ)
        _by_hand(stacks, environ)
        seconds, peer = best(
            ROUNDS, lambda: _by_tfgen(stacks, environ), lambda: _by_hand(stacks, environ)
        )
        yield Ratio(f"init of {STACKS} stacks", seconds, "xargs -P2 terraform init", peer, 1.1)


def _fresh(stacks: Sequence[Path]) -> None:
    for stack in stacks:
        shutil.rmtree(stack / ".terraform", ignore_errors=True)


def _by_tfgen(stacks: Sequence[Path], environ: Mapping[str, str]) -> None:
    _fresh(stacks)
    folders = [StackFolder("stg", stack.name, stack) for stack in stacks]

    def work(stack: StackFolder) -> bool:
        return ensure_initialised(Terraform(find(), stack.path, environ), stack.path)

    pool = Pool(work, lambda *_: False, lambda done: not done)
    done = pool.run(folders, dict.fromkeys(folders, ()), default_jobs())
    assert done == (True,) * STACKS


def _by_hand(stacks: Sequence[Path], environ: Mapping[str, str]) -> None:
    _fresh(stacks)
    folders = "\0".join(map(str, stacks)).encode()
    command = ["xargs", "-0", "-P2", "-I{}", str(find().path), "-chdir={}", "init", "-input=false"]
    subprocess.run(command, input=folders, env=environ, check=True, stdout=subprocess.DEVNULL)
