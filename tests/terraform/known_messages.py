"""Real messages, each with the code of the row that explains it and where it was met.

"a run" is a run of Terraform 1.11.4 with the AWS provider 5.100.0, its paths shortened. Account
numbers, hosts and names of people are taken out of the others.
"""

from __future__ import annotations

RUN = "a run"
_EMBEDDED = "a run against the embedded AWS, which was told to answer so"
_HASHICORP = "https://github.com/hashicorp"
_PROVIDER = f"{_HASHICORP}/terraform-provider-aws/issues"
_TERRAFORM = f"{_HASHICORP}/terraform/issues"
_CREATING = "operation error CodeDeploy: CreateDeploymentGroup, https response error"

MESSAGES: tuple[tuple[str, str, str], ...] = (
    (
        "state-locked",
        """Error acquiring the state lock

Error message: operation error S3: PutObject, https response error
StatusCode: 412, RequestID: 1, HostID: 2,
api error PreconditionFailed: At least one of the pre-conditions you
specified did not hold
Lock Info:
  ID:        f9763602-b03f-e35c-da30-4083cdbb99ae
  Path:      example-tfstate/stg/web
  Operation: OperationTypeApply
  Who:       ci@runner-7
  Version:   1.11.4
  Created:   2026-11-28 20:00:00.123456 +0000 UTC
  Info:""",
        RUN,
    ),
    (
        "state-locked",
        """Error acquiring the state lock

Error message: ConditionalCheckFailedException: The conditional request
failed
Lock Info:
  ID:        f9763602-b03f-e35c-da30-4083cdbb99ae
  Path:      states/aws-data/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ci@runner
  Version:   1.0.7
  Created:   2021-09-27 00:10:27.424064363 +0000 UTC
  Info:""",
        "https://github.com/Genaker/TerraformMagentoCloud/issues/22",
    ),
    (
        "state-lock-unreadable",
        """Error acquiring the state lock

Error message: 2 errors occurred:
* ConditionalCheckFailedException: The conditional request failed
* unexpected end of JSON input""",
        f"{_TERRAFORM}/32690",
    ),
    (
        "lock-timeout-wrong",
        """Failed to parse command-line flags

invalid value "abc" for flag -lock-timeout: parse error""",
        RUN,
    ),
    (
        "state-not-saved",
        """Failed to save state

Error saving state: failed to upload state: ExpiredToken: The provided token has expired.
status code: 400, request id: 1MKEH3235PP8692E""",
        f"{_TERRAFORM}/33264",
    ),
    (
        "state-bucket-missing",
        """Failed to get existing workspaces: S3 bucket "nope" does not exist.

The referenced S3 bucket must have been previously created. If the S3 bucket
was created within the last minute, please wait for a minute or two and try
again.

Error: operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: 1,
HostID: 2, NoSuchBucket:""",
        RUN,
    ),
    (
        "backend-changed",
        """Backend configuration changed

A change in the backend configuration has been detected, which may require
migrating existing state.""",
        RUN,
    ),
    (
        "backend-changed",
        """Backend initialization required: please run "terraform init"

Reason: Backend configuration block has changed""",
        RUN,
    ),
    (
        "backend-not-initialised",
        """Backend initialization required, please run "terraform init"

Reason: Initial configuration of the requested backend "local\"""",
        RUN,
    ),
    (
        "remote-state-missing",
        """Unable to find remote state

No stored state was found for the given workspace in the given backend.""",
        RUN,
    ),
    (
        "state-too-new",
        """Error acquiring the state lock

Error message: Unsupported state file format: The state file uses format
version 5, which is not supported by Terraform 1.11.4. This state file was
created by Terraform 99.0.0.""",
        RUN,
    ),
    (
        "plan-stale",
        """Saved plan is stale

The given plan file can no longer be applied because the state was changed by
another operation after the plan was created.""",
        RUN,
    ),
    (
        "no-plan-file",
        """Failed to load "main.tf" as a plan file

Error: zip: not a valid zip file""",
        RUN,
    ),
    (
        "disk-full",
        """Failed to write plan file

The plan file could not be written: write web.tfplan: no space left on device.""",
        RUN,
    ),
    (
        "lock-file-platform",
        """Failed to install provider

Error while installing hashicorp/aws v5.100.0: the local package for
registry.terraform.io/hashicorp/aws 5.100.0 doesn't match any of the
checksums previously recorded in the dependency lock file (this might be
because the available checksums are for packages targeting different
platforms)""",
        RUN,
    ),
    (
        "checksum-mismatch",
        """Required plugins are not installed

The installed provider plugins are not consistent with the packages selected
in the dependency lock file:
  - registry.terraform.io/hashicorp/aws: the cached package for
registry.terraform.io/hashicorp/aws 5.100.0 (in .terraform/providers) does not match any of the
checksums recorded in the dependency lock file""",
        RUN,
    ),
    (
        "provider-unreachable",
        """Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/nonexistent-x: could not connect to registry.terraform.io: failed
to request discovery document: Get
"https://registry.terraform.io/.well-known/terraform.json": dial tcp: lookup
registry.terraform.io on 192.0.2.53:53: no such host""",
        RUN,
    ),
    (
        "provider-not-found",
        """Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/aws:
no available releases match the given constraints >= 99.0.0""",
        RUN,
    ),
    (
        "lock-file-outdated",
        """Inconsistent dependency lock file

The following dependency selections recorded in the lock file are
inconsistent with the current configuration:
  - provider registry.terraform.io/hashicorp/aws: locked version selection 5.100.0 doesn't match
the updated version constraints "~> 4.0\"""",
        RUN,
    ),
    (
        "plugins-not-installed",
        """Required plugins are not installed

The installed provider plugins are not consistent with the packages selected
in the dependency lock file:
  - registry.terraform.io/hashicorp/aws: there is no package for
registry.terraform.io/hashicorp/aws 5.100.0 cached in .terraform/providers""",
        RUN,
    ),
    (
        "provider-crashed",
        """Failed to load plugin schemas

Error while loading schemas for plugin components: Failed to obtain provider
schema: Could not load the schema for provider
registry.terraform.io/hashicorp/aws: failed to retrieve schema from provider
"registry.terraform.io/hashicorp/aws": Plugin did not respond: The plugin
encountered an error, and failed to respond to the
plugin.(*GRPCProvider).GetProviderSchema call.""",
        RUN,
    ),
    (
        "module-not-installed",
        """Module not installed

This module is not yet installed. Run "terraform init" to install all modules
required by this configuration.""",
        RUN,
    ),
    (
        "module-unreachable",
        """Failed to download module

Could not download module "a" (main.tf:1) source code from
"git::https://127.0.0.1:9/x.git": error downloading
'https://127.0.0.1:9/x.git': /usr/bin/git exited with 128""",
        RUN,
    ),
    (
        "module-unreachable",
        """Unreadable module directory

Unable to evaluate directory symlink: lstat nowhere: no such file or
directory""",
        RUN,
    ),
    (
        "terraform-version",
        """Unsupported Terraform Core version

This configuration does not support Terraform version 1.11.4. To proceed,
either choose another supported Terraform version or update this version
constraint.""",
        RUN,
    ),
    (
        "unknown-keys",
        """Invalid for_each argument

The "for_each" set includes values derived from resource attributes that
cannot be determined until apply, and so Terraform cannot determine the full
set of keys that will identify the instances of this resource.""",
        RUN,
    ),
    (
        "unknown-keys",
        """Invalid count argument

The "count" value depends on resource attributes that cannot be determined
until apply, so Terraform cannot predict how many instances will be created.""",
        RUN,
    ),
    ("cycle", "Cycle: terraform_data.a, terraform_data.b", RUN),
    (
        "missing-value",
        """No value for required variable

The root module input variable "x" is not set, and has no default value.""",
        RUN,
    ),
    (
        "protected",
        """Instance cannot be destroyed

Resource terraform_data.a has lifecycle.prevent_destroy set, but the plan
calls for this resource to be destroyed.""",
        RUN,
    ),
    (
        "inconsistent-result",
        """Provider produced inconsistent result after apply

When applying changes to aws_ecs_service.ecs_service, provider
"registry.terraform.io/-/aws" produced an unexpected new value for was
present, but now absent.""",
        f"{_PROVIDER}/23613",
    ),
    (
        "credentials-missing",
        """No valid credential sources found

Please see https://registry.terraform.io/providers/hashicorp/aws
for more information about providing credentials.

Error: failed to refresh cached credentials, no EC2 IMDS role found,
operation error ec2imds: GetMetadata, access disabled to EC2 IMDS via client
option, or "AWS_EC2_METADATA_DISABLED" environment variable""",
        RUN,
    ),
    ("credentials-missing", "failed to get shared config profile, nobody", RUN),
    (
        "credentials-expired",
        "error configuring Terraform AWS Provider: error validating provider credentials: error"
        " calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response"
        " error StatusCode: 403, RequestID: 1, api error ExpiredToken: The security token included"
        " in the request is expired",
        "https://github.com/aws-samples/serverless-patterns/issues/970",
    ),
    (
        "credentials-wrong",
        "Retrieving AWS account details: validating provider credentials: retrieving caller"
        " identity from STS: operation error STS: GetCallerIdentity, https response error"
        " StatusCode: 403, RequestID: 1, api error InvalidClientTokenId: The security token"
        " included in the request is invalid.",
        _EMBEDDED,
    ),
    (
        "clock-skew",
        "Build Error: SignatureDoesNotMatch: Signature expired: 20151221T200419Z is now earlier"
        " than 20151221T201450Z (20151221T201950Z - 5 min.)",
        "https://github.com/convox/rack/issues/235",
    ),
    (
        "clock-skew",
        "InvalidSignatureException: Signature not yet current: 20190305T002809Z is still later"
        " than 20190304T214315Z (20190304T212815Z + 15 min.)",
        "https://github.com/aws/aws-sdk-js/issues/2565",
    ),
    (
        "secret-key-wrong",
        "An error occurred (SignatureDoesNotMatch) when calling the ListBuckets operation: The"
        " request signature we calculated does not match the signature you provided. Check your"
        " key and signing method",
        f"{_TERRAFORM}/23700",
    ),
    (
        "pass-role",
        "adding IAM Role learn to Instance Profile learn: AccessDenied: User:"
        " arn:aws:iam::123456789012:user/deploy is not authorized to perform: iam:PassRole on"
        " resource: arn:aws:iam::123456789012:role/learn because no identity-based policy allows"
        " the iam:PassRole action\nstatus code: 403, request id: 46bc0d38",
        "https://github.com/hashicorp-education/learn-consul-get-started-vms/issues/9",
    ),
    (
        "role-not-assumed",
        """Cannot assume IAM Role

IAM Role (arn:aws:iam::123456789012:role/TerraformExecutionRoleDev) cannot be assumed.

There are a number of possible causes of this - the most common are:
  * The credentials used in order to assume the role are invalid

Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 1,
api error AccessDenied: User:
arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin/somebody is not authorized to
perform: sts:AssumeRole on resource:
arn:aws:iam::123456789012:role/TerraformExecutionRoleDev""",
        f"{_PROVIDER}/42213",
    ),
    (
        "access-denied",
        "User: arn:aws:sts::123456789012:assumed-role/deploy/ci is not authorized to perform:"
        " logs:CreateLogGroup on resource: arn:aws:logs:eu-central-1:123456789012:log-group:web"
        " because no identity-based policy allows the logs:CreateLogGroup action",
        "https://github.com/terraform-aws-modules/terraform-aws-ecs/pull/313",
    ),
    (
        "access-denied-unnamed",
        'Error loading state: Unable to access object "dev/terraform.tfstate" in S3 bucket "state":'
        " operation error S3: HeadObject, https response error StatusCode: 403, RequestID: 1,"
        " HostID: 2, api error Forbidden: Forbidden",
        "https://github.com/ministryofjustice/analytical-platform/issues/7735",
    ),
    (
        "service-not-idempotent",
        'InvalidParameterException: Creation of service was not idempotent. "pr-logging_service"',
        f"{_TERRAFORM}/25757",
    ),
    (
        "target-group-unattached",
        "error creating ecs-fargate-example service: InvalidParameterException: The target group"
        " with targetGroupArn"
        " arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/97c07ffe67daf38f does"
        " not have an associated load balancer.",
        "https://github.com/umotif-public/terraform-aws-ecs-fargate/issues/43",
    ),
    (
        "service-draining",
        "Unable to Start a service that is still Draining. (Service: AmazonECS; Status Code: 400;"
        " Error Code: InvalidParameterException; Request ID: 64d96390)",
        "https://github.com/spinnaker/spinnaker/issues/5476",
    ),
    (
        "task-definition-inactive",
        "operation error ECS: RunTask, https response error StatusCode: 400, RequestID: eda80292,"
        " InvalidParameterException: TaskDefinition is inactive",
        "https://github.com/DefangLabs/defang/pull/775",
    ),
    (
        "fargate-size",
        "creating ECS Task Definition (teamcity-simple): operation error ECS:"
        " RegisterTaskDefinition, https response error StatusCode: 400, RequestID: 1,"
        " ClientException: No Fargate configuration exists for given values: 1024 CPU, 1024 memory."
        " See the Amazon ECS documentation for the valid values.",
        "https://github.com/aws-games/cloud-game-development-toolkit/issues/737",
    ),
    (
        "fargate-size",
        "ClientException: Fargate requires that 'cpu' be defined at the task level.",
        "https://github.com/mongodb/terraform-aws-ecs-task-definition/issues/38",
    ),
    (
        "log-group-missing",
        "ResourceInitializationError: failed to validate logger args: The task cannot find the"
        " Amazon CloudWatch log group defined in the task definition. There is a connection issue"
        " between the task and Amazon CloudWatch. Check your network configuration. : signal:"
        " killed",
        "https://github.com/civiform/civiform/issues/7648",
    ),
    (
        "secrets-unreachable",
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
        " retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3"
        ' time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-2'
        '.amazonaws.com/": dial tcp 192.0.2.1:443: i/o timeout. Please check your task network'
        " configuration.",
        "https://github.com/doctorray117/minecraft-ondemand/issues/74",
    ),
    (
        "task-role-not-assumable",
        "service web failed to launch a task with (error ECS was unable to assume the role"
        " 'arn:aws:iam::123456789012:role/task' that was provided for this task. Please verify that"
        " the role being passed has the proper trust relationship and permissions and that your"
        " IAM user has permissions to pass this role.).",
        "https://github.com/aws-samples/aws-modern-application-workshop/issues/88",
    ),
    (
        "task-role-not-assumable",
        "creating ECS Service (web): InvalidParameterException: ECS was unable to assume the"
        " configured ECS Infrastructure Role 'arn:aws:iam::123456789012:role/web'. Please verify"
        " that the role being passed has the proper trust relationship with Amazon ECS.",
        f"{_PROVIDER}/38538",
    ),
    (
        "service-linked-role",
        "InvalidParameterException: Unable to assume the service linked role. Please verify that"
        " the ECS service linked role exists.\nstatus code: 400, request id: 1",
        f"{_PROVIDER}/11417",
    ),
    (
        "service-not-steady",
        "error waiting for service (arn:aws:ecs:eu-west-1:123456789012:service/dev/email) to reach"
        " a steady state: ResourceNotReady: failed waiting for successful resource state",
        f"{_PROVIDER}/18329",
    ),
    (
        "codedeploy-controller",
        "Error updating ECS Service (arn:aws:ecs:eu-west-1:123456789012:service/dev/web):"
        " InvalidParameterException: Unable to update task definition on services with a"
        " CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
        f"{_PROVIDER}/12703",
    ),
    (
        "deployment-group-exists",
        f"creating CodeDeploy Deployment Group (web): {_CREATING} StatusCode: 400, RequestID: 1,"
        " DeploymentGroupAlreadyExistsException: Deployment group web already exists.",
        _EMBEDDED,
    ),
    (
        "cluster-not-found",
        "creating ECS Service (web): operation error ECS: CreateService, https response error"
        " StatusCode: 400, RequestID: 1, ClusterNotFoundException: Cluster not found.",
        _EMBEDDED,
    ),
    (
        "service-not-active",
        "ServiceNotActiveException: Service was not ACTIVE.\nstatus code: 400, request id: 1",
        f"{_TERRAFORM}/3582",
    ),
    (
        "security-group-in-use",
        "deleting Security Group (sg-0ec09a4fb869084b2): DependencyViolation: resource"
        " sg-0ec09a4fb869084b2 has a dependent object",
        f"{_PROVIDER}/32745",
    ),
    (
        "target-group-in-use",
        "Error deleting Target Group: ResourceInUse: Target group"
        " 'arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/web/1' is currently"
        " in use by a listener or a rule\nstatus code: 400, request id: 67183cb",
        f"{_PROVIDER}/16889",
    ),
    (
        "priority-in-use",
        "Error creating LB Listener Rule: PriorityInUse: Priority '100' is currently in use\n"
        "status code: 400, request id: 4dcdceec",
        f"{_PROVIDER}/12212",
    ),
    (
        "secret-being-deleted",
        "creating Secrets Manager Secret: InvalidRequestException: You can't create this secret"
        " because a secret with this name is already scheduled for deletion.",
        "https://github.com/aws-ia/terraform-aws-eks-blueprints/issues/1733",
    ),
    (
        "already-exists",
        "creating CloudWatch Logs Log Group (/aws/lambda/aft): operation error CloudWatch Logs:"
        " CreateLogGroup, https response error StatusCode: 400, RequestID: 1,"
        " ResourceAlreadyExistsException: The specified log group already exists",
        "https://github.com/hashicorp-education/learn-terraform-aws-control-tower-aft/issues/11",
    ),
    (
        "already-exists",
        "Error creating IAM Role flow: EntityAlreadyExists: Role with name flow already exists.\n"
        "status code: 409, request id: 531ba364",
        f"{_TERRAFORM}/20175",
    ),
    (
        "repository-not-empty",
        "ECR Repository (sample) not empty, consider using force_delete: operation error ECR:"
        " DeleteRepository, https response error StatusCode: 400, RequestID: 1,"
        " RepositoryNotEmptyException: The repository with name 'sample' in registry with id"
        " '123456789012' cannot be deleted because it still contains images",
        "https://github.com/DevopsArtFactory/terraform-provisioning/pull/2",
    ),
    (
        "bucket-not-empty",
        "deleting S3 Bucket (artifacts): operation error S3: DeleteBucket, https response error"
        " StatusCode: 409, RequestID: 1, HostID: 2, api error BucketNotEmpty: The bucket you tried"
        " to delete is not empty",
        _EMBEDDED,
    ),
    (
        "quota",
        "aws_eip.nat_eip.4: Error creating EIP: AddressLimitExceeded: The maximum number of"
        " addresses has been reached.\nstatus code: 400, request id: 4ea4ffb9",
        "https://github.com/coreos/tectonic-forum/issues/196",
    ),
    (
        "quota",
        "Error launching source instance: InstanceLimitExceeded: Your quota allows for 0 more"
        " running instance(s). You requested at least 1",
        f"{_TERRAFORM}/1891",
    ),
    (
        "throttled",
        "Request limit exceeded. (Service: AmazonEC2; Status Code: 503; Error Code:"
        " RequestLimitExceeded; Request ID: 7fd6cf20)",
        "https://github.com/cloudfoundry/bosh-aws-cpi-release/issues/61",
    ),
    (
        "throttled",
        "Retrieving AWS account details: validating provider credentials: retrieving caller"
        " identity from STS: operation error STS: GetCallerIdentity, exceeded maximum number of"
        " attempts, 1, https response error StatusCode: 400, RequestID: 1, api error"
        " ThrottlingException: Rate exceeded",
        _EMBEDDED,
    ),
    (
        "aws-error",
        "Retrieving AWS account details: validating provider credentials: retrieving caller"
        " identity from STS: operation error STS: GetCallerIdentity, exceeded maximum number of"
        " attempts, 1, https response error StatusCode: 500, RequestID: 1, api error"
        " InternalFailure: The request processing has failed.",
        _EMBEDDED,
    ),
    (
        "connection-broken",
        "Retrieving AWS account details: validating provider credentials: retrieving caller"
        " identity from STS: operation error STS: GetCallerIdentity, exceeded maximum number of"
        " attempts, 1, https response error StatusCode: 0, RequestID: , request send failed, Post"
        ' "http://127.0.0.1:9/": dial tcp 127.0.0.1:9: connect: connection refused',
        RUN,
    ),
)
