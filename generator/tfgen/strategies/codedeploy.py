"""Blue/green deployments by CodeDeploy.

Terraform owns the template of the task definition, an object in S3; every deployment registers a
complete revision from it. A change of memory changes that one object.
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
"""

from __future__ import annotations

from tfgen import deployment_template, service_stack
from tfgen.project import Project
from tfgen.services import Service
from tfgen.stack import Stack, StackFile

FILES = (
    StackFile("main.tf", "main.tf.j2"),
    StackFile("task_definition.tf", "codedeploy/task_definition.tf.j2"),
    StackFile("service.tf", "codedeploy/service.tf.j2"),
    StackFile("deployment.tf", "codedeploy/deployment.tf.j2"),
    StackFile("pipeline.tf", "codedeploy/pipeline.tf.j2"),
    StackFile("outputs.tf", "outputs.tf.j2"),
)


def stack(project: Project, service: Service, environment: str) -> Stack:
    """The stack of a service that CodeDeploy deploys; its template is checked here, too.

    Raises InputError where RegisterTaskDefinition would refuse the template.
    """
    made = service_stack.build(project, service, environment, FILES)
    deployment_template.check(made, service.file.where)
    return made
