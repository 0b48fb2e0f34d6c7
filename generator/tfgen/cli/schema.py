"""`tfgen schema`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tfgen.cli import options

if TYPE_CHECKING:
    from tfgen.provider_schema.pulling import Wanted
    from tfgen.terraform.gateway import Terraform

app = typer.Typer(
    rich_markup_mode=None, help="JSON Schemas of tfgen's files; indexes of providers."
)


@app.callback(invoke_without_command=True)
def schema(context: typer.Context, chdir: options.Chdir = None) -> None:
    """JSON Schemas of the files that people write, and the schemas of providers.

    Example: tfgen schema service > service.schema.json
    """
    if context.invoked_subcommand is None:
        service()


@app.command()
def service(chdir: options.Chdir = None) -> None:
    """Print the JSON Schema of services/*.yaml, for editors to complete and check them.

    Example: tfgen schema service > service.schema.json
    """
    from tfgen.spec import ServiceSpec

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
    _print({**_dialect("services/*.yaml"), **spec, "required": ["name", "environments"]})


@app.command()
def project(chdir: options.Chdir = None) -> None:
    """Print the JSON Schema of tfgen.yaml, for editors to complete and check it.

    Example: tfgen schema project > tfgen.schema.json
    """
    from tfgen.project import Settings

    _print({**_dialect("tfgen.yaml"), **Settings.model_json_schema()})


@app.command()
def pull(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Folders of Terraform code; this one by default."),
    ] = None,
    probe: Annotated[
        bool,
        typer.Option(
            "--probe", help="Record what the providers' own validation refuses. Takes long."
        ),
    ] = False,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", metavar="DIR", help="Index all of them, and write to DIR, not to the cache."
        ),
    ] = None,
    chdir: options.Chdir = None,
) -> None:
    """Index the providers that Terraform code requires, for tfgen validate.

    Needs Terraform, and the registry of the providers. The AWS provider's index comes with tfgen.

    Example: tfgen schema pull stacks
    """
    from tfgen.hcl.reader import Reader
    from tfgen.provider_schema.lookup import Catalog
    from tfgen.provider_schema.pulling import wanted
    from tfgen.user_cache import cache_folder
    from tfgen.validation.paths import choose

    folders = list(choose(paths or [Path()]))
    missing = wanted(Reader().modules(folders), Catalog({}) if into else Catalog.of())
    if not missing:
        typer.echo("every provider has an index")
    for one in missing:
        _pull(one, into or cache_folder() / "schemas", probe=probe)


def _pull(one: Wanted, target: Path, *, probe: bool) -> None:
    """Asks Terraform for the schema of one provider, and writes its index below `target`."""
    from tfgen.provider_schema import pulling
    from tfgen.provider_schema.lookup import Schema

    with tempfile.TemporaryDirectory(prefix="tfgen-schema-") as name:
        folder = Path(name)
        (folder / "main.tf").write_text(one.configuration(), encoding="utf-8")
        terraform = _terraform(folder)
        typer.echo(f"{one.source}: terraform init", err=True)
        terraform.init(backend=False)
        version, found = _found(terraform, one.source)
        path, size = pulling.write_index(target, one.source, version, found)
        typer.echo(f"{one.source} {version}: {size // 1000} kB -> {path}")
        if probe:
            from tfgen.provider_schema.probing.record import record

            # An index on its own: what was recorded before has no say in what is asked.
            bare, _ = pulling.write_index(folder / "bare", one.source, version, found)
            recorded = record(
                Schema(bare, one.source, version),
                one.local_name,
                _validate(terraform),
                lambda text: typer.echo(f"{one.source}: {text}", err=True),
            )
            pulling.write_checks(path, one.source, version, recorded)


def _terraform(folder: Path) -> Terraform:
    from tfgen import project as projects
    from tfgen.errors import UsageError
    from tfgen.terraform.binary import find
    from tfgen.terraform.gateway import Terraform as Gateway
    from tfgen.terraform.mirror import terraform_environ

    try:
        binary = projects.load(Path.cwd()).settings.terraform.binary
    except UsageError:
        binary = "terraform"
    return Gateway(find(binary), folder, terraform_environ(os.environ))


def _found(terraform: Terraform, source: str) -> tuple[Any, Mapping[str, Any]]:
    """The version that `init` chose, and the schema of the provider."""
    from tfgen.errors import FailedError
    from tfgen.provider_schema.pulling import provider_schema, pulled_version

    version = pulled_version(source, terraform.folder, terraform.version())
    found = provider_schema(terraform.schema_json(), source)
    if version is None or found is None:
        raise FailedError(f"Terraform gave no schema for {source}")
    return version, found


def _validate(terraform: Terraform) -> Callable[[Mapping[str, str]], Sequence[Mapping[str, Any]]]:
    """Puts files into Terraform's folder for one `terraform validate`; gives its diagnostics."""

    def validate(files: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        for name, text in files.items():
            (terraform.folder / name).write_text(text, encoding="utf-8")
        try:
            found: Sequence[Mapping[str, Any]] = terraform.validate_json()["diagnostics"]
        finally:
            for name in files:
                (terraform.folder / name).unlink()
        return found

    return validate


def _print(document: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2))


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
