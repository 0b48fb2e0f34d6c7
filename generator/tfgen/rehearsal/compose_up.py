"""The life of a service that ecs-cli deploys: strategy `ecs-cli`.

Terraform makes what the service needs; the service itself is made by the first deployment, from the
two files of the application's repository.
"""

from __future__ import annotations

import io
from typing import Any

from tfgen import services
from tfgen.app_side import ecs_cli
from tfgen.aws import deployments
from tfgen.compose_file import files, variables
from tfgen.errors import FailedError
from tfgen.rehearsal import acts, release
from tfgen.rehearsal.script import Script
from tfgen.rehearsal.stage import Stage


def apply(stage: Stage) -> str:
    """Checks the application's files, then makes everything but the service.

    A source without the files gets those that `tfgen new-service --app-dir` writes. Raises
    InputError for what ecs-cli or Fargate would refuse in them.
    """
    compose = stage.source / files.COMPOSE
    whose = "the application's"
    if not compose.exists():
        whose = "the generated"
        path = services.spec_path(stage.project, stage.service)
        made = ecs_cli.files(stage.project, services.read(stage.project, path))
        for name in (files.COMPOSE, files.PARAMS):
            (stage.source / name).write_text(made[name], encoding="utf-8")
    variables.check_source(stage.source, stage.spec)
    made_resources = acts.apply(stage)
    return f"{made_resources}, and no service yet; {whose} {files.COMPOSE} is fit for ecs-cli"


def deploy(stage: Stage) -> str:
    """Runs the pipeline; ecs-cli makes the service behind its target groups, with all its tasks."""
    release.succeed(stage)
    after = acts.running(stage)
    image = _require_recorded(stage)
    service = _service(stage)
    behind = sorted(
        (one["containerName"], one["containerPort"]) for one in service["loadBalancers"]
    )
    wanted = sorted(
        (one.container, stage.spec.containers[one.container].port) for one in stage.spec.ingress
    )
    if behind != wanted:
        raise FailedError(f"the service stands behind {behind or 'no target group'}, not {wanted}")
    if service["desiredCount"] != stage.spec.scaling.min:
        raise FailedError(f"{service['desiredCount']} tasks run, not {stage.spec.scaling.min}")
    return (
        f"ecs-cli made the service in revision {after.number}: {len(behind)} target groups, "
        f"{service['desiredCount']} tasks, {acts.short(image)} recorded"
    )


def change(stage: Stage) -> str:
    """Changes memory and environment in the spec: variables of the deploy step, and no more."""
    before, was = acts.running(stage), stage.spec
    memory = acts.change_spec(stage)
    terraform, plan = stage.plan()
    terraform.apply(plan.plan_file)
    wanted = _new_values(stage, was.containers[acts.built(stage)].environment)
    given = _deploy_step(stage)
    for name, value in {**wanted, "TASK_MEMORY": str(memory)}.items():
        if given.get(name) != value:
            raise FailedError(f"the deploy step has {name}={given.get(name)!r}, not {value!r}")
    if acts.running(stage) != before:
        raise FailedError("the service was touched before the next deployment")
    names = ", ".join(wanted)
    return f"memory {was.memory} -> {memory} and {names} wait for the next deployment"


def deploy_change(stage: Stage) -> str:
    """Deploys once more; the new revision has what was changed in the spec.

    The application's team writes the new variable into its docker-compose.yml, as it would.
    """
    before = acts.running(stage)
    _take_up(stage)
    release.succeed(stage)
    after = acts.running(stage)
    acts.require_changed(stage, after.revision, stage.spec.memory)
    _require_recorded(stage)
    return f"revision {before.number} -> {after.number}, with the new memory and variable"


def failing_deploy(stage: Stage) -> str:
    """Deploys an image whose tasks fail: the step goes back to what ran, and plans stay empty."""
    before = acts.running(stage)
    execution = release.release(stage, acts.FAILING_TASKS)
    if execution.ok:
        raise FailedError("the pipeline says that the failing image was deployed")
    after = acts.running(stage)
    if after != before:
        raise FailedError(
            f"the service runs revision {after.number}, not {before.number} as before",
            hint=execution.failure,
        )
    newest = deployments.active_revisions(stage.client("ecs"), stage.name)[0]
    if newest != before.revision:
        raise FailedError(
            f"revision {deployments.revision_number(newest)}, which failed, is still ACTIVE",
            hint=execution.failure,
        )
    _require_recorded(stage)
    stage.require_empty_plan()
    return f"back on revision {after.number}, the failed one is deregistered; no changes"


def destroy(stage: Stage) -> str:
    """Destroys everything; the service goes first, which Terraform does not know."""
    client = stage.client("ecs")
    client.delete_service(cluster=stage.cluster, service=stage.service_name, force=True)
    return f"`ecs-cli compose service rm` first, by its API call; {acts.destroy(stage)}"


def _require_recorded(stage: Stage) -> str:
    image = acts.running(stage).images[acts.built(stage)]
    acts.require_recorded(stage, image)
    return image


def _service(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.client("ecs").describe_services(
        cluster=stage.cluster, services=[stage.service_name]
    )["services"][0]
    return found


def _deploy_step(stage: Stage) -> dict[str, str]:
    """The variables of the CodeBuild project that deploys."""
    name = f"{stage.name}-deploy"
    project = stage.client("codebuild").batch_get_projects(names=[name])["projects"][0]
    return {one["name"]: one["value"] for one in project["environment"]["environmentVariables"]}


def _new_values(stage: Stage, before: Any) -> dict[str, str]:
    """The variables that the spec has gained, by their names in the deploy step."""
    built = acts.built(stage)
    now = stage.spec.containers[built].environment
    return {variables.name(built, key): now[key] for key in now if key not in before}


def _take_up(stage: Stage) -> None:
    """Writes into docker-compose.yml the variables of the built container that it lacks."""
    from ruamel.yaml import YAML

    built = acts.built(stage)
    path = stage.source / files.COMPOSE
    yaml = YAML()
    document = yaml.load(path.read_text(encoding="utf-8"))
    service = document.get("services", document)[built]
    environment = service.setdefault("environment", {})
    for key in stage.spec.containers[built].environment:
        reference = f"${{{variables.name(built, key)}}}"
        if isinstance(environment, list):
            if not any(str(one).partition("=")[0] == key for one in environment):
                environment.append(f"{key}={reference}")
        else:
            environment.setdefault(key, reference)
    out = io.StringIO()
    yaml.dump(document, out)
    path.write_text(out.getvalue(), encoding="utf-8")


SCRIPT: Script = (
    ("apply", apply),
    ("plan after apply", acts.empty_plan),
    ("deploy by the pipeline", deploy),
    ("plan after deploy", acts.empty_plan),
    ("change memory and environment", change),
    ("plan after change", acts.empty_plan),
    ("deploy the change", deploy_change),
    ("deploy that fails", failing_deploy),
    ("destroy", destroy),
)
