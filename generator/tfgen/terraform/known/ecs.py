"""Errors of services, tasks, their deployments and their load balancers."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/issues"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_EVENTS = (
    "aws ecs describe-services --cluster CLUSTER --services SERVICE"
    " --query 'services[].events[:5].message'"
)

ROWS: tuple[Known, ...] = (
    known(
        "service-not-idempotent",
        r"Creation of service was not idempotent",
        "A service of this name is in the cluster already, with other settings: another stack or a"
        " person made it, or it is the former one, which a replacement has not deleted yet.",
        "if it is to be this stack's: {terraform} import aws_ecs_service.NAME CLUSTER/SERVICE;"
        " after a replacement: apply again",
        f"{_PROVIDER}/2283",
    ),
    known(
        "target-group-unattached",
        r"target group .{0,200}?does not have an associated load balancer",
        "No listener leads to this target group yet, and ECS takes none without one: the rule was"
        " made after the service, or not at all.",
        "let the service depend on the listener's rule (depends_on), then apply again",
        f"{_PROVIDER}/3495",
    ),
    known(
        "service-draining",
        r"Unable to Start a service that is still Draining",
        "A service of this name was just deleted, and its tasks still end: up to the target group's"
        " deregistration delay (five minutes, if nobody set it).",
        "wait until it is INACTIVE (aws ecs describe-services), then apply again",
        "https://github.com/spinnaker/spinnaker/issues/5476",
    ),
    known(
        "task-definition-inactive",
        r"TaskDefinition is inactive",
        "The revision that the service is to run was deregistered: by a clean-up, a rollback, or a"
        " replacement without create_before_destroy.",
        "plan again; with skip_destroy = true on the task definition old revisions stay",
        "https://github.com/DefangLabs/defang/pull/775",
    ),
    known(
        "fargate-size",
        r"No Fargate configuration exists for given values"
        r"|Fargate requires that '(?:cpu|memory)' be defined",
        "Fargate has no task of this size: to each `cpu` belong certain values of `memory`.",
        "tfgen validate (names the values that go together)",
        f"{_ECS}/developerguide/task-cpu-memory-error.html",
    ),
    known(
        "log-group-missing",
        r"failed to validate logger args|specified log group does not exist",
        "A task cannot write its logs, so that it never starts: the log group does not exist, the"
        " execution role may not write to it, or nothing leads to CloudWatch from its subnet.",
        "make the log group in the stack (aws_cloudwatch_log_group), or name the one that exists",
        f"{_ECS}/developerguide/resource-initialization-error.html",
    ),
    known(
        "secrets-unreachable",
        r"unable to pull secrets or registry auth",
        "A task cannot fetch its secrets or its image, so that it never starts: its subnet has no"
        " way out (NAT, VPC endpoints or a public address), the execution role may not read them,"
        " or there is no secret of this name.",
        "look at the end of the message: a timeout is the network, AccessDenied the execution role",
        f"{_ECS}/developerguide/resource-initialization-error.html",
    ),
    known(
        "task-role-not-assumable",
        r"ECS was unable to assume the (?:configured ECS Infrastructure )?[Rr]ole",
        "The role's trust policy does not name ECS, or the role was made only seconds ago.",
        "the trust policy has to allow sts:AssumeRole to ecs-tasks.amazonaws.com; if it does,"
        " apply again",
        f"{_PROVIDER}/38538",
    ),
    known(
        "service-linked-role",
        r"Unable to assume the service linked role|ECS Service Linked Role does not exist",
        "This account has not used ECS before, and its service-linked role is not there yet.",
        "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com, then again",
        f"{_PROVIDER}/11417",
    ),
    known(
        "service-not-steady",
        r"to reach a steady state|waiting for ECS [Ss]ervice|'tfSTABLE'",
        "The service did not become steady in time: its tasks do not start, fail their health"
        " checks, or end again. The apply failed; what is in AWS stays as it is.",
        _EVENTS,
        f"{_PROVIDER}/18329",
    ),
    known(
        "codedeploy-controller",
        r"Unable to update (?P<what>.+?) on services with a CODE_DEPLOY deployment controller",
        "CodeDeploy moves this service (blue/green), and ECS lets nobody else change its {what}.",
        "start a deployment (a push, or the pipeline), and let Terraform ignore that attribute"
        " (lifecycle.ignore_changes), as tfgen generates it",
        f"{_PROVIDER}/12703",
    ),
    known(
        "deployment-group-exists",
        r"DeploymentGroupAlreadyExistsException",
        "CodeDeploy has a deployment group of this name already, which is not in this state.",
        "{terraform} import aws_codedeploy_deployment_group.NAME APPLICATION:GROUP",
        "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html",
    ),
    known(
        "cluster-not-found",
        r"ClusterNotFoundException",
        "There is no such ECS cluster in this account and region.",
        "apply the platform first (tfgen apply _platform), or look at `cluster` in tfgen.yaml",
        f"{_ECS}/APIReference/API_CreateService.html#API_CreateService_Errors",
    ),
    known(
        "service-not-active",
        r"ServiceNotActiveException|Service was not ACTIVE",
        "The service was deleted outside of Terraform, and the state still holds it.",
        "plan again: the refresh notices it; if not, {terraform} state rm aws_ecs_service.NAME",
        "https://github.com/hashicorp/terraform/issues/3582",
    ),
)
