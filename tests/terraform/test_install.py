from __future__ import annotations

import hashlib
import io
import resource
import signal
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tfgen.errors import MachineError, UsageError
from tfgen.terraform import install as install_module
from tfgen.terraform.binary import find
from tfgen.terraform.install import install
from tfgen.terraform.pinned import Release, pinned, platform_name

PROGRAM = b"#!/bin/sh\necho Terraform v1.99.0\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> str:
    """Makes `content` the pinned release 1.99.0; gives its path on the site."""
    sums = {platform_name(): hashlib.sha256(content).hexdigest()}
    release = Release("terraform", "terraform", "1.99.0", sums)
    monkeypatch.setattr(install_module, "pinned", lambda _: release)
    return f"/terraform/1.99.0/terraform_1.99.0_{platform_name()}.zip"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/nowhere"}


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """A folder to install into, which no failure may leave anything in."""
    folder = tmp_path / "target"
    folder.mkdir()
    yield folder
    left = [path.name for path in folder.iterdir()]
    assert left in ([], ["terraform"])


def test_the_binary_lands_in_the_cache_and_runs(
    site: Any, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(terraform=PROGRAM, **{"LICENSE.txt": b"x" * 1_000_000})
    site.answer(pin(monkeypatch, content), content)
    progress: list[tuple[int, int | None]] = []
    path = install(
        base_url=site.url, environ=environ, on_progress=lambda *seen: progress.append(seen)
    )
    assert path.read_bytes() == PROGRAM
    assert [child.name for child in path.parent.iterdir()] == ["terraform"]
    assert find(str(path), environ=environ).version == "1.99.0"
    assert len(progress) > 1
    assert progress[-1] == (len(content), len(content))


def test_what_was_installed_is_found(site: Any, environ: dict[str, str]) -> None:
    release = pinned("terraform")
    content = zipped(terraform=PROGRAM)
    release.sums[platform_name()] = hashlib.sha256(content).hexdigest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(install_module, "pinned", lambda _: release)
        site.answer(f"/terraform/{release.version}/{release.file_name(platform_name())}", content)
        path = install(environ={**environ, "TFGEN_RELEASES_URL": f"{site.url}/"})
    assert find(environ=environ).path == path


def test_opentofu_has_the_paths_of_its_site(
    site: Any, target: Path, environ: dict[str, str]
) -> None:
    with pytest.raises(MachineError, match="404"):
        install("opentofu", base_url=site.url, destination=target, environ=environ)
    version = pinned("opentofu").version
    assert site.asked == [
        f"/opentofu/opentofu/releases/download/v{version}/tofu_{version}_{platform_name()}.zip"
    ]


def test_a_wrong_sum_leaves_nothing(
    site: Any, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(terraform=PROGRAM)
    path = pin(monkeypatch, content)
    site.answer(path, zipped(terraform=b"#!/bin/sh\necho evil\n"))
    with pytest.raises(MachineError, match="wrong SHA-256 sum") as caught:
        install(base_url=site.url, destination=target, environ=environ)
    assert hashlib.sha256(content).hexdigest() in caught.value.message
    assert list(target.iterdir()) == []


def test_a_failure_leaves_the_installed_one_alone(
    site: Any, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (target / "terraform").write_text("the former one")
    site.answer(pin(monkeypatch, b"right"), b"wrong")
    with pytest.raises(MachineError, match="wrong SHA-256 sum"):
        install(base_url=site.url, destination=target, environ=environ)
    assert (target / "terraform").read_text() == "the former one"


def test_a_download_that_breaks_off_is_told_from_a_wrong_one(
    site: Any, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(terraform=PROGRAM)
    site.answer(pin(monkeypatch, content), content[:100], length=len(content))
    with pytest.raises(MachineError, match="broke off") as caught:
        install(base_url=site.url, destination=target, environ=environ)
    assert caught.value.hint == "try again"
    assert list(target.iterdir()) == []


def test_a_site_that_falls_silent_is_given_up(
    no_proxy: None, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_module, "_SILENCE_SECONDS", 0.2)
    pin(monkeypatch, b"never sent")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MachineError, match=r"cannot be reached.*timed out"):
            install(base_url=url, destination=target, environ=environ)


def test_no_network_names_the_proxy_and_the_mirror(
    closed_url: str, target: Path, environ: dict[str, str]
) -> None:
    with pytest.raises(MachineError, match="cannot be reached") as caught:
        install(base_url=closed_url, destination=target, environ=environ)
    assert "HTTPS_PROXY" in caught.value.hint
    assert "TFGEN_RELEASES_URL" in caught.value.hint


@pytest.mark.parametrize("url", ["no url", "ftp://127.0.0.1:1/x", "http://[bad"])
def test_an_address_that_is_none_is_no_traceback(
    url: str, target: Path, environ: dict[str, str]
) -> None:
    with pytest.raises(MachineError, match="cannot be reached"):
        install(base_url=url, destination=target, environ=environ)


@pytest.mark.parametrize("content", [zipped(other=PROGRAM), b"not a zip"])
def test_a_zip_without_the_binary_is_refused(
    site: Any,
    target: Path,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
) -> None:
    site.answer(pin(monkeypatch, content), content)
    with pytest.raises(MachineError, match="no zip with a file `terraform`"):
        install(base_url=site.url, destination=target, environ=environ)
    assert list(target.iterdir()) == []


def test_a_full_disk_leaves_nothing(
    site: Any, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(terraform=PROGRAM, padding=b"x" * 3_000_000)
    site.answer(pin(monkeypatch, content), content)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(MachineError, match="cannot be written") as caught:
            install(base_url=site.url, destination=target, environ=environ)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert "make room" in caught.value.hint
    assert list(target.iterdir()) == []


def test_a_platform_without_a_sum_is_not_installed(
    site: Any, target: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_module, "platform_name", lambda: "plan9_mips")
    with pytest.raises(MachineError, match=r"no SHA-256 sum of terraform_.*_plan9_mips\.zip"):
        install(base_url=site.url, destination=target, environ=environ)
    assert site.asked == []


def test_an_unknown_product_is_named() -> None:
    with pytest.raises(UsageError, match="pulumi") as caught:
        install("pulumi")
    assert "opentofu, terraform" in caught.value.hint


@pytest.mark.parametrize(("product", "command"), [("terraform", "terraform"), ("opentofu", "tofu")])
def test_the_sums_in_the_repository_are_whole(product: str, command: str) -> None:
    release = pinned(product)
    assert release.command == command
    assert set(release.sums) == {"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"}
    assert len(set(release.sums.values())) == 4
    text = (Path(install_module.__file__).parent / "releases" / f"{product}.txt").read_text()
    expected = {f"{value}  {release.file_name(name)}" for name, value in release.sums.items()}
    assert set(text.splitlines()) == expected
