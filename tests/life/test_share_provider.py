"""tfgen plan --share-provider, with real Terraform: the same reviews, and what must not happen."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tfgen.errors import FailedError, UsageError
from tfgen.project import Project, load
from tfgen.runner.run import Place, terraform_in
from tfgen.runner.selection import StackFolder, select
from tfgen.runner.sharing import Sharing
from tfgen.sandbox import lifecycle
from tfgen.sandbox.lifecycle import Sandbox
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.initialise import ensure_initialised
from tfgen.terraform.mirror import terraform_environ
from tfgen.terraform.shared_provider import REATTACH

T = TypeVar("T")
SETTINGS = """\
project: example
defaults: {region: us-east-1}
environments:
  stg: {account_id: "123456789012"}
  prd: {account_id: "123456789012", region: eu-west-1}
"""
REGIONS = {"stg": "us-east-1", "prd": "eu-west-1"}
STACK = """\
locals {{
  region = "{region}"
}}

provider "aws" {{
  region = local.region
}}

data "aws_ssm_parameter" "this" {{
  name = "/where"

  lifecycle {{
    postcondition {{
      condition     = self.insecure_value == "in ${{local.region}}"
      error_message = "It was looked up in another region."
    }}
  }}
}}
"""
PARAMETER = """
resource "aws_ssm_parameter" "this" {
  name           = "/api"
  type           = "String"
  insecure_value = nonsensitive(data.aws_ssm_parameter.this.value)
}
"""
SLOW = """\
provider "aws" {{
  region = "us-east-1"

  endpoints {{
    ssm = "{url}"
  }}
}}

data "aws_ssm_parameter" "this" {{
  name = "/where"
}}
"""


@pytest.fixture(scope="module")
def aws() -> Iterator[Sandbox]:
    with lifecycle.private("123456789012", "us-east-1") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, aws: Sandbox) -> Path:
    """Two stacks in each of two regions; each looks up what is in its own."""
    folder = tmp_path_factory.mktemp("infra")
    (folder / "tfgen.yaml").write_text(SETTINGS)
    for environment, region in REGIONS.items():
        ssm(aws, region).put_parameter(Name="/where", Type="String", Value=f"in {region}")
        for service in ("api", "web"):
            stack = folder / "stacks" / environment / service
            stack.mkdir(parents=True)
            (stack / "main.tf").write_text(STACK.format(region=region))
    (folder / "stacks/stg/api/parameter.tf").write_text(PARAMETER)
    stacks = [*folder.glob("stacks/*/*")]
    first = Terraform(find(), stacks[0])
    ensure_initialised(first, first.folder)
    for stack in stacks[1:]:
        initialise_like(first.folder, stack)
    return folder


def initialise_like(initialised: Path, stack: Path) -> None:
    """What `init` would do to a stack that needs the same, for a third of the time."""
    shutil.copytree(initialised / ".terraform", stack / ".terraform", symlinks=True)
    shutil.copy(initialised / ".terraform.lock.hcl", stack)


def ssm(aws: Sandbox, region: str) -> Any:
    return replace(aws, region=region).client("ssm")


@pytest.fixture
def infra(repository, root: Path, aws: Sandbox, monkeypatch: pytest.MonkeyPatch):
    """The repository of a logged-in engineer."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    for name, value in aws.environ().items():
        monkeypatch.setenv(name, value)
    repository.root = root
    return repository


class Run:
    """Stacks of one environment, and what is said of them."""

    def __init__(self, project: Project, environment: str) -> None:
        self.project = project
        self.stacks = select(project, (), environment)
        self.said: list[str] = []

    def sharing(self) -> Sharing:
        return Sharing(self.stacks, terraform_environ(os.environ), self.said.append)

    def through(self, sharing: Sharing, stack: StackFolder, work: Callable[[Terraform], T]) -> T:
        place = Place(stack, stack.path, terraform_environ(os.environ))
        return sharing.through(stack, place, terraform_in(self.project, place, print), work)


@pytest.fixture
def run(infra) -> Run:
    return Run(load(infra.root), "stg")


