"""The indexes that came with tfgen, and how one is chosen."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tfgen.errors import InputError
from tfgen.provider_schema.lookup import CHECKS_SUFFIX, SHIPPED, Catalog, Schema
from tfgen.provider_schema.model import BlockSchema
from tfgen.provider_schema.packed import Packed, pack
from tfgen.provider_schema.sources import Requirement
from tfgen.provider_schema.versions import Version, parse_constraints, parse_version

AWS = "registry.terraform.io/hashicorp/aws"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path)}


@pytest.fixture(scope="module")
def aws() -> Schema:
    found = Catalog.of({"HOME": "/nonexistent"}).schema(AWS)
    assert found is not None
    return found


def block(schema: Schema, name: str) -> BlockSchema:
    found = schema.resource(name)
    assert found is not None
    return found


def test_attributes_and_blocks_of_a_resource(aws: Schema) -> None:
    service = block(aws, "aws_ecs_service")
    assert service.attributes["name"].required
    assert service.attributes["tags"].type == ["map", "string"]
    assert service.attributes["desired_count"].type == "number"
    arns = block(aws, "aws_vpc").attributes["arn"]
    assert arns.computed
    assert not arns.configurable
    configuration = service.blocks["network_configuration"]
    assert (configuration.nesting, configuration.max_items) == ("list", 1)
    assert configuration.block.attributes["subnets"].required
    assert list(service.attributes) == sorted(service.attributes)


def test_flags_that_few_arguments_have(aws: Schema) -> None:
    assert block(aws, "aws_db_instance").attributes["password"].sensitive
    assert block(aws, "aws_db_instance").attributes["password_wo"].write_only
    assert block(aws, "aws_s3_bucket_object").attributes["key"].deprecated


def test_other_kinds_of_blocks(aws: Schema) -> None:
    found = aws.data_source("aws_ecs_task_definition")
    assert found is not None
    assert found.attributes["task_definition"].required
    assert aws.ephemeral("aws_secretsmanager_secret_version") is not None
    assert aws.provider().attributes["region"].optional
    assert "assume_role" in aws.provider().blocks
    assert aws.resource("aws_no_such_thing") is None
    assert len(aws.names("resource")) > 1500


def test_functions_of_the_provider(aws: Schema) -> None:
    found = aws.function("arn_parse")
    assert found is not None
    assert [one.name for one in found.parameters] == ["arn"]
    assert found.return_type[0] == "object"
    assert aws.function("no_such_function") is None


def test_the_built_in_provider() -> None:
    schemas = Catalog.of({"HOME": "/nonexistent"}).schemas({}, {})
    terraform = schemas.serving("terraform_data")
    assert terraform is not None
    assert block(terraform, "terraform_data").attributes["input"].type == "dynamic"
    assert terraform.data_source("terraform_remote_state") is not None


def test_every_type_of_the_shipped_indexes_is_whole(aws: Schema) -> None:
    """Each entry is decoded down to its innermost block, without a name lost."""
    count = 0
    for name in aws.names("data"):
        found = aws.data_source(name)
        assert found is not None
        blocks = [found]
        while blocks:
            one = blocks.pop()
            count += len(one.attributes)
            blocks += [nested.block for nested in one.blocks.values()]
    # As many as `terraform providers schema -json` of AWS 5.100.0 has.
    assert count == 5936


def test_the_indexes_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*.zip")) < 1_500_000


def required(text: str) -> Requirement:
    return Requirement(AWS, parse_constraints(text))


@pytest.mark.parametrize(
    ("constraints", "lock", "exact"),
    [
        (">= 5.0", "", True),
        ("~> 5.0", "5.100.0", True),
        ("5.100.0", "", True),
        ("~> 5.20.0", "", False),
        (">= 5.0", "5.31.0", False),
        (">= 5.120", "", False),
        ("~> 4.0", "", None),
        (">= 6.0", "", None),
        (">= 5.0", "6.2.0", None),
        ("~> 5.0, < 5", "", None),
        ("nonsense", "", None),
    ],
)
def test_which_index_serves_a_module(constraints: str, lock: str, exact: bool | None) -> None:
    version = parse_version(lock)
    schemas = Catalog.of({"HOME": "/nonexistent"}).schemas(
        {"aws": required(constraints)}, {AWS: version} if version else {}
    )
    found = schemas.serving("aws_vpc")
    assert (found.exact if found else None) is exact


def test_the_local_name_decides(aws: Schema) -> None:
    schemas = Catalog.of({"HOME": "/nonexistent"}).schemas({"amazon": required("~> 5.0")}, {})
    assert schemas.serving("aws_vpc", provider="amazon") is not None
    assert schemas.serving("google_thing") is None


def test_the_newest_index_serves(environ: dict[str, str], tmp_path: Path) -> None:
    for version in ("1.2.0", "1.10.0", "2.0.0"):
        path = tmp_path / "tfgen/schemas/example.com/acme/thing" / f"{version}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pack({"provider": [[{}, {}]]}, {}))
        path.with_name(f"{version}{CHECKS_SUFFIX}").write_bytes(pack({}, {}))
    found = Catalog.of(environ).schema("example.com/acme/thing", parse_constraints("~> 1.0") or ...)
    assert found is not None
    assert found.version == Version((1, 10, 0))


def test_equal_content_gives_equal_files() -> None:
    entries = {f"resource x_{n}": [[{"r string": f"name{n}"}, {}]] for n in range(900)}
    shuffled = dict(sorted(entries.items(), key=lambda one: one[0][::-1]))
    data = pack(entries, {"version": "1.0.0"})
    assert data == pack(shuffled, {"version": "1.0.0"})


def test_what_is_packed_is_found(tmp_path: Path) -> None:
    entries = {f"resource x_{n}": [[{"r string": f"name{n}"}, {}]] for n in range(900)}
    (tmp_path / "1.zip").write_bytes(pack(entries, {"version": "1.0.0"}))
    packed = Packed(tmp_path / "1.zip")
    assert {name: packed.get(name) for name in packed.names()} == entries
    assert packed.get("resource y") is None
    assert packed.about["version"] == "1.0.0"


def test_a_damaged_index_is_an_error_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "1.0.0.zip"
    good = pack({"provider": [[{}, {}]]}, {})
    for data in (b"", b"no zip", good[:-30], good[: len(good) // 2]):
        path.write_bytes(data)
        with pytest.raises(InputError, match="cannot be read") as raised:
            Packed(path)
        assert raised.value.where is not None
        assert raised.value.where.path == path


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1.0.0.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = {"format": 1, "documents": [["provider"]]}
        archive.writestr("contents.json", json.dumps(contents))
        archive.writestr("0000.json", b" " * (33 * 2**20))
    with pytest.raises(InputError, match="too large"):
        Packed(path).get("provider")
