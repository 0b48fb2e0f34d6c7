"""A scratch copy of a stack that Terraform can run in against the sandbox.

The copy has a state of its own and an override file that leads it to what the sandbox holds;
neither the stack's folder nor its backend is touched.
https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tfgen.errors import UsageError
from tfgen.hcl.model import Block, Body
from tfgen.hcl.write import expression
from tfgen.names import label
from tfgen.private_files import private_folder
from tfgen.project import REFERENCE, Project, is_remote
from tfgen.runner.run import Place
from tfgen.runner.selection import StackFolder
from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.foundation import Foundation
from tfgen.sandbox.lifecycle import Sandbox

_OVERRIDE = "tfgen_sandbox_override.tf"
_CLUSTER = "tfgen-sandbox"
_KEPT = (".terraform", "terraform.tfstate", "terraform.tfstate.backup", ".terraform.lock.hcl")


@dataclass(frozen=True)
class Bench:
    """A sandbox with its foundation, and the folder that scratch copies go to."""

    sandbox: Sandbox
    foundation: Foundation
    root: Path


def state_file(project: Project, environment: str) -> Path:
    """Where the sandbox of an environment remembers itself."""
    return project.private_folder / "sandbox" / environment / "server.json"


def bench(project: Project, environment: str, sandbox: Sandbox, root: Path) -> Bench:
    """Puts into `sandbox` what the environment is assumed to have."""
    listeners = tuple(project.environment(environment).listeners)
    named = project.environment(environment).cluster or environment
    cluster = _CLUSTER if REFERENCE.match(named) else named
    made = foundation.create(sandbox, cluster=cluster, listeners=listeners)
    return Bench(sandbox, made, root)


def place(project: Project, stack: StackFolder) -> Place:
    """The scratch copy of `stack` in the running sandbox of its environment.

    Raises UsageError where that is not running.
    """
    path = state_file(project, stack.environment)
    sandbox = lifecycle.status(path)
    if sandbox is None:
        raise UsageError(
            f"the sandbox of {stack.environment} is not running",
            hint=f"tfgen sandbox start --env {stack.environment}",
        )
    return scratch(project, stack, bench(project, stack.environment, sandbox, path.parent))


def scratch(project: Project, stack: StackFolder, to: Bench) -> Place:
    """Copies `stack` afresh, next to the state of its last run, and writes the override file."""
    from tfgen.terraform.mirror import terraform_environ

    root = _with_catalog(project, to.root)
    folder = private_folder(root / "stacks" / stack.environment / stack.service)
    for old in folder.iterdir():
        if old.name not in _KEPT:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(
        stack.path, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_KEPT, ".git")
    )
    body = _body(folder)
    foundation.trust_ci(to.sandbox, _issuers(body))
    foundation.seed_parameters(to.sandbox, _parameters(body, to.foundation))
    (folder / _OVERRIDE).write_text(_override(body, to.foundation, folder), encoding="utf-8")
    environ = terraform_environ(to.sandbox.scrubbed(os.environ)) | _variables(body)
    return Place(stack, folder, environ)


def _with_catalog(project: Project, base: Path) -> Path:
    """The root of the scratch copies, from which the catalog is where a stack expects it."""
    catalog = project.settings.catalog
    if is_remote(catalog):
        return base
    up = sum(part == ".." for part in Path(catalog).parts)
    root = base.joinpath(*["project"] * up)
    link = Path(os.path.normpath(root / catalog))
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to((project.root / catalog).resolve(), target_is_directory=True)
    return root


def _body(folder: Path) -> Body:
    paths = sorted(folder.glob("*.tf"))
    blocks = [_blocks(path, path.read_text(encoding="utf-8")) for path in paths]
    return Body(blocks=tuple(itertools.chain(*blocks)))


@lru_cache(maxsize=64)
def _blocks(path: Path, text: str) -> tuple[Block, ...]:
    """A rehearsal copies one stack dozens of times; parsing it costs as much as all the copies."""
    from tfgen.hcl.parse import parse

    return tuple(parse(text, path).blocks)


def _data(body: Body, kind: str) -> Iterator[Block]:
    return (block for block in body.of_type("data") if block.labels[0] == kind)


def _parameters(body: Body, made: Foundation) -> dict[str, str]:
    """The SSM parameters that the stack looks up, with what the sandbox has for each."""
    names = {}
    for block in _data(body, "aws_ssm_parameter"):
        name = block.body.attribute("name")
        if name and name.literal and isinstance(name.literal.value, str):
            names[name.literal.value] = made.vpc_id
    return names


def _issuers(body: Body) -> dict[str, str]:
    """Whose identity tokens the stack looks up, with the audience of each."""
    issuers = {}
    for block in body.of_type("module"):
        given = {one.name: one.literal.value for one in block.body.attributes if one.literal}
        if str(given.get("source", "")).partition("?")[0].endswith("/app-ci-role"):
            organization = str(given.get("organization_id"))
            if given.get("ci") == "circleci":
                issuers[f"https://oidc.circleci.com/org/{organization}"] = organization
            else:
                issuers["https://token.actions.githubusercontent.com"] = "sts.amazonaws.com"
    return issuers


def _variables(body: Body) -> dict[str, str]:
    """Values for the variables of an environment that is not filled in; the override wins."""
    values = {}
    for block in body.of_type("variable"):
        kind = block.body.attribute("type")
        if block.body.attribute("default") is None:
            is_list = kind is not None and kind.expression.startswith("list")
            values[f"TF_VAR_{block.labels[0]}"] = '["sandbox"]' if is_list else "sandbox"
    return values


def _override(body: Body, made: Foundation, folder: Path) -> str:
    """The override file: local state, the sandbox's provider settings, its network."""
    found = {
        attribute.name for block in body.of_type("locals") for attribute in block.body.attributes
    }
    network: Mapping[str, object] = {
        "cluster_name": made.cluster,
        "vpc_id": made.vpc_id,
        "subnet_ids": made.subnet_ids,
        "security_group_ids": made.security_group_ids,
        "connection_arn": made.connection_arn,
        "permissions_boundary": None,
        "listener_arns": {name: arns[0] for name, arns in made.listeners.items()},
        "test_listener_arns": {name: arns[1] for name, arns in made.listeners.items()},
        "artifact_bucket": made.artifact_bucket,
        "template_bucket": made.template_bucket,
        "kms_key_arn": made.kms_key_arn,
        "topic_arns": (made.topic_arn,),
        "public_subnet_ids": made.subnet_ids,
        "certificate_arn": made.certificate_arn,
    }
    values = {name: value for name, value in network.items() if name in found}
    blocks: list[tuple[str, Mapping[str, object], str]] = [
        ("terraform", {}, 'backend "local" {}'),
        ('provider "aws"', {"s3_use_path_style": True, "skip_metadata_api_check": True}, ""),
        ("locals", values, ""),
    ]
    blocks += [
        _remote_state(block, made, folder) for block in _data(body, "terraform_remote_state")
    ]
    return "\n".join(_block(*block) for block in blocks)


