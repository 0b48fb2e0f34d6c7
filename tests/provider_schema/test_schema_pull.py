"""`tfgen schema pull`: what it asks for, and that it gives the index that comes with tfgen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.cli import app
from tfgen.hcl.reader import Reader
from tfgen.provider_schema.lookup import SHIPPED, Catalog
from tfgen.provider_schema.packed import Packed
from tfgen.provider_schema.pulling import provider_schema, wanted

EMPTY = Catalog({})


def needs(folder: Path, text: str, catalog: Catalog = EMPTY) -> list[tuple[str, str]]:
    (folder / "main.tf").write_text(text)
    modules = Reader().modules([folder])
    return [(one.source, str(one.constraints)) for one in wanted(modules, catalog)]


MODULE = """
terraform {
  required_providers {
    thing = { source = "acme/thing", version = "~> 1.2, != 1.3" }
  }
}
resource "aws_vpc" "this" {}
resource "thing_x" "this" { provider = thing.other }
data "terraform_remote_state" "this" {}
"""


def test_providers_without_an_index_are_wanted(tmp_path: Path) -> None:
    assert needs(tmp_path, MODULE) == [
        ("registry.terraform.io/acme/thing", "~> 1.2, != 1.3"),
        ("registry.terraform.io/hashicorp/aws", ""),
        ("terraform.io/builtin/terraform", ""),
    ]
    shipped = Catalog.of({"HOME": "/nonexistent"})
    assert needs(tmp_path, MODULE, shipped) == [
        ("registry.terraform.io/acme/thing", "~> 1.2, != 1.3")
    ]


def test_the_lock_file_decides_on_the_version(tmp_path: Path) -> None:
    (tmp_path / ".terraform.lock.hcl").write_text(
        'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.31.0"\n}\n'
    )
    found = needs(tmp_path, 'provider "aws" {}', Catalog.of({"HOME": "/nonexistent"}))
    assert found == [("registry.terraform.io/hashicorp/aws", "= 5.31.0")]


def test_a_scratch_module_requires_one_provider(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE)
    [one, *_] = wanted(Reader().modules([tmp_path]), EMPTY)
    (tmp_path / "main.tf").write_text(one.configuration())
    assert needs(tmp_path, one.configuration()) == [(one.source, "~> 1.2, != 1.3")]


def test_a_schema_from_opentofus_registry_is_the_same() -> None:
    document = {"provider_schemas": {"registry.opentofu.org/hashicorp/aws": {"provider": {}}}}
    assert provider_schema(document, "registry.terraform.io/hashicorp/aws") == {"provider": {}}
    assert provider_schema(document, "registry.terraform.io/acme/thing") is None


def test_nothing_to_pull(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "main.tf").write_text('resource "aws_vpc" "this" {}')
    assert app.run(["schema", "pull", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "every provider has an index\n"


def test_pulling_gives_the_indexes_that_come_with_tfgen(
    tmp_path: Path, terraform_bin: str, contents: Callable[[Path], dict[str, object]]
) -> None:
    (tmp_path / "main.tf").write_text(
        """
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws", version = "5.100.0" }
          }
        }
        resource "terraform_data" "this" {}
        """
    )
    into = tmp_path / "into"
    assert app.run(["schema", "pull", "--into", str(into), str(tmp_path)]) == 0
    pulled = {path.relative_to(into): path for path in into.rglob("*.zip")}
    aws = Path("registry.terraform.io/hashicorp/aws/5.100.0.zip")
    assert contents(pulled.pop(aws)) == contents(SHIPPED / aws)
    # The built-in provider has the version of the Terraform that was asked.
    [built_in] = pulled.values()
    [known] = (SHIPPED / "terraform.io/builtin/terraform").glob("*.zip")
    assert contents(built_in) == contents(known)


@pytest.fixture
def contents() -> Callable[[Path], dict[str, object]]:
    def read(path: Path) -> dict[str, object]:
        packed = Packed(path)
        return {name: packed.get(name) for name in packed.names()}

    return read
