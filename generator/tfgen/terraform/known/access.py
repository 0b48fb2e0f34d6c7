"""Errors of credentials, permissions and roles."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
# The length is bounded, or a long value would be gone over again and again.
_REFUSED = r"(?P<principal>arn:aws[\w-]{0,20}:(?:iam|sts)::\S{1,300}) is not authorized to perform"
_DENIED = rf"{_REFUSED}:? (?P<action>[\w-]+:\w+)(?: on resource: (?P<resource>\S+))?"

ROWS: tuple[Known, ...] = (
    known(
        "credentials-missing",
        r"No valid credential sources found|failed to get shared config profile",
        "There are no AWS credentials, or not under the name in AWS_PROFILE.",
        "aws sso login, or export AWS_PROFILE; then: tfgen doctor",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
        "#authentication-and-configuration",
    ),
    known(
        "credentials-expired",
        r"ExpiredToken|[Tt]oken (?:included in the request is|has) expired|"
        r"SSO session (?:associated with this profile )?has expired",
        "The AWS credentials were right and have expired.",
        "aws sso login, or fresh credentials; then again",
        f"{_IAM}/id_credentials_temp_use-resources.html",
        unless=r"Failed to (?:persist|save) state",
    ),
    known(
        "credentials-wrong",
        r"InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId",
        "AWS does not know this access key: it was deleted, belongs to another partition, or lacks"
        " its session token.",
        "aws sso login, or set the keys anew; aws sts get-caller-identity tells whether they work",
        "https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html",
    ),
    known(
        "clock-skew",
        r"Signature expired: |Signature not yet current|RequestTimeTooSkewed|RequestExpired",
        "This machine's clock is wrong by more than five minutes: AWS takes no request whose"
        " signature has another time.",
        "set the clock (date -u shows it; chronyc makestep or systemctl restart systemd-timesyncd;"
        " restart a container's host)",
        f"{_IAM}/signature-v4-troubleshooting.html",
    ),
    known(
        "secret-key-wrong",
        r"SignatureDoesNotMatch|request signature we calculated does not match",
        "The secret key does not belong to the access key, or was changed on its way (a space, a"
        " line's end, a `+` or `/` that was escaped), or a proxy changes the requests.",
        "aws sts get-caller-identity with the same variables; set AWS_SECRET_ACCESS_KEY anew",
        f"{_IAM}/signature-v4-troubleshooting.html",
        unless=r"Signature expired: |Signature not yet current",
    ),
    known(
        "pass-role",
        rf"{_REFUSED}: iam:PassRole"
        r" on resource: (?P<resource>\S+)",
        "{principal} may make the resource, and may not hand the role {resource} to it.",
        "allow iam:PassRole on that role to the role of this run, with the condition"
        " iam:PassedToService (ecs-tasks.amazonaws.com for tasks)",
        f"{_IAM}/id_roles_use_passrole.html",
    ),
    known(
        "role-not-assumed",
        r"Cannot assume IAM Role|IAM Role \((?P<role>[^)]+)\) cannot be assumed",
        "The provider or the backend is to use a role (assume_role) that these credentials may not"
        " take on.",
        "the role's trust policy has to name the caller, and the caller needs sts:AssumeRole on it:"
        " aws sts get-caller-identity tells who that is",
        "https://github.com/hashicorp/terraform-provider-aws/issues/42213",
    ),
    known(
        "access-denied",
        _DENIED,
        "{principal} lacks the permission {action} (on {resource}), or a policy of the"
        " organisation, a boundary or the resource denies it.",
        "allow {action} to that role, or choose the right one (AWS_PROFILE)",
        f"{_IAM}/troubleshoot_access-denied.html",
        unless=r"iam:PassRole|Cannot assume IAM Role|cannot be assumed|validate logger args"
        r"|unable to pull secrets",
    ),
    known(
        "access-denied-unnamed",
        r"AccessDenied|UnauthorizedOperation|api error Forbidden|StatusCode: 403",
        "AWS refused the call to this role, and does not say which permission is missing. With a"
        " bucket of another account it is mostly the bucket's policy or its KMS key.",
        "aws sts get-caller-identity (is it the right account and role?), then CloudTrail",
        f"{_IAM}/troubleshoot_access-denied.html",
        unless=r"is not authorized to perform|cannot be assumed|Expired|InvalidClientTokenId"
        r"|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|Skewed|InvalidSignature"
        r"|Signature (?:expired|not yet)|validate logger args|unable to pull secrets",
    ),
)
