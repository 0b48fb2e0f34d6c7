"""Terraform's own formatting of texts, by one process for all of them.

Without Terraform only the columns of `=` are put right, and only in texts that were right before.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tfgen.hcl.align import align
from tfgen.hcl.judge import is_endless

_SECONDS = 120
_AT_ONCE = 100


def unformatted(folders: Sequence[Path], terraform: str) -> list[Path]:
    """The `.tf` files of `folders` (absolute paths) that `terraform fmt` would change, in order.

    A folder with a pipe in the place of a file is left out, for Terraform would wait for it.
    """
    found: set[Path] = set()
    finite = [str(folder) for folder in folders if not is_endless(folder)]
    for start in range(0, len(finite), _AT_ONCE):
        few = finite[start : start + _AT_ONCE]
        output = _fmt(["-write=false", "-list=true", *few], Path.cwd(), terraform)
        found |= {Path(os.path.normpath(Path.cwd() / line)) for line in output.splitlines()}
    return sorted(path for path in found if path.suffix == ".tf")


def formatted(texts: Sequence[str], terraform: str) -> list[str]:
    """The texts as `terraform fmt` writes them; one that is no valid HCL stays as it is."""
    with tempfile.TemporaryDirectory(prefix="tfgen-fmt-") as name:
        folder = Path(name)
        files = [folder / f"{number}.tf" for number in range(len(texts))]
        for path, text in zip(files, texts, strict=True):
            path.write_text(text, encoding="utf-8", newline="")
        _fmt(["-list=false", "-write=true", "."], folder, terraform)
        return [path.read_bytes().decode() for path in files]


def aligned(old: str, new: str) -> str:
    """`new` with the columns of `=` put right, where those of `old` were."""
    return align(new) if align(old) == old else new


def _fmt(arguments: Sequence[str], folder: Path, terraform: str) -> str:
    """What `terraform fmt` prints. Invalid files make it fail, and it goes on with the others."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    environ |= {
        "CHECKPOINT_DISABLE": "1",
        "PWD": str(folder),
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    done = subprocess.run(
        [terraform, "fmt", "-no-color", *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout.decode("utf-8", "surrogateescape")