def _remote_state(block: Block, made: Foundation, folder: Path) -> tuple[str, dict[str, Any], str]:
    """Leads a look-up in another stack's state to a state file with the outputs that are read."""
    name = block.labels[1]
    path = folder / f"remote_state_{label(name)}.json"
    document = {"version": 4, "terraform_version": "1.10.0", "serial": 1, "lineage": "sandbox"}
    path.write_text(json.dumps({**document, "outputs": {}, "resources": []}), encoding="utf-8")
    return (
        f'data "terraform_remote_state" "{name}"',
        {
            "backend": "local",
            "config": {"path": str(path)},
            "defaults": _outputs(folder, name, made),
        },
        "",
    )


def _outputs(folder: Path, state: str, made: Foundation) -> dict[str, str]:
    """The outputs of the state `state` that the stack reads; the locals over them decide."""
    wanted = ("data", "terraform_remote_state", state, "outputs")
    names = {
        reference.names[4]
        for path in folder.glob("*.tf")
        for block in _blocks(path, path.read_text(encoding="utf-8"))
        for attribute in block.body.attributes
        for reference in attribute.references
        if reference.names[:4] == wanted
    }
    return dict.fromkeys(sorted(names), made.vpc_id)


def _block(head: str, attributes: Mapping[str, object], nested: str) -> str:
    from tfgen.hcl.align import align

    lines = [f"  {name} = {expression(value, 2)}" for name, value in attributes.items()]
    lines += [f"  {nested}"] if nested else []
    return align("\n".join([f"{head} {{", *lines, "}", ""]))