def attached(terraform: Terraform) -> str:
    return terraform.environ.get(REATTACH, "")


def kill(reattach: str) -> None:
    [told] = json.loads(reattach).values()
    os.kill(told["Pid"], signal.SIGKILL)


def reviews(out: str) -> list[dict[str, Any]]:
    return [{**one, "seconds": 0} for one in json.loads(out)["stacks"]]


def test_the_reviews_are_the_same_in_two_regions(infra, aws: Sandbox, tmp_path: Path) -> None:
    code, plain, err = infra.run("plan", "--format", "json", "--env", "stg")
    assert code == 0, err
    kept = str(tmp_path / "kept")
    code, shared, err = infra.run("plan", "--format", "json", "--share-provider", "--out", kept)
    assert code == 0, err
    assert [one for one in reviews(shared) if one["env"] == "stg"] == reviews(plain)
    assert {f"{one['env']}/{one['service']}": one["add"] for one in reviews(shared)} == {
        "prd/api": 0,
        "prd/web": 0,
        "stg/api": 1,
        "stg/web": 0,
    }
    said = [line for line in err.splitlines() if "provider" in line]
    assert len(said) == 2
    assert {line.split(":")[0] for line in said} == {"stg", "prd"}
    assert all(": sharing provider " in line for line in said)

    # An apply goes by the plan, and has no such option.
    code, _, err = infra.run("apply", "api", "--env", "stg", "--plans", kept, "--share-provider")
    assert (code, "No such option" in err) == (2, True), err
    code, _, err = infra.run("apply", "api", "--env", "stg", "--plans", kept)
    assert code == 0, err
    made = ssm(aws, "us-east-1").get_parameter(Name="/api")["Parameter"]
    assert made["Value"] == "in us-east-1"


