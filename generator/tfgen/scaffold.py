"""A new infrastructure repository: its files as text, for `tfgen init`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from tfgen import resources

_GITIGNORE = """\
# tfgen's locks, plans and sandbox
.tfgen/
# Terraform's working folders; plans and states hold secrets
.terraform/
*.tfstate
*.tfstate.*
*.tfplan
"""

_HEAD = """\
# What all services of this repository share. Complete keys and types: tfgen schema project
project: {quoted}
catalog: modules            # or git::https://example.com/catalog.git//modules?ref=v1.0.0
terraform: {{binary: terraform, version: ">= 1.10"}}

# Where Terraform keeps its state. For a team, a bucket with locking:
#   backend: {{type: s3, bucket: {project}-tfstate, region: {region}}}
backend: {{type: local}}

defaults: {{region: {region}, owner: ""}}

# An empty value can be filled in later: everything but plan and apply works without it. Instead of
# an ID or ARN, a value can be looked up: "ssm:/path/to/parameter" or "remote_state:NAME.output".
environments:
"""

_ENVIRONMENT = """\
  {name}:
    account_id: {account_id}
    cluster: {name}
    network: {{vpc_id: "", subnet_ids: [], security_group_ids: []}}
    listeners:
      public: {{arn: ""}}
    connection_arn: ""        # CodeConnections, to the applications' repositories
"""


def repository(project: str, region: str, environments: Mapping[str, str]) -> dict[str, str]:
    """The files of a new repository (path -> text); `environments` maps names to account IDs."""
    blocks = [
        _ENVIRONMENT.format(name=name, account_id=json.dumps(account_id))
        for name, account_id in environments.items()
    ]
    return {
        "tfgen.yaml": _HEAD.format(project=project, quoted=json.dumps(project), region=region)
        + "".join(blocks),
        ".gitignore": _GITIGNORE,
    }


def copy_catalog(target: Path) -> list[str]:
    """Copies the catalog of modules into `target`, which must not exist; gives the modules' names.

    Copied beside it first and then renamed, so that no half catalog is ever seen.
    """
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*")
    try:
        shutil.copytree(resources.folder("modules"), partial, ignore=ignored)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return sorted(path.name for path in target.iterdir() if path.is_dir())
