"""A machine that runs workflows of GitHub's: bash for each `run:`, and what each action does.

Known are the actions that tfgen's workflows use, no others. Credentials are those of the sandbox;
artifacts lie with the stand-in of GitHub. Jobs run one after the other.
"""

from __future__ import annotations

import fnmatch
import io
import json
import os
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from github_standin import Artifact, GitHub, Run
from workflow_expressions import Expressions

from tfgen import yaml_file

REPOSITORY = "example/infra"
GIT, BASH = ("git",), ("bash",)
_FORGOTTEN = ("AWS_", "GITHUB_", "GH_", "TFGEN_", "CI", "PYTEST_", "RUNNER_")


@dataclass
class Job:
    """What became of a job: `success`, `failure` or `skipped`; its outputs, its log, its role."""

    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    role: str = ""
    summary: str = ""


@dataclass
class Event:
    """What starts a workflow."""

    name: str
    ref: str
    sha: str
    payload: dict[str, Any] = field(default_factory=dict)
    base_ref: str = ""


@dataclass
class Machine:
    """GitHub's runners, with a remote repository, secrets and somebody's cloud."""

    folder: Path
    remote: Path
    github: GitHub
    secrets: dict[str, str]
    cloud: Mapping[str, str]

    def run(self, path: str, event: Event) -> dict[str, Job]:
        """Runs the workflow that the commit of the event holds; gives its jobs by their names."""
        argv = ["git", "-C", str(self.remote), "show", f"{event.sha}:{path}"]
        text = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
        workflow = yaml_file.parse(text, Path(path)).data
        number = max(self.github.runs, default=0) + 1
        branch = event.ref.removeprefix("refs/heads/")
        run = Run(path, event.name, "failure", event.sha, branch)
        self.github.runs[number] = run
        done: dict[str, Job] = {}
        for name, job in workflow["jobs"].items():
            for matrix in job.get("strategy", {}).get("matrix", {}).get("include", [{}]):
                shown = f"{name} ({', '.join(map(str, matrix.values()))})" if matrix else name
                done[shown] = _JobRun(self, workflow, job, matrix, event, number, done).run()
        if all(job.result != "failure" for job in done.values()):
            run.conclusion = "success"
        return done


