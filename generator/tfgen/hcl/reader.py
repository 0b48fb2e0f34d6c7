"""Reads folders of `.tf` files, each file once, with Terraform as the judge of what is valid."""

from __future__ import annotations

import os
import stat
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tfgen.hcl.file import read_bytes
from tfgen.hcl.json_file import read_json_bytes
from tfgen.hcl.judge import Verdict, judge
from tfgen.hcl.lines import Position
from tfgen.hcl.model import File, SyntaxProblem
from tfgen.hcl.module import Module

_LOCAL = ("./", "../")
_JSON = ".tf.json"
_OTHER_SYNTAX = (".tofu", ".tofu.json")
_KEPT = 64
_NOT_READ = "check its permissions, and that it is a file"


class Reader:
    """Reads modules. The last ones are kept, so that many callers of a module cost one reading.

    `terraform` is the path of a Terraform or OpenTofu, or None: then what python-hcl2 and the
    scanner say of a file stands. Terraform is asked about files that they refuse: it takes a
    second for a hundred folders, and what they accept it accepts (tests/hcl/test_hcl_agreement.py).
    """

    def __init__(self, terraform: str | None = None) -> None:
        self._terraform = terraform
        self._kept: OrderedDict[Path, Module] = OrderedDict()

    def modules(self, folders: Iterable[Path]) -> list[Module]:
        """The modules of `folders`, in that order, with the local modules that they call.

        Nothing is raised for a file that cannot be read or is no HCL: its `problems` tell.
        """
        return [self._linked(folder, ()) for folder in folders]

    def _linked(self, folder: Path, callers: tuple[Path, ...]) -> Module:
        """The module of a folder with those that it calls, but for calls that go in a circle."""
        module = self._module(folder)
        if folder in callers:
            return module
        above = (*callers, folder)
        called = {
            name: self._linked(path, above) if path.is_dir() else None
            for name, path in _sources(module).items()
        }
        return replace(module, local_modules=called) if called else module

    def _module(self, folder: Path) -> Module:
        """The module of a folder, without the modules that it calls."""
        if folder not in self._kept:
            module = _module(folder)
            if self._terraform and any(one.problems and one.text for one in module.files):
                module = _judged(module, self._terraform)
            self._kept[folder] = module
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(folder)
        return self._kept[folder]


def calls(module: Module) -> tuple[Path, ...]:
    """The folders of the local modules that a module calls, whether they exist or not."""
    return tuple(sorted(set(_sources(module).values())))


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


def _module(folder: Path) -> Module:
    try:
        seen = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError as error:
        return Module(folder, (_unreadable(folder, error),), opaque=True)
    entries = sorted(seen, key=lambda entry: (_overrides(entry), entry.name))
    files = tuple(
        _file(entry)
        for entry in entries
        if entry.name.endswith((".tf", _JSON)) and not entry.is_dir()
    )
    other = any(entry.name.endswith(_OTHER_SYNTAX) for entry in entries)
    return Module(folder, files, opaque=other or _unknown(files))


def _unknown(files: tuple[File, ...]) -> bool:
    """Whether something may be declared in files that could not be read."""
    return not files or any(file.body is None for file in files)


def _overrides(path: Path) -> bool:
    """Whether Terraform merges a file over the others, after all of them."""
    name = path.name.removesuffix(".json")
    return name == "override.tf" or name.endswith("_override.tf")


def _file(path: Path) -> File:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError("it is no regular file")
        data = path.read_bytes()
        return read_json_bytes(data, path) if path.name.endswith(_JSON) else read_bytes(data, path)
    except OSError as error:
        return _unreadable(path, error)


def _unreadable(path: Path, error: OSError) -> File:
    message = f"{path.name} cannot be read: {error.strerror or error}"
    return File(path, problems=(SyntaxProblem(Position(1, 1), message, _NOT_READ),))


def _judged(module: Module, terraform: str) -> Module:
    """The module with Terraform's word on the files that the parser refuses."""
    verdict = judge([module.folder], terraform)
    if verdict is None:
        return module
    files = tuple(_settled(file, verdict) for file in module.files)
    return replace(module, files=files, opaque=module.opaque or _unknown(files))


def _settled(file: File, verdict: Verdict) -> File:
    errors = verdict.get(file.path.parent.resolve() / file.path.name, ())
    if file.json or not (file.text and (file.problems or errors)):
        return file
    # Of one place ours says more. Many errors follow from the first, and Terraform tells them all.
    ours = {one.position.line: one for one in reversed(file.problems)}
    theirs = {one.position.line: one for one in reversed(errors)}
    told = tuple(ours.get(line, theirs[line]) for line in sorted(theirs))
    return replace(file, body=None, problems=told)
