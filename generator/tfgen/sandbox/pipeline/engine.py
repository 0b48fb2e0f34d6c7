"""The stages of a pipeline, one after the other, and the conditions that follow each."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tfgen.sandbox.lifecycle import Sandbox
from tfgen.sandbox.pipeline import artifacts, shell
from tfgen.sandbox.pipeline.actions import HANDLERS
from tfgen.sandbox.pipeline.model import Action, ActionError, Rule, Run, Stage, stages


@dataclass(frozen=True)
class Execution:
    """How a run ended: `failure` is empty when every stage succeeded; `log` is all output."""

    failure: str
    hint: str
    log: str

    @property
    def ok(self) -> bool:
        """Whether the whole pipeline succeeded."""
        return not self.failure


def execute(sandbox: Sandbox, pipeline: str, source: Path, number: int = 1) -> Execution:
    """Runs the pipeline called `pipeline` once, with the folder `source` as the commit.

    `number` tells the executions of one pipeline apart.
    """
    described = sandbox.client("codepipeline").get_pipeline(name=pipeline)["pipeline"]
    bucket = described["artifactStore"]["location"]
    log: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tfgen-pipeline-") as folder:
        run = Run(sandbox, pipeline, bucket, source, Path(folder), number)
        for stage in stages(described):
            if failure := _stage(run, stage, log):
                return Execution(f"{stage.name}: {failure.message}", failure.hint, "\n".join(log))
    return Execution("", "", "\n".join(log))


def _stage(run: Run, stage: Stage, log: list[str]) -> ActionError | None:
    try:
        for action in stage.actions:
            log.append(f"[{stage.name}/{action.name}] {action.provider}")
            _action(run, action)
        for rule in stage.on_success:
            log.append(f"[{stage.name}/{rule.name}]\n{_rule(run, rule)}")
    except ActionError as failure:
        log.append(f"[{stage.name}] failed: {failure.message}")
        for rule in stage.on_failure:
            log.append(f"[{stage.name}/{rule.name}]\n{_rule(run, rule)}")
        return failure
    return None


def _action(run: Run, action: Action) -> None:
    handler = HANDLERS.get(action.provider)
    if handler is None:
        raise ActionError(
            f"the sandbox runs no {action.provider} actions",
            hint=f"it runs: {', '.join(sorted(HANDLERS))}",
        )
    place = run.folder / action.name
    inputs = {name: artifacts.get(run, name, _made(place / "in" / name)) for name in action.inputs}
    outputs = handler(run, action, inputs)
    for name in action.outputs:
        if name not in outputs:
            raise ActionError(f"{action.name} made no output artifact {name!r}")
        artifacts.put(run, name, outputs[name])


def _rule(run: Run, rule: Rule) -> str:
    """The output of a Commands rule, which has the pipeline's role and an empty folder."""
    if rule.provider != "Commands":
        raise ActionError(f"the sandbox runs no {rule.provider} rules", hint="it runs: Commands")
    place = _made(run.folder / rule.name)
    done = shell.run(rule.commands, place, shell.environ(run, place))
    if done.exit_code != 0:
        raise ActionError(f"rule {rule.name} failed: {done.output.strip()}")
    return done.output


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
