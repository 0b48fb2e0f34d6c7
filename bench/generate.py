"""`tfgen generate` of many services, beside a bare Jinja2 loop over the same templates."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Ratio
from tfgen import project, render, services, strategies

SERVICES = 1000
ROUNDS = 4
FIRST_LIMIT = 1.5
AGAIN_LIMIT = 0.25
ROOT = Path(__file__).resolve().parents[1]

_SETTINGS = """\
project: bench
environments:
  stg: {account_id: "111111111111", listeners: {public: {}}}
  prd: {account_id: "222222222222", listeners: {public: {}}}
"""


def ratios() -> Iterator[Ratio]:
    """The first run and the second, which has nothing to do."""
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        root = Path(folder)
        _repository(root)
        rounds = [(_bare(root), _fresh(root), _generate(root)) for _ in range(ROUNDS)]
    bare, first, again = map(min, zip(*rounds, strict=True))
    yield Ratio(f"generate {SERVICES} services x 2", first, "bare Jinja2 loop", bare, FIRST_LIMIT)
    yield Ratio("the same again, nothing to do", again, "the first run", first, AGAIN_LIMIT)


def _repository(root: Path) -> None:
    (root / "tfgen.yaml").write_text(_SETTINGS)
    (root / "services").mkdir()
    (root / "modules").symlink_to(ROOT / "modules")
    example = (ROOT / "examples" / "rails" / "web.yaml").read_text()
    for number in range(SERVICES):
        text = example.replace("name: web\n", f"name: web{number}\n")
        text = text.replace("priority: 200", f"priority: {number + 1}")
        (root / "services" / f"web{number}.yaml").write_text(text)


def _bare(root: Path) -> float:
    """The same templates and values, rendered and written without anything else."""
    loaded = project.load(root)
    stacks = [
        strategies.stack(loaded, service, environment)
        for service in services.load(loaded)
        for environment in service.environments
    ]
    jinja = render._environment(None)
    target = root / "bare"
    started = time.perf_counter()
    for stack in stacks:
        folder = target / stack.environment / stack.service
        folder.mkdir(parents=True)
        for file in stack.files:
            text = jinja.get_template(file.template).render(stack.values)
            (folder / file.name).write_text(text)
    seconds = time.perf_counter() - started
    shutil.rmtree(target)
    return seconds


def _fresh(root: Path) -> float:
    shutil.rmtree(root / "stacks", ignore_errors=True)
    shutil.rmtree(root / ".tfgen", ignore_errors=True)
    return _generate(root)


def _generate(root: Path) -> float:
    started = time.perf_counter()
    command = [sys.executable, "-m", "tfgen", "generate"]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