class _JobRun:
    """One job, on a machine of its own."""

    def __init__(
        self,
        machine: Machine,
        workflow: Mapping[str, Any],
        job: Mapping[str, Any],
        matrix: Mapping[str, str],
        event: Event,
        run: int,
        earlier: Mapping[str, Job],
    ) -> None:
        self.machine, self.job, self.event, self.run_number = machine, job, event, run
        self.permissions = job.get("permissions", workflow["permissions"])
        self.done = Job("success")
        self.home = machine.folder / uuid.uuid4().hex
        self.workspace = self.home / "workspace"
        self.workspace.mkdir(parents=True)
        self.path: list[str] = []
        self.extra: dict[str, str] = {}
        self.steps: dict[str, Any] = {}
        needs = job.get("needs", [])
        self.needs = _needed([needs] if isinstance(needs, str) else needs, earlier)
        self.github = {
            "event_name": event.name,
            "ref": event.ref,
            "sha": event.sha,
            "repository": REPOSITORY,
            "token": "s3cret-t0ken",
            "event": event.payload,
        }
        # Of a job's condition, the jobs before it; of a step's, the steps before it.
        self.before = {one["result"] for one in self.needs.values()}
        self.expressions = Expressions(
            {
                "github": self.github,
                "matrix": matrix,
                "needs": self.needs,
                "steps": self.steps,
                "secrets": machine.secrets,
                "inputs": event.payload.get("inputs", {}),
            },
            {
                "cancelled": lambda: False,
                "contains": lambda whole, part: part in whole,
                "failure": lambda: "failure" in self.before,
                "success": lambda: self.before <= {"success"},
            },
        )

    def run(self) -> Job:
        if not self.expressions.holds(self.job.get("if", "success()")):
            return Job("skipped")
        self.before = {"success"}
        for step in self.job["steps"]:
            if self.expressions.holds(step.get("if", "success()")):
                self._step(step)
        [self.done.result] = self.before
        self.done.outputs = {
            name: self.expressions.text(value)
            for name, value in self.job.get("outputs", {}).items()
        }
        summary = self.home / "summary"
        self.done.summary = summary.read_text() if summary.exists() else ""
        return self.done

    def _step(self, step: Mapping[str, Any]) -> None:
        inputs = {name: self.expressions.text(one) for name, one in step.get("with", {}).items()}
        if "run" in step:
            good = self._bash(step)
        else:
            action = step["uses"].partition("@")[0]
            good = {
                "actions/checkout": self._checkout,
                "actions/upload-artifact": self._upload,
                "actions/download-artifact": self._download,
                "aws-actions/configure-aws-credentials": self._credentials,
                "example/tfgen": self._install,
            }[action](inputs)
        if not good:
            self.before = {"failure"}

    def _bash(self, step: Mapping[str, Any]) -> bool:
        script = step["run"]
        assert "${{" not in script
        files = {
            name: self.home / name.lower().removeprefix("github_")
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")
        }
        for file in files.values():
            file.write_text("")
        event = self.home / "event.json"
        event.write_text(json.dumps(self.event.payload))
        both = {**self.job.get("env", {}), **step.get("env", {})}
        environ = {
            **{name: one for name, one in os.environ.items() if not name.startswith(_FORGOTTEN)},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.machine.github.url,
            "GITHUB_BASE_REF": self.event.base_ref,
            "GITHUB_EVENT_NAME": self.event.name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF": self.event.ref,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": self.event.sha,
            "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "NO_PROXY": "127.0.0.1,localhost",
            "RUNNER_TEMP": str(self.home),
            **{name: str(file) for name, file in files.items()},
            **self.extra,
            **{name: self.expressions.text(one) for name, one in both.items()},
        }
        environ["PATH"] = os.pathsep.join([*self.path, environ["PATH"]])
        # https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
        file = self.home / "script.sh"
        file.write_text(script)
        with (self.home / "log").open("w+") as log:
            done = subprocess.run(
                [*BASH, "-e", str(file)],
                cwd=self.workspace,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )
            log.seek(0)
            self.done.log += f"$ {script}\n{log.read()}"
        self.extra |= _pairs(files["GITHUB_ENV"])
        self.path = [*files["GITHUB_PATH"].read_text().split(), *self.path]
        if "id" in step:
            self.steps[step["id"]] = {"outputs": _pairs(files["GITHUB_OUTPUT"])}
        return done.returncode == 0

    def _checkout(self, inputs: Mapping[str, str]) -> bool:
        assert self.permissions["contents"] == "read"
        depth = inputs.get("fetch-depth", "1")
        remote = f"file://{self.machine.remote}"
        # A depth of 0 brings every branch; the commit of the event in any case, by its name.
        every = ["+refs/heads/*:refs/remotes/origin/*"] if depth == "0" else ["--depth", depth]
        for words in (
            ["init", "-q"],
            ["remote", "add", "origin", remote],
            ["fetch", "-q", "origin", *every, self.event.sha],
            ["checkout", "-q", "--detach", self.event.sha],
        ):
            subprocess.run([*GIT, *words], cwd=self.workspace, check=True, capture_output=True)
        return True

    def _install(self, _inputs: Mapping[str, str]) -> bool:
        """What action.yml leaves behind: this tfgen on PATH (test_ci_files.py runs that itself)."""
        tfgen = self.home / "bin" / "tfgen"
        tfgen.parent.mkdir()
        tfgen.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m tfgen "$@"\n')
        tfgen.chmod(0o755)
        self.path.insert(0, str(tfgen.parent))
        return True

    def _credentials(self, inputs: Mapping[str, str]) -> bool:
        assert self.permissions["id-token"] == "write"
        self.done.role = inputs["role-to-assume"]
        self.extra |= self.machine.cloud
        assert inputs["aws-region"] == self.extra["AWS_REGION"]
        return True

    def _upload(self, inputs: Mapping[str, str]) -> bool:
        source = self.workspace / inputs["path"]
        # The common root of what is found is left out of the names; hidden files are left out.
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        files = [file for file in files if file.is_file() and not file.name.startswith(".")]
        if not files:
            return inputs.get("if-no-files-found", "warn") != "error"
        out = io.BytesIO()
        root = source.parent if source.is_file() else source
        with zipfile.ZipFile(out, "w") as archive:
            for file in files:
                archive.write(file, file.relative_to(root).as_posix())
        artifacts = self.machine.github.artifacts
        number = max(artifacts, default=0) + 1
        artifacts[number] = Artifact(inputs["name"], self.run_number, out.getvalue())
        return True

    def _download(self, inputs: Mapping[str, str]) -> bool:
        wanted = inputs.get("name") or inputs["pattern"]
        found = [
            one
            for one in self.machine.github.artifacts.values()
            if one.run == self.run_number and fnmatch.fnmatchcase(one.name, wanted)
        ]
        # A pattern may fit nothing; a name has to be there. Each of several gets a folder.
        apart = "pattern" in inputs and inputs.get("merge-multiple") != "true"
        for one in found:
            target = self.workspace / inputs["path"] / (one.name if apart else "")
            with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
                archive.extractall(target)
        return bool(found) or "pattern" in inputs


def _needed(names: list[str], earlier: Mapping[str, Job]) -> dict[str, dict[str, Any]]:
    """The result and the outputs of each job that is waited for; a matrix is one job."""
    found = {}
    for name in names:
        jobs = [job for key, job in earlier.items() if key.partition(" (")[0] == name]
        assert jobs, name
        worst = max(jobs, key=lambda job: ("skipped", "success", "failure").index(job.result))
        found[name] = {"result": worst.result, "outputs": jobs[0].outputs}
    return found


def _pairs(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
