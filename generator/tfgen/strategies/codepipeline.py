"""Rolling deployments by CodePipeline's own ECS action.

Terraform and the pipeline both register task definitions. The service runs the later of the two,
and the live image is kept where both see it, so that neither undoes the other's work
(terraform-aws-ecs#165, terraform-provider-aws#20121).
"""

from __future__ import annotations

from tfgen import service_stack
from tfgen.project import Project
from tfgen.services import Service
from tfgen.stack import Stack, StackFile

FILES = (
    StackFile("main.tf", "main.tf.j2"),
    StackFile("task_definition.tf", "task_definition.tf.j2"),
    StackFile("service.tf", "codepipeline/service.tf.j2"),
    StackFile("pipeline.tf", "codepipeline/pipeline.tf.j2"),
    StackFile("outputs.tf", "outputs.tf.j2"),
)

JOB_FILES = (
    StackFile("main.tf", "main.tf.j2"),
    StackFile("task_definition.tf", "task_definition.tf.j2"),
    StackFile("schedule.tf", "job/schedule.tf.j2"),
    StackFile("pipeline.tf", "job/pipeline.tf.j2"),
    StackFile("outputs.tf", "job/outputs.tf.j2"),
)


def stack(project: Project, service: Service, environment: str) -> Stack:
    """The stack of a service that its pipeline deploys by rolling update, or of a scheduled job."""
    is_job = service.environments[environment].kind == "job"
    return service_stack.build(project, service, environment, JOB_FILES if is_job else FILES)
