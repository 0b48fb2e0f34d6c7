"""Errors about the state, its lock, its backend, and saved plans."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_DOCS = "https://developer.hashicorp.com/terraform"
_LOCK_HELD = (
    r"(?:Error acquiring|Error locking).*"
    r"Lock Info: (?:ID: (?P<id>\S+) )?.*?Who: (?P<who>\S+).*?Created: (?P<created>\S+ \S+)"
)

ROWS: tuple[Known, ...] = (
    known(
        "state-locked",
        _LOCK_HELD,
        "Another run holds the lock of this state: {who}, since {created} (UTC). Two runs at once"
        " would overwrite each other's state.",
        "wait for that run; only if it is dead, for sure: {terraform} force-unlock {id}",
        f"{_DOCS}/cli/commands/force-unlock",
    ),
    known(
        "state-lock-unreadable",
        r"Error acquiring the state lock.*"
        r"(?:ConditionalCheckFailed|StatusCode: 412|PreconditionFailed)",
        "Another run holds the lock of this state, or took it in the same moment; who it is could"
        " not be read.",
        "try again in a minute",
        "https://github.com/hashicorp/terraform/issues/32690",
        unless=r"Lock Info: .*Who: ",
        passes="the state was locked in the same moment",
    ),
    known(
        "lock-timeout-wrong",
        r"invalid value .{1,100} for flag -lock-timeout",
        "TFGEN_LOCK_TIMEOUT is no span of time as Terraform writes it.",
        "export TFGEN_LOCK_TIMEOUT=60s, or 5m",
        f"{_DOCS}/cli/commands/plan#lock-timeout-duration",
    ),
    known(
        "state-not-saved",
        r"Failed to (?:persist|save) state",
        "What the apply did is not in the state: the backend did not take it. Terraform has put the"
        " state into errored.tfstate in the stack's folder; another apply before it is pushed"
        " would make everything a second time.",
        "mend what the message says (credentials, mostly), then:"
        " {terraform} state push errored.tfstate",
        "https://github.com/hashicorp/terraform/issues/33264",
    ),
    known(
        "state-bucket-missing",
        r'S3 bucket "(?P<bucket>[^"]+)" does not exist|'
        r"(?:Failed to get existing workspaces|Error loading state).*NoSuchBucket",
        "The bucket for the state does not exist in this account and region. Terraform does not"
        " make its own backend.",
        "look at `backend` in tfgen.yaml and at the account (aws sts get-caller-identity); make the"
        " bucket, with versioning, where it is really missing",
        f"{_DOCS}/language/backend/s3",
    ),
    known(
        "backend-changed",
        r"Backend configuration changed|Reason: Backend configuration block has changed",
        "The backend is another one than at the last init; the state is still where it was.",
        "to take the state along: {terraform} init -migrate-state; to leave it behind on purpose:"
        " {terraform} init -reconfigure",
        f"{_DOCS}/cli/commands/init#backend-initialization",
    ),
    known(
        "backend-not-initialised",
        r"Backend initialization required",
        "This folder has not been initialised yet, or .terraform was deleted.",
        "{terraform} init",
        f"{_DOCS}/cli/commands/init",
        unless=r"Backend configuration block has changed",
    ),
    known(
        "remote-state-missing",
        r"Unable to find remote state",
        "A stack whose outputs this one reads has no state yet: it was never applied, or the"
        " address of its state is wrong.",
        "apply the stack that it reads first: tfgen apply _platform",
        f"{_DOCS}/language/state/remote-state-data",
    ),
    known(
        "state-too-new",
        r"Unsupported state file format|state snapshot was created by Terraform",
        "The state was written by a newer Terraform, which this one cannot read.",
        "tfgen doctor --install, or the version that `terraform.version` in tfgen.yaml names",
        f"{_DOCS}/language/state#format",
    ),
    known(
        "plan-stale",
        r"Saved plan is stale",
        "The state has changed since this plan was made, so that nobody knows what it would do.",
        "plan again: tfgen plan",
        f"{_DOCS}/cli/commands/apply#saved-plan-mode",
    ),
    known(
        "no-plan-file",
        r"as a plan file",
        "The file is no plan that this Terraform has saved.",
        "make the plan first: tfgen plan",
        f"{_DOCS}/cli/commands/plan#out-filename",
    ),
    known(
        "disk-full",
        r"[Nn]o space left on device|[Dd]isk quota exceeded",
        "The disk is full, and nothing more can be written.",
        "make room on the disk, then again: df -h",
        "https://man7.org/linux/man-pages/man3/errno.3.html",
    ),
)