def test_what_fails_is_tried_without(run: Run) -> None:
    api, web = run.stacks
    tried: list[str] = []

    def fail(terraform: Terraform) -> str:
        tried.append(attached(terraform))
        raise FailedError("there is no such queue")

    def die(terraform: Terraform) -> str:
        tried.append(attached(terraform))
        if tried[-1]:
            kill(tried[-1])
            terraform.plan(api.path / "tried.tfplan")
        return "without"

    with run.sharing() as sharing:
        with pytest.raises(FailedError, match="no such queue"):
            run.through(sharing, api, fail)
        assert "stg/api: again without the shared provider, through which it failed" in run.said
        # It was not the provider's fault, so it stays in use.
        assert run.through(sharing, api, die) == "without"
        assert "stg/api: again without the shared provider, which has ended" in run.said
        first = tried[0]
        assert first
        assert tried == [first, "", first, ""]
        # The others do without it, unasked.
        assert run.through(sharing, web, attached) == ""


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("AWS_CA_BUNDLE", "/ca.pem", "AWS_CA_BUNDLE is set"),
        ("TF_LOG", "TRACE", "TF_LOG is set"),
        ("AWS_CONFIG_FILE", "config", "AWS_CONFIG_FILE is a relative path"),
    ],
)
def test_where_none_can_be_shared(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    with run.sharing() as sharing:
        assert [run.through(sharing, stack, attached) for stack in run.stacks] == ["", ""]
    [said] = run.said
    assert reason in said


def test_a_provider_in_development_is_not_left_out(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "dev.tfrc"
    config.write_text("provider_installation {\n  dev_overrides {}\n  direct {}\n}\n")
    api = run.stacks[0]
    place = Place(api, api.path, {**terraform_environ(), "TF_CLI_CONFIG_FILE": str(config)})
    with run.sharing() as sharing:
        terraform = Terraform(find(), api.path, place.environ)
        assert sharing.through(api, place, terraform, attached) == ""
    assert run.said == [f"no shared provider: {config} may override it (dev_overrides)"]


def test_a_provider_of_the_users_is_his(infra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REATTACH, "{}")
    code, _, err = infra.run("plan", "--share-provider")
    assert code == 2
    assert f"{REATTACH} is set" in err
    with pytest.raises(UsageError):
        Sharing((), os.environ, print)


def test_who_has_nobody_to_share_with_is_told(run: Run) -> None:
    alone = run.stacks[:1]
    with Sharing(alone, terraform_environ(os.environ), run.said.append) as sharing:
        assert run.through(sharing, alone[0], attached) == ""
    [said] = run.said
    assert said.startswith("stg/api: no shared provider: no other stack of the environment")


def test_a_lock_file_of_another_package_is_held_to(run: Run) -> None:
    api, web = run.stacks
    lock = web.path / ".terraform.lock.hcl"
    text = lock.read_text()
    [own] = re.findall(r'"h1:([^"]+)"', text)
    place = Place(web, web.path, terraform_environ(os.environ))
    terraform = Terraform(find(), web.path, place.environ)
    with run.sharing() as sharing:
        assert run.through(sharing, api, attached)
        try:
            lock.write_text(text.replace(own, own[::-1]))
            assert sharing.through(web, place, terraform, attached) == ""
        finally:
            lock.write_text(text)
    assert run.said[-1].startswith("stg/web: no shared provider: its lock file does not have")


class Slow:
    """SSM, which answers once it is told to."""

    def __init__(self) -> None:
        self.reset()
        slow = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                slow.asked.release()
                slow.answering.wait(300)
                body = json.dumps({"Parameter": {"Name": "/where", "Type": "String", "Value": "x"}})
                self.send_response(200)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_arguments: object) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_arguments: object) -> None:
                """Who asked has gone."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def reset(self) -> None:
        self.asked = threading.Semaphore(0)
        self.answering = threading.Event()

    def close(self) -> None:
        self.answering.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def slow(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Slow, Path]]:
    """Two stacks that wait for an answer."""
    made = Slow()
    folder = tmp_path_factory.mktemp("slow")
    (folder / "tfgen.yaml").write_text(SETTINGS)
    for service in ("api", "web"):
        stack = folder / "stacks/stg" / service
        stack.mkdir(parents=True)
        (stack / "main.tf").write_text(SLOW.format(url=made.url))
        initialise_like(root / "stacks/stg/api", stack)
    yield made, folder
    made.close()


def working_in(folder: Path) -> list[int]:
    """The processes whose working folder that is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve(strict=True) == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_ctrl_c_leaves_no_provider(
    slow: tuple[Slow, Path], infra, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server, folder = slow
    temporary = tmp_path_factory.mktemp("t")  # the path of a socket is short
    server.reset()
    run = subprocess.Popen(
        [sys.executable, "-m", "tfgen", "plan", "--share-provider", "-j", "1"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.asked.acquire(timeout=300)
        folders = list(temporary.glob("tfgen-provider-*"))
        if len(folders) != 1:
            run.send_signal(signal.SIGINT)
            pytest.fail(run.communicate(timeout=300)[1])
        [private] = folders
        assert len(working_in(private)) == 2  # the provider, and who looks after it
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=300)
    finally:
        server.answering.set()
        run.kill()
        run.wait()
    assert run.returncode == 130, err
    assert "again" not in err
    assert working_in(private) == []
    assert not private.exists()


def test_one_terraform_that_is_stopped_stops_the_others_for_no_more_than_a_try(
    slow: tuple[Slow, Path], infra
) -> None:
    """The provider is told to stop, and stops all that it does."""
    server, folder = slow
    server.reset()
    run = Run(load(folder), "stg")

    def work(terraform: Terraform) -> str:
        if not attached(terraform):
            return "without"
        terraform.plan(terraform.folder / "tried.tfplan")
        return "shared"

    with run.sharing() as sharing, ThreadPoolExecutor() as threads:
        tried = [threads.submit(run.through, sharing, stack, work) for stack in run.stacks]
        assert all(server.asked.acquire(timeout=300) for _ in range(2))
        [terraform] = working_in(run.stacks[0].path)
        os.kill(terraform, signal.SIGINT)
        assert [each.result(timeout=300) for each in tried] == ["without", "without"]
    again = [line for line in run.said if line.endswith("through which it failed")]
    assert len(again) == 2
