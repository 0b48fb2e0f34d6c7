"""What all tests share: the Terraform of this machine, and a repository to try things in."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tfgen.cli import app
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ

ROOT = Path(__file__).resolve().parents[1]

SETTINGS = """\
    project: example
    backend: {type: local}
    defaults: {region: us-east-1}
    environments:
      stg:
        account_id: "123456789012"
        cluster: stg
        network: {vpc_id: vpc-1, subnet_ids: [subnet-1, subnet-2], security_group_ids: [sg-1]}
        listeners:
          public: {arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c"}
        connection_arn: arn:aws:codeconnections:us-east-1:123456789012:connection/abc
      prd:
        account_id: "123456789012"
        listeners: {public: {}}
    """

SPEC = """\
    name: web
    strategy: codepipeline
    source: {repository: example/web}
    containers:
      web: {port: 3000}
    ingress: {listener: public, container: web, hosts: [web.example.com], priority: 100}
    environments:
      stg: {}
      prd: {cpu: 512, memory: 2048}
    """


# No test is timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Minutes, where others take seconds.
LONGEST = (
    "life/test_rehearse_moves.py",
    "life/test_rehearse_blue_green.py",
    "life/test_rehearse.py",
    "life/test_examples.py",
    "sandbox/test_real_platform.py",
    "test_docs.py",
    "life/test_rehearse_catches.py",
    "posting/test_ci_life.py",
    "life/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, so that no worker is left alone with one at the end."""

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        ranks = (place for place, name in enumerate(LONGEST) if path.startswith(name))
        return next(ranks, len(LONGEST))

    items.sort(key=rank)


class Repository:
    """An infrastructure repository in a temporary folder."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys

    def write(self, path: str, text: str) -> Path:
        """Writes a file, its text dedented."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text), encoding="utf-8")
        return target

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """One tfgen command line in the repository: exit code, stdout, stderr."""
        before = Path.cwd()
        os.chdir(self.root)
        try:
            code = app.run(arguments)
        finally:
            os.chdir(before)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def tree(self) -> dict[str, str]:
        """Every file but tfgen's private ones: path -> text."""
        return {
            path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".tfgen" not in path.parts
        }


@pytest.fixture
def repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Repository:
    """A repository with two environments and one service, not generated yet."""
    made = Repository(tmp_path / "infra", capsys)
    made.write("tfgen.yaml", SETTINGS)
    made.write("services/web.yaml", SPEC)
    (made.root / "modules").symlink_to(ROOT / "modules")
    return made


@pytest.fixture(scope="session")
def terraform_bin() -> str:
    """The path of the Terraform binary; `make test` installs it where it is missing."""
    return str(find().path)


@pytest.fixture(scope="session")
def terraform_env() -> dict[str, str]:
    """The environment for running Terraform, the provider's mirror included."""
    return terraform_environ(os.environ)


@pytest.fixture(scope="session")
def data_root() -> Callable[[str], Path]:
    """The path of something in the source tree."""
    return lambda name: ROOT / name
