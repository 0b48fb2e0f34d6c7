"""Saved plans out of GitHub's artifacts: only those of a good run, and nothing but plain files."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from github_standin import FORK, Artifact, GitHub, Run

from tfgen.errors import FailedError, InputError, UsageError
from tfgen.posting.github_runs import Runs, artifact, download, last_success, runs
from tfgen.runner import unpacking

PLAN = ".github/workflows/plan.yml"
APPLY = ".github/workflows/apply.yml"
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


def zipped(*entries: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return out.getvalue()


GOOD = zipped(("manifest.json", "{}"), ("stg/web.tfplan", "plan"))


def always(_commit: str) -> bool:
    return True


def place(github: GitHub) -> Runs:
    return Runs(github.url, "example/infra", "s3cret-t0ken")


@pytest.fixture
def infra(repository, github: GitHub, monkeypatch: pytest.MonkeyPatch):
    """A repository at a commit, whose plans a run has saved."""
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*GIT, *words], cwd=repository.root, check=True)
    argv = [*GIT, "rev-parse", "HEAD^{tree}"]
    done = subprocess.run(argv, cwd=repository.root, check=True, capture_output=True, text=True)
    github.runs = {5: Run(PLAN)}
    github.artifacts = {1: Artifact(f"tfgen-plans-stg-{done.stdout.strip()}", 5, GOOD)}
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/infra")
    monkeypatch.setenv("GITHUB_TOKEN", "s3cret-t0ken")
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    return repository


def test_the_plans_of_just_these_files_are_fetched(infra, github: GitHub) -> None:
    code, _, err = infra.run("fetch-plans", "plans", "--env", "stg")
    assert code == 0, err
    plan = infra.root / "plans" / "stg" / "web.tfplan"
    assert plan.read_text() == "plan"
    modes = [path.stat().st_mode & 0o777 for path in (plan, plan.parent, plan.parents[1])]
    assert modes == [0o600, 0o700, 0o700]
    code, _, err = infra.run("fetch-plans", "plans", "--env", "stg")
    assert (code, "is there already" in err) == (2, True)
    assert infra.run("fetch-plans", "more", "--env", "nonsuch")[0] == 2


def test_before_the_first_commit_there_is_nothing_to_look_for(infra) -> None:
    subprocess.run([*GIT, "update-ref", "-d", "HEAD"], cwd=infra.root, check=True)
    code, _, err = infra.run("fetch-plans", "plans")
    assert (code, "nothing is committed here" in err) == (2, True)


@pytest.mark.parametrize("env", [["--env", "prd"], []])
def test_none_of_these_files_is_said_kindly(infra, env: list[str]) -> None:
    code, _, err = infra.run("fetch-plans", "plans", *env)
    assert code == 1
    assert "no run of plan.yml has saved plans of just these files" in err
    assert "plan again" in err
    assert not (infra.root / "plans").exists()


@pytest.mark.parametrize(
    "run",
    [
        Run(PLAN, repository=FORK),
        Run(PLAN, conclusion="failure"),
        Run(".github/workflows/other.yml"),
        Run("elsewhere/.github/workflows/plan.yml"),
    ],
)
def test_a_run_that_nobody_vouches_for_is_passed_over(github: GitHub, run: Run) -> None:
    github.runs = {5: run, 4: Run(f"{PLAN}@refs/heads/x")}
    github.artifacts = {9: Artifact("a", 5, b"")}
    assert artifact(place(github), "a", "plan.yml") == ""
    github.artifacts |= {8: Artifact("a", 4, b"", expired=True), 7: Artifact("a", 4, b"")}
    assert artifact(place(github), "a", "plan.yml").endswith("/artifacts/7/zip")


def test_what_was_applied_last(github: GitHub) -> None:
    assert last_success(place(github), "apply.yml", "main", always) == ""
    main = {"head_branch": "main", "event": "push"}
    github.runs = {
        1: Run(APPLY, head_sha="1" * 40, **main),
        2: Run(APPLY, head_sha="2" * 40, **main),
        3: Run(APPLY, head_sha="3" * 40, conclusion="failure", **main),
        4: Run(PLAN, head_sha="4" * 40, **main),
        # A fork's branch may be called main, too.
        5: Run(APPLY, head_sha="5" * 40, head_branch="main", event="pull_request"),
    }
    assert last_success(place(github), "apply.yml", "main", always) == "2" * 40
    assert last_success(place(github), "apply.yml", "release", always) == ""
    # A tag of the branch's name has runs, too.
    older = last_success(place(github), "apply.yml", "main", lambda commit: commit != "2" * 40)
    assert older == "1" * 40


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_refusal_is_loud_and_tells_no_token(github: GitHub, tmp_path: Path, status: int) -> None:
    github.runs, github.artifacts = {5: Run(PLAN)}, {1: Artifact("a", 5, GOOD)}
    github.status = status
    address = f"{github.url}/repos/example/infra/actions/artifacts/1/zip"
    for ask in (
        lambda: artifact(place(github), "a", "plan.yml"),
        lambda: last_success(place(github), "apply.yml", "main", always),
        lambda: download(place(github), address, tmp_path / f"{status}.zip"),
    ):
        with pytest.raises(FailedError, match="example/infra cannot be read") as caught:
            ask()
        assert "t0ken" not in caught.value.message
        assert ("actions: read" in caught.value.hint) == (status in (401, 403))


def test_an_address_that_gives_the_right_to_read_is_not_told(
    github: GitHub, tmp_path: Path
) -> None:
    github.runs, github.artifacts = {5: Run(PLAN)}, {1: Artifact("a", 5, GOOD)}
    with pytest.raises(FailedError, match="HTTPError 400") as caught:
        download(place(github), f"{github.url}/blobs/1?sig=0ther", tmp_path / "x.zip")
    assert "0ther" not in f"{caught.value.message} {caught.value.__cause__}"


@pytest.mark.parametrize("missing", ["GITHUB_REPOSITORY", "GITHUB_TOKEN"])
def test_what_a_workflow_has_to_give(missing: str) -> None:
    environ = {"GITHUB_REPOSITORY": "example/infra", "GITHUB_TOKEN": "t"}
    assert runs(environ) == Runs("https://api.github.com", "example/infra", "t")
    with pytest.raises(UsageError, match=missing):
        runs({**environ, missing: ""})


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("stg/web.tfplan")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(("../evil", "x")), "leads out"),
        (zipped(("stg/../../evil", "x")), "leads out"),
        (zipped(("/evil", "x")), "leads out"),
        (zipped(("stg\\..\\evil", "x")), "leads out"),
        (zipped(("C:/evil", "x")), "leads out"),
        (zipped((link(), "/etc/passwd")), "no plain file"),
        (zipped(("a/b", "x"), ("a//b", "y")), "two files"),
        (b"no zip", "no zip"),
        (GOOD[:-30], "no zip"),
        (GOOD.replace(b"plan", b"pla!", 1), "no zip"),
    ],
)
def test_a_zip_that_is_none_of_plans_leaves_nothing(
    tmp_path: Path, content: bytes, message: str
) -> None:
    archive = tmp_path / "plans.zip"
    archive.write_bytes(content)
    with pytest.raises(InputError, match=message):
        unpacking.unpack(archive, tmp_path / "in" / "plans")
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["plans.zip"]
    assert not (tmp_path / "in" / "plans").exists()


def test_a_zip_that_is_larger_than_plans_are_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_MOST_BYTES", 1000)
    archive = tmp_path / "plans.zip"
    archive.write_bytes(zipped(("a", "0" * 2000)))
    with pytest.raises(InputError, match="more than plans ever are"):
        unpacking.unpack(archive, tmp_path / "plans")
    # The same, by a directory of the zip that says less than what comes.
    archive.write_bytes(archive.read_bytes().replace((2000).to_bytes(4, "little"), b"\x02\0\0\0"))
    with pytest.raises(InputError):
        unpacking.unpack(archive, tmp_path / "plans")
    assert not (tmp_path / "plans").exists()
