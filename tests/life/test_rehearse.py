"""The whole life of the example, as it is, by the command that users call."""

from __future__ import annotations

import json
import shutil


def test_the_rails_example_lives_through_everything(quick, data_root) -> None:
    shutil.copy(data_root("examples/rails/web.yaml"), quick.root / "services" / "web.yaml")
    assert quick.run("generate")[0] == 0
    before = quick.tree()
    code, out, err = quick.run(
        *("rehearse", "web", "--env", "stg", "--format", "json"),
        *("--source", str(data_root("examples/rails/app"))),
    )
    report = json.loads(out)
    assert code == 0, out + err
    assert (report["service"], report["env"], report["strategy"]) == ("web", "stg", "codepipeline")
    assert report["ok"] is True
    assert len(report["steps"]) == 9
    assert all(set(step) == {"name", "ok", "seconds", "detail"} for step in report["steps"])
    details = {step["name"]: step["detail"] for step in report["steps"]}
    assert "memory 1024 -> 2048" in details["change memory and environment"]
    assert "the failed one is deregistered" in details["deploy that fails"]
    assert quick.tree() == before
    assert not (quick.root / "stacks/stg/web/.terraform").exists()
