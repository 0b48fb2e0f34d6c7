"""The data source `terraform_remote_state`: its backend, and what that backend takes.

https://developer.hashicorp.com/terraform/language/state/remote-state-data. Terraform looks at
`config` only where all of it is known. What depends on the machine, such as a region in the
environment, is left out.
"""

from __future__ import annotations

from types import MappingProxyType

from tfgen.analysis.provider.codes import MISSING_ARGUMENT, REFUSED, UNKNOWN_ARGUMENT, WRONG_TYPE
from tfgen.analysis.provider.decoded import Decoded
from tfgen.analysis.provider.places import place
from tfgen.analysis.provider.suggestion import meant
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.types import DYNAMIC, MapType, ObjectType
from tfgen.evaluate.values import NULL
from tfgen.provider_schema.model import BlockSchema

_REQUIRED = MappingProxyType(
    {
        "azurerm": ("container_name", "key", "storage_account_name"),
        "cloud": (),
        "consul": ("path",),
        "cos": ("region",),
        "gcs": ("bucket",),
        "http": (),
        "inmem": (),
        "kubernetes": ("secret_suffix",),
        "local": (),
        "oss": ("bucket",),
        "pg": (),
        "remote": ("organization",),
        "s3": ("bucket", "key"),
    }
)
"""The backends of Terraform 1.11, and what each needs."""

_TAKEN = MappingProxyType(
    {
        "local": frozenset({"path", "workspace_dir"}),
        "remote": frozenset({"hostname", "organization", "token", "workspaces"}),
        "s3": frozenset(
            """
            access_key acl allowed_account_ids assume_role assume_role_with_web_identity bucket
            custom_ca_bundle dynamodb_endpoint dynamodb_table ec2_metadata_service_endpoint
            ec2_metadata_service_endpoint_mode encrypt endpoint endpoints forbidden_account_ids
            force_path_style http_proxy https_proxy iam_endpoint insecure key kms_key_id max_retries
            no_proxy profile region retry_mode secret_key shared_config_files
            shared_credentials_file shared_credentials_files skip_credentials_validation
            skip_metadata_api_check skip_region_validation skip_requesting_account_id
            skip_s3_checksum sse_customer_key sts_endpoint sts_region token use_dualstack_endpoint
            use_fips_endpoint use_lockfile use_path_style workspace_key_prefix
            """.split()  # noqa: SIM905 (a list of one name a line would hide the rest)
        ),
    }
)
"""All that these backends take."""


def check_remote_state(decoded: Decoded, _schema: BlockSchema, root: Written) -> None:
    """Reports a backend that does not exist, and what it lacks or does not take."""
    backend = decoded.values.get("backend", NULL)
    if not isinstance(backend.data, str):
        return
    name = backend.data
    if name not in _REQUIRED:
        remedy = meant(name, _REQUIRED, f"the backends are {', '.join(_REQUIRED)}")
        root.report(REFUSED, place(root, ("backend",)), f'there is no backend "{name}"', remedy)
        return
    config = decoded.values.get("config", NULL)
    if not config.is_wholly_known:
        return
    spot = place(root, ("config",))
    if config.type is not DYNAMIC and not isinstance(config.type, ObjectType | MapType):
        root.report(WRONG_TYPE, spot, "`config` is no object", "write config = { … }")
        return
    given = config.data if isinstance(config.data, dict) else {}
    missing = [one for one in _REQUIRED[name] if one not in given]
    if missing:
        message = f"`config` of the backend {name} needs `{missing[0]}`"
        root.report(MISSING_ARGUMENT, spot, message, f"add `{missing[0]} = …`")
    for one in given.keys() - _TAKEN.get(name, given.keys()):
        message = f"the backend {name} does not take `{one}`"
        root.report(UNKNOWN_ARGUMENT, spot, message, meant(one, _TAKEN[name], "remove it"))
