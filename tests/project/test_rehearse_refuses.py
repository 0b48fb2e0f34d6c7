"""What cannot be rehearsed is said at once, not after minutes of Terraform."""

from __future__ import annotations

import pytest

WORKER = """\
name: web
kind: worker
strategy: codepipeline
source: {repository: example/web}
containers: {web: {}}
environments: {stg: {}}
"""


@pytest.fixture
def worker(repository):
    repository.write("services/web.yaml", WORKER)
    assert repository.run("generate")[0] == 0
    return repository


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "nowhere"], "of one service"),
        (["--to", "codedeploy"], "of one service"),
        (["web", "--source", "nowhere"], "there is no folder"),
        (["web", "--env", "prd"], "does not live in 'prd'"),
        (["web", "--to", "codedeploy"], "web cannot deploy by codedeploy: blue/green moves"),
        (["web", "--to", "magic"], "there is no strategy 'magic'"),
        (["_platform"], "a platform is no service"),
    ],
)
def test_wrong_arguments(worker, arguments: list[str], words: str) -> None:
    code, _, err = worker.run("rehearse", *arguments)
    assert code == 2
    assert words in err
    assert "tfgen-rehearsal" not in err


def test_a_source_without_a_dockerfile(worker) -> None:
    (worker.root / "app").mkdir()
    code, _, err = worker.run("rehearse", "web", "--source", "app")
    assert code == 2
    assert "there is no app/Dockerfile" in err
    assert "build.dockerfile" in err
