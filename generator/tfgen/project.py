"""`tfgen.yaml` -> Project: what an infrastructure repository holds for all of its services."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tfgen import edge, environment_checks, yaml_file
from tfgen.errors import InputError, InputErrors, UsageError, Where
from tfgen.yaml_file import YamlFile

FILE_NAME = "tfgen.yaml"

# A value that Terraform looks up: an SSM parameter, or an output of another stack's state.
REFERENCE = re.compile(
    r"^(?:ssm:(?P<path>/[\w./-]+)|remote_state:(?P<state>[\w-]+)\.(?P<output>\w+))\Z"
)


_ENVIRONMENT_LIMIT = 16


def _checked_reference(value: str) -> str:
    if value.startswith(("ssm:", "remote_state:")) and not REFERENCE.match(value):
        raise ValueError(
            f"is a malformed reference: {value!r}\n"
            "write ssm:/path/to/parameter or remote_state:NAME.output"
        )
    return value


def _environment_name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) or len(value) > _ENVIRONMENT_LIMIT:
        raise ValueError(
            f"is no environment name: {value!r}\n"
            "use 1 to 16 lower-case letters, digits and hyphens, a letter first, such as prd"
        )
    return value


def _cluster(value: str) -> str:
    if value and not REFERENCE.match(value) and not re.fullmatch(r"[\w-]{1,100}", value, re.ASCII):
        raise ValueError(
            f"is no name of an ECS cluster: {value!r}\n"
            "give the name, not the ARN: letters, digits, hyphens, underscores"
        )
    return value


def _account_id(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{12}", value):
        raise ValueError(f'must be 12 digits in quotes, such as "111111111111", found {value!r}')
    return value


def _blank_as_none(value: Any) -> Any:
    return None if value == "" else value


def _one_as_many(value: Any) -> Any:
    if value in ("", None):
        return ()
    return (value,) if isinstance(value, str) else value


def _cidr(value: str) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError:
        raise ValueError(
            f"is no range of IPv4 addresses: {value!r}\n"
            "write it as 203.0.113.0/24, the bits after the prefix zero"
        ) from None
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise ValueError(f"is no e-mail address: {value!r}\nwrite it as on-call@example.com")
    return value


Cidr = Annotated[str, AfterValidator(_cidr)]
Email = Annotated[str, AfterValidator(_email)]
Reference = Annotated[str, AfterValidator(_checked_reference)]
# None where it is not filled in yet: such a value becomes an input variable of the stack.
Value = Annotated[
    Reference | None, BeforeValidator(_blank_as_none, json_schema_input_type=str | None)
]
Values = Annotated[
    tuple[Reference, ...],
    BeforeValidator(_one_as_many, json_schema_input_type=tuple[str, ...] | str | None),
]


class TerraformSettings(edge.Strict):
    """What runs the stacks (`terraform`, `tofu`, a path), versions allowed, platforms to lock."""

    binary: str = "terraform"
    version: Annotated[str, Field(pattern=r"^[<>=~!, 0-9.]+$")] = ">= 1.10"
    platforms: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+_[a-z0-9]+$")], ...] = ()


class Backend(edge.Strict):
    """Where state is kept; `bucket` and `region` are needed for `s3`."""

    type: Literal["s3", "local"] = "local"
    bucket: str = ""
    region: str = ""
    kms_key_id: str = ""


class Defaults(edge.Strict):
    """What applies where an environment or a service says nothing."""

    region: str = "us-east-1"
    owner: str = ""


class Network(edge.Strict):
    """The network that tasks run in, made elsewhere."""

    vpc_id: Value = None
    subnet_ids: Values = ()
    security_group_ids: Values = ()
    # For subnets without a NAT gateway or endpoints, where tasks could pull no image otherwise.
    assign_public_ip: bool = False


class Listener(edge.Strict):
    """A load balancer's listener; `test_arn` is used by blue/green deployments only."""

    arn: Value = None
    test_arn: Value = None


class Platform(edge.Strict):
    """What tfgen makes for an environment that has no cluster and load balancer of its own."""

    certificate_arn: Value = None
    public_subnet_ids: Values = ()
    client_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1)] = ("0.0.0.0/0",)
    # Who reaches the test listener: nobody, unless told.
    test_cidrs: tuple[Cidr, ...] = ()
    alarm_emails: tuple[Email, ...] = ()
    artifact_expiration_days: Annotated[int, Field(ge=1)] = 90
    access_log_bucket: Value = None
    deletion_protection: bool = True


