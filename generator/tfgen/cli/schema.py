"""`tfgen schema`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from tfgen.cli import options


class File(StrEnum):
    """The files that people write."""

    service = "service"
    project = "project"


def schema(
    file: Annotated[
        File, typer.Argument(help="service: services/*.yaml; project: tfgen.yaml.")
    ] = File.service,
    chdir: options.Chdir = None,
) -> None:
    """Print the JSON Schema of tfgen's files.

    For editors to complete and check what people write.

    Example: tfgen schema service > service.schema.json
    """
    typer.echo(json.dumps(_schema(file), indent=2))


def _schema(file: File) -> dict[str, Any]:
    from tfgen.project import Settings
    from tfgen.spec import ServiceSpec

    if file is File.project:
        return {**_dialect("tfgen.yaml"), **Settings.model_json_schema()}
    spec = ServiceSpec.model_json_schema()
    keys = spec["properties"]
    # `ingress` may be one entry or a list of them.
    keys["ingress"] = {"anyOf": [{"$ref": "#/$defs/Ingress"}, keys["ingress"]]}
    overlay, definitions = _overlay(spec)
    spec["$defs"] |= definitions
    keys["environments"] = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": overlay,
        "description": "The environments that the service lives in, and what differs in each.",
    }
    return {**_dialect("services/*.yaml"), **spec, "required": ["name", "environments"]}


def _overlay(spec: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of what differs in one environment: every key there is, and none required."""
    partial = json.loads(json.dumps(spec).replace('"#/$defs/', '"#/$defs/Partial'))
    for definition in partial["$defs"].values():
        definition.pop("required", None)
    overlay = {"type": ["object", "null"], "additionalProperties": False}
    definitions = {f"Partial{name}": one for name, one in partial["$defs"].items()}
    return {**overlay, "properties": partial["properties"]}, definitions


def _dialect(title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
