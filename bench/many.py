"""`tfgen plan` over many stacks, beside `xargs -P2 terraform plan` over the same ones."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bench import generate
from bench.measure import Ratio, best
from tfgen.sandbox import lifecycle
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ

ACCOUNT, REGION = "111111111111", "us-east-1"
AFFECTED, OTHERS = 16, 200
ROUNDS = 2
_SETTINGS = f"""\
project: bench
defaults: {{region: {REGION}}}
environments: {{stg: {{account_id: "{ACCOUNT}"}}}}
"""
_STACK = """\
provider "aws" {{
  region = "us-east-1"
}}

module "parameter" {{
  source = "../../../modules/{module}"
  name   = "/{name}"
}}
"""
_MODULE = """\
variable "name" {
  type = string
}

resource "aws_ssm_parameter" "this" {
  name           = var.name
  type           = "String"
  insecure_value = "x"
}
"""
_GIT = ("git", "-c", "user.name=b", "-c", "user.email=b@example.com", "-c", "commit.gpgsign=false")


def ratios() -> Iterator[Ratio]:
    """All of 16 stacks affected, 3 of 200, and the search among 2,000."""
    with (
        tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder,
        lifecycle.private(ACCOUNT, REGION) as sandbox,
    ):
        root = Path(folder) / "infra"
        environ = terraform_environ(sandbox.scrubbed(os.environ))
        stacks = _repository(root)
        _apply(stacks, environ)
        seconds, shared, peer = _affected(root, stacks, environ)
        yield Ratio(f"plan --changed, {AFFECTED} stacks", seconds, "xargs -P2 terraform", peer, 0.9)
        yield Ratio("the same, --share-provider", shared, "xargs -P2 terraform", peer, 0.65)
        seconds, peer = _few(root, stacks, environ)
        yield Ratio(f"3 of {OTHERS + AFFECTED} stacks", seconds, "xargs, those 3", peer, 1.2)
        yield Ratio("what reaches 2,000 stacks", _search(Path(folder)), "limit", 1.0, 1)


def _repository(root: Path) -> list[Path]:
    """Stacks of which 13 call one module and 3 another, and others that nothing reaches."""
    for name in ("common", "rare"):
        (root / "modules" / name).mkdir(parents=True)
        (root / "modules" / name / "main.tf").write_text(_MODULE)
    (root / "tfgen.yaml").write_text(_SETTINGS)
    (root / ".gitignore").write_text(".terraform/\n.tfgen/\n*.tfstate*\n*.tfplan\n")
    stacks = []
    for number in range(AFFECTED):
        module = "rare" if number < 3 else "common"
        stacks.append(_stack(root, f"s{number}", _STACK.format(module=module, name=f"s{number}")))
    for number in range(OTHERS):
        _stack(root, f"other{number}", "locals {\n  a = 1\n}\n")
    _git(root, "init", "-q", "-b", "main")
    _commit(root)
    return stacks


def _stack(root: Path, name: str, text: str) -> Path:
    folder = root / "stacks" / "stg" / name
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(text)
    return folder


def _git(root: Path, *words: str) -> None:
    subprocess.run([*_GIT, *words], cwd=root, check=True, stdout=subprocess.DEVNULL)


def _commit(root: Path) -> None:
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "state")


def _apply(stacks: Sequence[Path], environ: Mapping[str, str]) -> None:
    for words in ("init -input=false", "apply -auto-approve -input=false"):
        _xargs(stacks, environ, words)
    _commit(stacks[0].parents[2])


def _affected(
    root: Path, stacks: Sequence[Path], environ: Mapping[str, str]
) -> tuple[float, float, float]:
    for name in ("common", "rare"):
        (root / "modules" / name / "main.tf").write_text(f"# {time.time_ns()}\n{_MODULE}")
    _tfgen(root, environ)
    seconds, peer, shared = _beside(
        root, stacks, environ, lambda: _tfgen(root, environ, "--share-provider")
    )
    return seconds, shared, peer


def _few(root: Path, stacks: Sequence[Path], environ: Mapping[str, str]) -> tuple[float, float]:
    _git(root, "checkout", "-q", "modules/common")
    seconds, peer = _beside(root, stacks[:3], environ)
    return seconds, peer


def _beside(
    root: Path,
    stacks: Sequence[Path],
    environ: Mapping[str, str],
    *more: Callable[[], None],
) -> list[float]:
    by_hand = {key: value for key, value in environ.items() if key != "GOGC"}
    words = "plan -input=false -out=by-hand.tfplan"
    return best(
        ROUNDS, lambda: _tfgen(root, environ), lambda: _xargs(stacks, by_hand, words), *more
    )


def _tfgen(root: Path, environ: Mapping[str, str], *options: str) -> None:
    command = [sys.executable, "-m", "tfgen", "plan", "--changed", *options]
    with (root.parent / "tfgen.log").open("w") as log:
        subprocess.run(command, cwd=root, env=environ, check=True, stdout=log, stderr=log)


def _xargs(stacks: Sequence[Path], environ: Mapping[str, str], words: str) -> None:
    """The usual loop: two Terraforms at once, their output in one file."""
    folders = "\0".join(map(str, stacks)).encode()
    command = ["xargs", "-0", "-P2", "-I{}", str(find().path), "-chdir={}", *words.split()]
    with (stacks[0].parents[2].parent / "xargs.log").open("w") as log:
        subprocess.run(command, input=folders, env=environ, check=True, stdout=log, stderr=log)


def _search(folder: Path) -> float:
    """The seconds of the search alone, in 2,000 generated stacks of which one is reached."""
    from tfgen import project
    from tfgen.runner.affected import affected
    from tfgen.runner.changed_files import Repository
    from tfgen.runner.selection import select

    root = folder / "large"
    root.mkdir()
    generate._repository(root)
    generate._generate(root)
    _git(root, "init", "-q", "-b", "main")
    _commit(root)
    (root / "stacks/stg/web7/service.tf").write_text("# changed\n")

    def search() -> None:
        opened = project.load(root)
        repository = Repository(root)
        stacks = select(opened, (), None)
        found = affected(opened, stacks, repository.changes("HEAD"), repository)
        assert len(found) == 1

    return best(3, search)[0]
