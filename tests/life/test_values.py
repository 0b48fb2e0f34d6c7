"""Whatever text a spec holds arrives in Terraform's plan as it was written."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tfgen import generation, project
from tfgen.runner.run import terraform_in
from tfgen.runner.selection import StackFolder
from tfgen.sandbox import lifecycle, workspace
from tfgen.sandbox.workspace import Bench

ROOT = Path(__file__).resolve().parents[2]
AWKWARD = (
    '"', "\\", "\n", "\r\n", "${", "%{", "$${", "%%{", "${a}", "%{ if b }", "{{ x }}", "{% y %}",
    "{# z #}", "<IMAGE1_NAME>", "<<EOF\n", "EOF\n", "<<-EOT", "🦀", "é", "\t", "'", "#", "//", "/*",
    "\u2028", "$", "%", "\\u0041", "null", "true", " ", "&", "]", "}",
)  # fmt: skip
# ECS takes no NUL, YAML no other control characters but these, and UTF-8 no surrogates.
TEXT = st.lists(
    st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    max_size=6,
).map("".join)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Bench]]:
    root = tmp_path_factory.mktemp("values")
    settings_text = (ROOT / "tests" / "golden" / "tfgen.yaml").read_text(encoding="utf-8")
    (root / "tfgen.yaml").write_text(settings_text.replace("  new:", "  stg:"), encoding="utf-8")
    (root / "services").mkdir()
    (root / "modules").symlink_to(ROOT / "modules")
    loaded = project.load(root)
    with lifecycle.private("222222222222", "eu-west-1") as sandbox:
        yield root, workspace.bench(loaded, "stg", sandbox, root / "scratch")


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(values=st.lists(TEXT, min_size=30, max_size=60))
def test_text_arrives_unchanged(bench: tuple[Path, Bench], values: list[str]) -> None:
    root, to = bench
    # Every awkward text by itself, and what hypothesis makes of them.
    variables = {f"V{number}": value for number, value in enumerate([*AWKWARD, *values])}
    spec = {
        "name": "worker",
        "kind": "worker",
        "strategy": "codepipeline",
        "source": {"repository": "example/worker"},
        "containers": {"worker": {"environment": variables, "command": [*values[:3]]}},
        "environments": {"stg": {}},
    }
    with (root / "services" / "worker.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(spec, file)
    loaded = project.load(root)
    generation.write(loaded, generation.prepare(loaded, ["worker"]))
    stack = StackFolder("stg", "worker", loaded.stack_folder("stg", "worker"))
    terraform = terraform_in(loaded, workspace.scratch(loaded, stack, to), lambda _: None)
    terraform.plan(root / "worker.tfplan")
    plan = terraform.show_json(root / "worker.tfplan")
    [definition] = [
        change["change"]["after"]
        for change in plan["resource_changes"]
        if change["address"] == "aws_ecs_task_definition.this"
    ]
    [container] = json.loads(definition["container_definitions"])
    found = {one["name"]: one["value"] for one in container["environment"]}
    # Terraform brings every string into Unicode's normal form C.
    assert found == {name: unicodedata.normalize("NFC", text) for name, text in variables.items()}
    assert container.get("command", []) == [unicodedata.normalize("NFC", v) for v in values[:3]]
    assert terraform.fmt_check() == ()
