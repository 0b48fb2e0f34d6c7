"""Where modules come from, and the labels that look-ups get."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize(
    ("catalog", "source"),
    [
        ("modules", "../../../modules/autoscaling"),
        ("git::https://x/y.git//m?ref=v1", "git::https://x/y.git//m/autoscaling?ref=v1"),
        ("git::https://x/y.git?ref=v1", "git::https://x/y.git//autoscaling?ref=v1"),
        ("git::ssh://git@x/y.git//m", "git::ssh://git@x/y.git//m/autoscaling"),
        ("git@github.com:a/m.git//x?ref=1", "git@github.com:a/m.git//x/autoscaling?ref=1"),
        ("github.com/a/m//x?ref=1", "github.com/a/m//x/autoscaling?ref=1"),
    ],
)
def test_source_of_a_module(repository, catalog: str, source: str) -> None:
    repository.write("tfgen.yaml", repository.read("tfgen.yaml") + f"catalog: {catalog}\n")
    spec = repository.read("services/web.yaml") + "scaling: {min: 1, max: 2, cpu: 50}\n"
    repository.write("services/web.yaml", spec)
    assert repository.run("generate")[0] == 0
    text = repository.read("stacks/stg/web/service.tf")
    assert re.search(rf'source += "{re.escape(source)}"', text)


def test_a_folder_of_modules_that_is_not_there_yet(repository) -> None:
    (repository.root / "modules").unlink()
    code, _, err = repository.run("generate")
    assert code == 0
    assert "tfgen.yaml: there is no folder of modules here yet" in err


@pytest.mark.parametrize("catalog", ["/abs/modules", "''"])
def test_a_catalog_that_can_be_none(repository, catalog: str) -> None:
    repository.write("tfgen.yaml", repository.read("tfgen.yaml") + f"catalog: {catalog}\n")
    code, _, err = repository.run("generate")
    assert code == 2
    assert "tfgen.yaml:15:" in err


def test_look_ups_with_like_names_stay_apart(repository) -> None:
    text = repository.read("tfgen.yaml").replace("vpc_id: vpc-1", "vpc_id: remote_state:a-b.x")
    text = text.replace("[subnet-1, subnet-2]", "remote_state:a_b.x")
    repository.write("tfgen.yaml", text)
    assert repository.run("generate")[0] == 0
    main = repository.read("stacks/stg/web/main.tf")
    assert main.count('data "terraform_remote_state"') == 2
    assert '"../a-b/terraform.tfstate"' in main
    assert '"../a_b/terraform.tfstate"' in main
