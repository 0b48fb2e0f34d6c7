"""Reads folders of `.tf` files, each file once, with Terraform as the judge of what is valid."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tfgen.hcl.file import read_bytes
from tfgen.hcl.judge import Verdict, judge
from tfgen.hcl.lines import Position
from tfgen.hcl.model import File, SyntaxProblem
from tfgen.hcl.module import Module

_LOCAL = ("./", "../")
_OTHER_SYNTAX = (".tf.json", ".tofu", ".tofu.json")
_NOT_READ = "check its permissions, and that it is a file"


class Reader:
    """Reads modules; what was read is kept, so that many callers of a module cost one reading.

    `terraform` is the path of a Terraform or OpenTofu, or None: then what python-hcl2 and the
    scanner say of a file stands.
    """

    def __init__(self, terraform: str | None = None) -> None:
        self._terraform = terraform
        self._modules: dict[Path, Module] = {}

    def modules(self, folders: Iterable[Path]) -> list[Module]:
        """The modules of `folders`, in that order, with the local modules that they call.

        Nothing is raised for a file that cannot be read or is no HCL: its `problems` tell.
        """
        callers = self._read(list(folders))
        sources = {caller.folder: _sources(caller) for caller in callers}
        called = {path for of_one in sources.values() for path in of_one.values()}
        self._read(sorted(path for path in called if path.is_dir()))
        return [
            replace(
                caller,
                local_modules={
                    name: self._modules.get(path) for name, path in sources[caller.folder].items()
                },
            )
            for caller in callers
        ]

    def _read(self, folders: list[Path]) -> list[Module]:
        """The modules of `folders`, without the modules that they call."""
        new = [folder for folder in dict.fromkeys(folders) if folder not in self._modules]
        verdict = judge(new, self._terraform) if new and self._terraform else None
        for folder in new:
            self._modules[folder] = _module(folder, verdict)
        return [self._modules[folder] for folder in folders]


def _sources(module: Module) -> Mapping[str, Path]:
    """The folder of each call of a local module, by the name of the call."""
    # Override files come last, and the last source counts.
    texts = {
        block.labels[0]: source.literal.value
        for _, block in module.blocks("module")
        if block.labels and (source := block.body.attribute("source")) and source.literal
    }
    return {
        # Terraform cleans the path as text, before any symbolic link.
        name: Path(os.path.normpath(module.folder / text))
        for name, text in texts.items()
        if isinstance(text, str) and text.startswith(_LOCAL)
    }


def _module(folder: Path, verdict: Verdict | None) -> Module:
    try:
        seen = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError as error:
        return Module(folder, (_unreadable(folder, error),), opaque=True)
    entries = sorted(seen, key=lambda entry: (_overrides(entry), entry.name))
    files = tuple(
        _judged(_file(entry), verdict)
        for entry in entries
        if entry.name.endswith(".tf") and not entry.is_dir()
    )
    other = any(entry.name.endswith(_OTHER_SYNTAX) for entry in entries)
    return Module(folder, files, opaque=other or not files or any(not file.body for file in files))


def _overrides(path: Path) -> bool:
    """Whether Terraform merges a file over the others, after all of them."""
    return path.name == "override.tf" or path.name.endswith("_override.tf")


def _file(path: Path) -> File:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError("it is no regular file")
        return read_bytes(path.read_bytes(), path)
    except OSError as error:
        return _unreadable(path, error)


def _unreadable(path: Path, error: OSError) -> File:
    message = f"{path.name} cannot be read: {error.strerror or error}"
    return File(path, problems=(SyntaxProblem(Position(1, 1), message, _NOT_READ),))


def _judged(file: File, verdict: Verdict | None) -> File:
    """The file with Terraform's word, where it differs from that of the parser."""
    if verdict is None or not file.text:
        return file
    errors = verdict.get(file.path.parent.resolve() / file.path.name, ())
    if file.problems and not errors:
        return replace(file, body=None, problems=())
    # The first error is enough: most others follow from it.
    return replace(file, problems=errors[:1]) if errors and not file.problems else file
