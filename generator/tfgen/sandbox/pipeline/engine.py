"""The stages of a pipeline, one after the other, and the conditions that follow each."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.sandbox.lifecycle import Sandbox
from tfgen.sandbox.pipeline import artifacts, declaration, shell
from tfgen.sandbox.pipeline.actions import HANDLERS
from tfgen.sandbox.pipeline.model import Action, ActionError, Rule, Run, Stage, Watch, stages


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


def execute(
    sandbox: Sandbox,
    pipeline: str,
    source: Path,
    number: int = 1,
    *,
    watch: Watch | None = None,
    rejection: str = "",
) -> Execution:
    """Runs the pipeline called `pipeline` once, with the folder `source` as the commit.

    `number` tells the executions of one pipeline apart. `watch` is called with the id of a
    CodeDeploy deployment while the old tasks wait for their end. Manual approvals are given,
    unless `rejection` says why not.
    """
    described = sandbox.client("codepipeline").get_pipeline(name=pipeline)["pipeline"]
    bucket = described["artifactStore"]["location"]
    log: list[str] = []
    found = stages(described)
    with tempfile.TemporaryDirectory(prefix="tfgen-pipeline-") as folder:
        run = Run(
            sandbox,
            pipeline,
            bucket,
            source,
            Path(folder),
            number,
            watch=watch,
            rejection=rejection,
        )
        try:
            declaration.require_sound(found)
        except ActionError as refused:
            return Execution(f"{pipeline}: {refused.message}", refused.hint, refused.message)
        for stage in found:
            if failure := _stage(run, stage, log):
                return Execution(f"{stage.name}: {failure.message}", failure.hint, "\n".join(log))
    return Execution("", "", "\n".join(log))


def _stage(run: Run, stage: Stage, log: list[str]) -> ActionError | None:
    try:
        for action in stage.actions:
            log.append(f"[{stage.name}/{action.name}] {action.provider}")
            _action(run, action)
        for rule in stage.on_success:
            log.append(f"[{stage.name}/{rule.name}]\n{_rule(run, stage, rule)}")
    except ActionError as failure:
        log.append(f"[{stage.name}] failed: {failure.message}")
        for rule in stage.on_failure:
            log.append(f"[{stage.name}/{rule.name}]\n{_rule(run, stage, rule)}")
        return failure
    return None


def _action(run: Run, action: Action) -> None:
    handler = HANDLERS.get(action.provider)
    if handler is None:
        raise ActionError(
            f"the sandbox runs no {action.provider} actions",
            hint=f"it runs: {', '.join(sorted(HANDLERS))}",
        )
    place = run.place(action)
    inputs = {name: artifacts.get(run, name, _made(place / "in" / name)) for name in action.inputs}
    outputs = _handled(run, action, inputs)
    for name in action.outputs:
        if name not in outputs:
            raise ActionError(f"{action.name} made no output artifact {name!r}")
        artifacts.put(run, name, outputs[name])


def _handled(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """What the handler gives; an answer of AWS that it did not foresee fails the action too."""
    from botocore.exceptions import ClientError

    try:
        return HANDLERS[action.provider](run, action, inputs)
    except ClientError as error:
        raise ActionError(
            f"{action.name}: {error}", hint=f"look at the configuration of action {action.name}"
        ) from error


def _rule(run: Run, stage: Stage, rule: Rule) -> str:
    """The output of a Commands rule, which has the pipeline's role.

    It works in a folder of its own with its first input artifact; the others lie beside it, as in
    CodeBuild, on which CodePipeline runs such rules.
    https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
    """
    if rule.provider != "Commands":
        raise ActionError(f"the sandbox runs no {rule.provider} rules", hint="it runs: Commands")
    place = run.folder / "rules" / stage.name / rule.name
    folders = {name: artifacts.get(run, name, _made(place / name)) for name in rule.inputs}
    primary = folders[rule.inputs[0]] if folders else _made(place / "work")
    environment = shell.environ(run, primary) | shell.source_folders(primary, folders)
    done = shell.run(rule.commands, primary, environment)
    if done.exit_code != 0:
        raise ActionError(f"rule {rule.name} failed: {done.output.strip()}")
    return done.output


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
