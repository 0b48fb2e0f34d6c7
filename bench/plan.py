"""tfgen's own share of a plan, beside the same `terraform plan` by hand."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.measure import Ratio, best
from tfgen.sandbox import foundation, lifecycle
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ

ACCOUNT = "111111111111"
REGION = "us-east-1"
ROUNDS = 5
LIMIT = 1.05
ROOT = Path(__file__).resolve().parents[1]


def ratios() -> Iterator[Ratio]:
    """One ratio, of a stack that is yet to be made: the longest plan that it can have."""
    with (
        tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder,
        lifecycle.private(ACCOUNT, REGION) as sandbox,
    ):
        root = Path(folder) / "infra"
        environ = terraform_environ(sandbox.scrubbed(os.environ))
        _repository(root, sandbox, environ)
        yield _plan(root, environ)


def _repository(root: Path, sandbox: lifecycle.Sandbox, environ: Mapping[str, str]) -> None:
    """A service of which everything is filled in, as it is in an account."""
    made = foundation.create(sandbox, cluster="stg", listeners=["public"])
    arguments = ["--environment", f"stg={ACCOUNT}", "--region", REGION, "--yes"]
    _tfgen(root.parent, environ, "init", str(root), *arguments)
    settings = (root / "tfgen.yaml").read_text()
    filled = {
        'vpc_id: ""': f"vpc_id: {made.vpc_id}",
        "subnet_ids: []": f"subnet_ids: [{', '.join(made.subnet_ids)}]",
        'public: {arn: ""}': f'public: {{arn: "{made.listeners["public"][0]}"}}',
        'connection_arn: ""': f"connection_arn: {made.connection_arn}",
    }
    for empty, value in filled.items():
        settings = settings.replace(empty, value)
    (root / "tfgen.yaml").write_text(settings)
    spec = (ROOT / "examples" / "rails" / "web.yaml").read_text().replace("  prd: {}\n", "")
    (root / "services" / "web.yaml").write_text(spec)
    _tfgen(root, environ, "generate")


def _plan(root: Path, environ: Mapping[str, str]) -> Ratio:
    """Both plan the same stack, in its own folder, to a saved plan."""
    ours = ("plan", "web", "--env", "stg", "--out", str(root / "plans"))
    _tfgen(root, environ, *ours)  # initialises
    by_hand = {key: value for key, value in environ.items() if key != "GOGC"}
    command = [str(find().path), "plan", "-input=false", f"-out={root / 'by-hand.tfplan'}"]

    def terraform() -> None:
        with (root / "by-hand.log").open("w") as log:
            stack = root / "stacks" / "stg" / "web"
            subprocess.run(command, cwd=stack, env=by_hand, check=True, stdout=log)

    seconds, peer = best(ROUNDS, lambda: _tfgen(root, environ, *ours), terraform)
    return Ratio("tfgen plan, one stack", seconds, "terraform plan by hand", peer, LIMIT)


def _tfgen(root: Path, environ: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "tfgen", *arguments]
    with (root.parent / "tfgen.log").open("w") as log:
        subprocess.run(command, cwd=root, env=environ, check=True, stdout=log, stderr=log)