class Environment(edge.Strict):
    """One environment: an account, a region, a cluster and what services share there."""

    account_id: Annotated[
        str,
        BeforeValidator(
            _account_id, json_schema_input_type=Annotated[str, Field(pattern=r"^\d{12}$")]
        ),
    ]
    region: str = ""
    cluster: Annotated[Reference, AfterValidator(_cluster)] = ""
    network: Network = Network()
    listeners: dict[str, Listener] = {}
    connection_arn: Value = None
    permissions_boundary: Value = None
    # What services share instead of each having its own.
    artifact_bucket: Value = None
    template_bucket: Value = None
    kms_key_arn: Value = None
    # Told of every service's alarms, on top of the topics that its spec names.
    topic_arns: Values = ()
    platform: Platform | None = None


class GateSettings(edge.Strict):
    """What the stacks of a pull request may bring along; see docs/plan.md."""

    providers: tuple[str, ...] = ("hashicorp/aws",)
    modules: tuple[str, ...] = ()
    allow: tuple[Literal["external", "http", "provisioners"], ...] = ()


class Settings(edge.Strict):
    """The keys of `tfgen.yaml`."""

    project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    catalog: str = "modules"
    templates: str = ""
    terraform: TerraformSettings = TerraformSettings()
    backend: Backend = Backend()
    defaults: Defaults = Defaults()
    tags: dict[str, str] = {}
    gate: GateSettings = GateSettings()
    environments: Annotated[
        dict[Annotated[str, AfterValidator(_environment_name)], Environment], Field(min_length=1)
    ]


@dataclass(frozen=True)
class Project:
    """An infrastructure repository: its folder, and what its `tfgen.yaml` says."""

    root: Path
    file: YamlFile
    settings: Settings

    def environment(self, name: str) -> Environment:
        """The environment called `name`; raises UsageError, naming those that exist."""
        try:
            return self.settings.environments[name]
        except KeyError:
            known = ", ".join(self.settings.environments)
            raise UsageError(
                f"there is no environment {name!r}",
                where=self.file.where(["environments"]),
                hint=f"environments in {FILE_NAME}: {known}",
            ) from None

    def region(self, environment: str) -> str:
        """The AWS region of an environment: its own, else the default."""
        return self.environment(environment).region or self.settings.defaults.region

    def stack_folder(self, environment: str, service: str) -> Path:
        """`stacks/<env>/<service>`, below the root."""
        return self.root / "stacks" / environment / service

    def missing_catalog(self) -> Where | None:
        """Where `tfgen.yaml` names a folder of modules that is not there, if it does."""
        catalog = self.settings.catalog
        if is_remote(catalog) or (self.root / catalog).is_dir():
            return None
        return self.file.where(["catalog"])

    @property
    def private_folder(self) -> Path:
        """`.tfgen/`: locks, plans and sandbox state; never committed."""
        return self.root / ".tfgen"


def load(folder: Path) -> Project:
    """The project that `folder` belongs to: its own `tfgen.yaml`, or that of a folder above.

    Raises UsageError where there is none, InputError(s) for what is wrong in it.
    """
    start = folder.resolve()
    for candidate in (start, *start.parents):
        path = candidate / FILE_NAME
        if path.is_file():
            return from_file(yaml_file.read(path))
    raise UsageError(
        f"no {FILE_NAME} in {start} or above it",
        hint="make a repository with `tfgen init DIR`, or name one with --chdir DIR",
    )


def from_file(file: YamlFile) -> Project:
    """`tfgen.yaml` as read from disk -> Project; raises InputError(s)."""
    settings = edge.validate(Settings, file.data, file.where)
    backend = settings.backend
    if backend.type == "s3" and not (backend.bucket and backend.region):
        raise InputError(
            "`backend` of type s3 needs `bucket` and `region`",
            where=file.where(["backend"]),
            hint="backend: {type: s3, bucket: example-tfstate, region: ap-northeast-1}",
        )
    catalog = settings.catalog
    if not is_remote(catalog) and (not catalog or Path(catalog).is_absolute()):
        raise InputError(
            f"`catalog` is no folder of this repository: {catalog!r}",
            where=file.where(["catalog"]),
            hint="a relative path such as modules, or git::https://…//modules?ref=v1.0.0",
        )
    _check_environments(file, settings)
    return Project(file.path.parent, file, settings)


def _check_environments(file: YamlFile, settings: Settings) -> None:
    errors = [
        InputError(
            f"`{edge.dotted(problem.location)}` {problem.reason}",
            where=file.where(problem.location),
            hint=problem.hint,
        )
        for problem in environment_checks.problems(settings.environments)
    ]
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)


def is_remote(catalog: str) -> bool:
    """Whether the catalog is somewhere else (a URL, a host) and no folder of the project."""
    host = re.match(r"[\w.-]+@|[\w-]+(\.[\w-]+)+/", catalog)
    return "::" in catalog or "://" in catalog or bool(host)
