"""The life of a service that ecs-cli deploys, from the application's own two files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def legacy(quick, data_root):
    """The repository with the service of the example, generated."""
    shutil.copy(
        data_root("examples/legacy-ecs-cli/shop.yaml"), quick.root / "services" / "shop.yaml"
    )
    assert quick.run("generate", "shop")[0] == 0
    return quick


def test_the_example_lives_through_everything(legacy, data_root) -> None:
    source = data_root("examples/legacy-ecs-cli/app")
    before = legacy.tree()
    code, out, err = legacy.run(
        *("rehearse", "shop", "--env", "prd", "--format", "json", "--source", str(source))
    )
    report = json.loads(out)
    assert code == 0, out + err
    assert (report["strategy"], report["ok"], len(report["steps"])) == ("ecs-cli", True, 9)
    details = {step["name"]: step["detail"] for step in report["steps"]}
    assert "no service yet" in details["apply"]
    assert "2 target groups, 2 tasks" in details["deploy by the pipeline"]
    assert "wait for the next deployment" in details["change memory and environment"]
    assert "revision 1 -> 2" in details["deploy the change"]
    assert "back on revision 2, the failed one is deregistered" in details["deploy that fails"]
    assert "`ecs-cli compose service rm` first" in details["destroy"]
    assert legacy.tree() == before


def test_files_that_ecs_cli_would_refuse_are_no_source(legacy, data_root, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(data_root("examples/legacy-ecs-cli/app"), source)
    path = source / "docker-compose.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('version: "3"', 'version: "3.8"'), encoding="utf-8")
    code, _, err = legacy.run("rehearse", "shop", "--env", "stg", "--source", str(source))
    assert code == 2
    assert "docker-compose.yml:7" in err
    assert "ecs-cli does not read version '3.8'" in err
    assert 'write version: "3"' in err
    assert "Traceback" not in err
