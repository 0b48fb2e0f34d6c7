"""`tfgen validate` of 2,000 stacks: cold and warm, beside python-hcl2, Terraform and checkov.

The peers would take hours over all stacks: each runs over a few of them, and its time is scaled up.
checkov is that of the Makefile (`make lint` installs it); its start and the catalog are not scaled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bench import generate
from bench.measure import Ratio
from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ

ROOT = Path(__file__).resolve().parents[1]
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
FOR_HCL2, FOR_TERRAFORM, FOR_CHECKOV = 60, 10, 40
MEGABYTES = 500
ROUNDS = 2
WARM_ROUNDS = 3


def ratios() -> Iterator[Ratio]:
    """Time beside each peer, cold and warm, and memory beside its limit."""
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        root = Path(folder)
        generate._repository(root)
        generate._generate(root)
        stacks = sorted((root / "stacks").glob("*/*"))
        runs = [_cold_and_warm(root, stacks) for _ in range(ROUNDS)]
        first, again, memory = (
            min(r[0] for r in runs),
            min(r[1] for r in runs),
            max(r[2] for r in runs),
        )
        number = len(stacks)
        parsing = _scaled(stacks, FOR_HCL2, _python_hcl2)
        yield Ratio(f"validate {number} stacks", first, "python-hcl2 alone", parsing, 1.3)
        yield Ratio("one file changed", again, "all of them", first, 0.03)
        terraform = _scaled(stacks, FOR_TERRAFORM, _terraform)
        yield Ratio(f"validate {number} stacks", first, "terraform validate", terraform, 1 / 40)
        yield Ratio("one file changed", again, "terraform validate", terraform, 1 / 1000)
        checkov = _checkov_for_all(stacks)
        yield Ratio(f"validate {number} stacks", first, "checkov", checkov, 1 / 20)
        yield Ratio("memory at its most", memory, "limit", MEGABYTES, 1, "MB")


def _cold_and_warm(root: Path, stacks: Sequence[Path]) -> tuple[float, float, float]:
    """Seconds with an empty cache, and again after one file has changed; megabytes of the first."""
    cache = root / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    # The tables of hcl2's grammar are built once for each user, not for each repository.
    _validate(root, environ, stacks[:1])
    shutil.rmtree(cache / "tfgen" / "validate")
    everything = [root / "stacks", root / "modules"]
    cold, memory = _validate(root, environ, everything)
    changed = stacks[len(stacks) // 2] / "service.tf"
    warm = []
    for _ in range(WARM_ROUNDS):
        changed.write_text(changed.read_text() + f"# {time.time_ns()}\n")
        warm.append(_validate(root, environ, everything)[0])
    return cold, min(warm), memory


def _validate(root: Path, environ: Mapping[str, str], paths: Sequence[Path]) -> tuple[float, float]:
    """Seconds, and the megabytes that its processes took together when it was most."""
    command = [sys.executable, "-m", "tfgen", "validate", *map(str, paths)]
    started, most = time.perf_counter(), 0.0
    process = subprocess.Popen(command, cwd=root, env=environ, stdout=subprocess.DEVNULL)
    while True:
        try:
            code = process.wait(0.05)
            break
        except subprocess.TimeoutExpired:
            most = max(most, _megabytes(process.pid))
    if code:
        raise subprocess.CalledProcessError(code, command)
    return time.perf_counter() - started, most


def _megabytes(pid: int) -> float:
    """The memory of a process and its children, what they share counted once."""
    try:
        own = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    kilobytes = next(line.split()[1] for line in own.splitlines() if line.startswith("Pss:"))
    return int(kilobytes) / 1024 + sum(_megabytes(int(child)) for child in children)


def _scaled(stacks: Sequence[Path], few: int, work: Callable[[Sequence[Path]], None]) -> float:
    """The seconds that `work` takes over `few` stacks, scaled up to all of them."""
    return _timed(partial(work, _some(stacks, few))) * len(stacks) / few


def _some(stacks: Sequence[Path], number: int) -> Sequence[Path]:
    return stacks[:: len(stacks) // number][:number]


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _python_hcl2(stacks: Sequence[Path]) -> None:
    """Each distinct file once, on all cores."""
    files = {path.read_bytes(): path for stack in stacks for path in sorted(stack.glob("*.tf"))}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_parse, files.values(), chunksize=8))


def _parse(path: Path) -> None:
    import hcl2

    with path.open() as file:
        hcl2.load(file)


def _terraform(stacks: Sequence[Path]) -> None:
    """`init` and `validate`, two stacks at once, in copies that nobody else has initialised."""
    environ = terraform_environ(os.environ)
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        # The stacks name their modules as ../../../modules.
        copies = [Path(folder) / "stacks" / one.parent.name / one.name for one in stacks]
        for stack, copy in zip(stacks, copies, strict=True):
            shutil.copytree(stack, copy)
        (Path(folder) / "modules").symlink_to(ROOT / "modules")
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_init_and_validate, copies, [environ] * len(copies)))


def _init_and_validate(stack: Path, environ: Mapping[str, str]) -> None:
    terraform = str(find().path)
    for words in (["init", "-backend=false", "-input=false"], ["validate"]):
        command = [terraform, *words]
        subprocess.run(command, cwd=stack, env=environ, check=True, stdout=subprocess.DEVNULL)


def _checkov_for_all(stacks: Sequence[Path]) -> float:
    """The seconds over a few stacks, and over all of the others what each more of them takes."""
    few, more = FOR_CHECKOV // 4, FOR_CHECKOV
    start, end = (_timed(partial(_checkov, _some(stacks, number))) for number in (few, more))
    return start + (end - start) / (more - few) * (len(stacks) - few)


def _checkov(stacks: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        for stack in stacks:
            shutil.copytree(stack, Path(folder) / "stacks" / stack.parent.name / stack.name)
        shutil.copytree(ROOT / "modules", Path(folder) / "modules")
        command = [str(CHECKOV), "--framework", "terraform", "--quiet", "--compact"]
        command += ["--skip-download", "--soft-fail", "--directory", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
