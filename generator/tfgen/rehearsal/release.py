"""A new version of the application on its way: a commit, or an image pushed by its own CI."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tfgen.errors import FailedError
from tfgen.rehearsal.stage import Stage
from tfgen.sandbox.pipeline import engine, shell, triggers
from tfgen.sandbox.pipeline.engine import Execution
from tfgen.sandbox.pipeline.model import Run

Watch = Callable[[str], None]


def release(stage: Stage, label: str = "", *, watch: Watch | None = None) -> Execution:
    """Brings another version of the application to its pipeline, and runs that to its end.

    `label` is a LABEL of the image that the sandbox acts upon,
    such as `tfgen.sandbox/tasks=fail`; `watch` is told of a deployment that waits.
    """
    number = _next_version(stage.source / stage.spec.build.context / ".tfgen-rehearsal")
    with _labelled(stage, label):
        if stage.spec.build.where == "app-ci":
            _push(stage)
        return engine.execute(
            stage.bench.sandbox, stage.name, stage.source, number=number, watch=watch
        )


def succeed(stage: Stage, *, watch: Watch | None = None) -> None:
    """Like `release`, of a good version; raises FailedError where the pipeline fails."""
    execution = release(stage, watch=watch)
    if not execution.ok:
        raise FailedError(f"the pipeline failed at {execution.failure}", hint=execution.hint)


def _next_version(path: Path) -> int:
    """Changes the commit: a file in it counts the versions. Gives the number of this one."""
    number = int(path.read_text(encoding="utf-8")) + 1 if path.exists() else 1
    path.write_text(f"{number}\n", encoding="utf-8")
    return number


@contextlib.contextmanager
def _labelled(stage: Stage, label: str) -> Iterator[None]:
    dockerfile = stage.source / stage.spec.build.dockerfile
    good = dockerfile.read_text(encoding="utf-8")
    if label:
        dockerfile.write_text(f"{good}\nLABEL {label}\n", encoding="utf-8")
    yield
    dockerfile.write_text(good, encoding="utf-8")


def _push(stage: Stage) -> None:
    """Builds and pushes as the application's CI does; the push has to start the pipeline."""
    url = stage.terraform().output_json()["repository_url"]["value"]
    tag, build = stage.spec.build.tag, stage.spec.build
    registry = str(url).partition("/")[0]
    commands = (
        f"aws ecr get-login-password | docker login --username AWS --password-stdin {registry}",
        f"docker build --file {build.dockerfile} --tag {url}:{tag} {build.context}",
        f"docker push {url}:{tag}",
    )
    with tempfile.TemporaryDirectory(prefix="tfgen-push-") as folder:
        run = Run(stage.bench.sandbox, stage.name, "", stage.source, Path(folder), 1)
        done = shell.run(commands, stage.source, shell.environ(run, Path(folder)))
    if done.exit_code != 0:
        raise FailedError(f"the application's CI could not push: {done.output.strip()}")
    event = triggers.image_pushed(stage.bench.sandbox, stage.name, tag)
    started = triggers.started_by(stage.bench.sandbox, event)
    if started != [stage.name]:
        raise FailedError(f"the push of {url}:{tag} started {started or 'no pipeline'}")
