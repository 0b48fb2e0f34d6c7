"""A repository of stacks whose changes reach some of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_infra import Infra


@pytest.fixture
def infra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Infra:
    """Stacks with modules, files and each other's names; nothing committed yet."""
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    made = Infra(tmp_path / "a 'repository' in a path")
    made.write("modules/outer/main.tf", 'module "inner" {\n  source = "../inner"\n}\n')
    made.write(
        "modules/inner/main.tf",
        'locals {\n  text = templatefile("${path.module}/files/${var.name}.tpl", {})\n}\n',
    )
    made.write("modules/inner/files/a.tpl", "a")
    made.write("modules/innermost/main.tf", "")
    calls = 'module "outer" {\n  source = "../../../modules/outer"\n}\n'
    made.write("stacks/stg/web/main.tf", calls)
    made.write("stacks/stg/web-admin/main.tf", 'locals {\n  a = file("data.json")\n}\n')
    made.write("stacks/stg/web-admin/data.json", "{}")
    made.write("stacks/prd/web/main.tf", calls)
    made.write("services/web.yaml", "name: web\n")
    made.write("README.md", "x")
    return made
