"""docker's stand-in: what it pushes, and what it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from probing import Clients, embedded

from tfgen.sandbox.standins import docker


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Clients]:
    with embedded() as clients:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
        monkeypatch.setenv("TFGEN_STANDIN_IMAGES", str(tmp_path / "images.json"))
        monkeypatch.chdir(tmp_path)
        Path("context").mkdir()
        yield clients


def _pushed(clients: Clients, mutability: str, *dockerfiles: str) -> list[int]:
    """Builds and pushes one version after the other with one tag; gives the exit codes."""
    made = clients("ecr").create_repository(repositoryName="web", imageTagMutability=mutability)
    image = f"{made['repository']['repositoryUri']}:release"
    codes = []
    for text in dockerfiles:
        Path("context/Dockerfile").write_text(text)
        assert docker.main(["build", "--tag", image, "context"]) == 0
        codes.append(docker.main(["push", image]))
    return codes


@pytest.mark.parametrize(
    ("mutability", "second", "codes"),
    [
        ("MUTABLE", "FROM a\n", [0, 0]),
        ("MUTABLE", "FROM b\n", [0, 0]),
        ("IMMUTABLE", "FROM a\n", [0, 1]),
        ("IMMUTABLE", "FROM b\n", [0, 1]),
    ],
)
def test_a_tag_moves_where_it_may(
    clients: Clients, mutability: str, second: str, codes: list[int]
) -> None:
    assert _pushed(clients, mutability, "FROM a\n", second) == codes


def test_the_moved_tag_is_on_the_last_image(clients: Clients) -> None:
    _pushed(clients, "MUTABLE", "FROM a\n", "FROM b\n")
    images = clients("ecr").describe_images(repositoryName="web")["imageDetails"]
    tagged = [image for image in images if image.get("imageTags")]
    assert (len(images), len(tagged)) == (2, 1)


def test_labels_become_annotations(clients: Clients) -> None:
    _pushed(clients, "MUTABLE", "FROM a\nLABEL tfgen.sandbox/traffic=fail\n")
    ids = [{"imageTag": "release"}]
    [image] = clients("ecr").batch_get_image(repositoryName="web", imageIds=ids)["images"]
    assert '"tfgen.sandbox/traffic": "fail"' in image["imageManifest"]


def test_a_repository_that_is_not_there_refuses(clients: Clients) -> None:
    image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/none:release"
    Path("context/Dockerfile").write_text("FROM a\n")
    docker.main(["build", "--tag", image, "context"])
    assert docker.main(["push", image]) == 1
