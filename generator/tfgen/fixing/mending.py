"""Findings -> the texts of files in which they are mended."""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen import header
from tfgen.fixing import formatting
from tfgen.fixing.edits import Edit, apply
from tfgen.fixing.shared import shared
from tfgen.fixing.table import FIXES, FORMATTING, RENAMES, edits
from tfgen.hcl.file import read_text
from tfgen.hcl.model import File
from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader
from tfgen.rules.frame import Finding


@dataclass(frozen=True)
class Mended:
    """A file, its text on disk and the mended one, without byte order marks; `bom` had one."""

    path: Path
    old: str
    new: str
    bom: bool = False


@dataclass(frozen=True)
class Mending:
    """The files that change, and those that tfgen generated: their spec has to change instead."""

    files: tuple[Mended, ...]
    generated: tuple[Path, ...]


def mended(findings: Sequence[Finding], root: Path, terraform: str | None) -> Mending:
    """What mending `findings`, whose paths are seen from `root`, makes of their files.

    Files with syntax errors, in JSON or not in UTF-8 are left as they are, and so is a folder in
    which the edits would leave a file that cannot be read. Nothing is written.
    """
    by_folder: dict[Path, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.code in FIXES or finding.code == FORMATTING:
            path = root / finding.path
            by_folder[path.parent].append(replace(finding, path=path))
    files: list[Mended] = []
    generated: set[Path] = set()
    unformatted: set[Path] = set()
    reader = Reader(terraform)
    elsewhere = shared(by_folder)
    for folder, found in sorted(by_folder.items()):
        (module,) = reader.modules([folder])
        generated |= {one.path for one in found if _is_generated(module, one.path)}
        files += _edited(module, [one for one in found if one.path not in generated], elsewhere)
        unformatted |= {one.path for one in found if one.code == FORMATTING}
    done = _formatted(files, unformatted, terraform)
    return Mending(tuple(one for one in done if one.old != one.new), tuple(sorted(generated)))


def _is_generated(module: Module, path: Path) -> bool:
    return any(file.path == path and header.is_generated(file.text) for file in module.files)


def _edited(
    module: Module, findings: Sequence[Finding], elsewhere: frozenset[Path]
) -> list[Mended]:
    """The files of the findings, with their edits; the former texts where these do not hold.

    `elsewhere` are files that other modules may read, too.
    """
    files = {file.path: file for file in module.files if _is_editable(file)}
    changes: dict[Path, list[Edit]] = {path: [] for path in files}
    for finding in findings:
        if finding.path in files:
            wanted = list(edits(module, files[finding.path], finding))
            barred = elsewhere if finding.code == RENAMES else ()
            # A change of several files is made in all of them, or not at all.
            if all(path in files and path not in barred for path, _ in wanted):
                for path, edit in wanted:
                    changes[path].append(edit)
    texts = {path: apply(files[path].text, changes[path]) for path in files}
    if not all(_is_valid(text, path) for path, text in texts.items() if changes[path]):
        texts = {path: file.text for path, file in files.items()}
    named = {finding.path for finding in findings}
    return [
        Mended(path, file.text, texts[path], bom=_has_bom(path))
        for path, file in files.items()
        if path in named or texts[path] != file.text
    ]


def _is_editable(file: File) -> bool:
    """Whether what is written back is the file, apart from the edits."""
    if file.json or file.problems or file.body is None or header.is_generated(file.text):
        return False
    try:
        return file.path.read_bytes().removeprefix(codecs.BOM_UTF8) == file.text.encode()
    except OSError:
        return False


def _has_bom(path: Path) -> bool:
    return path.read_bytes().startswith(codecs.BOM_UTF8)


def _is_valid(text: str, path: Path) -> bool:
    file = read_text(text, path)
    return file.body is not None and not file.problems


def _formatted(
    files: Sequence[Mended], unformatted: set[Path], terraform: str | None
) -> Iterator[Mended]:
    """The files as `terraform fmt` writes them, where they were so before or are to become so."""
    if terraform is None:
        yield from (replace(one, new=formatting.aligned(one.old, one.new)) for one in files)
        return
    texts = [text for one in files for text in (one.old, one.new)]
    results = formatting.formatted(texts, terraform) if texts else []
    for one, old, new in zip(files, results[::2], results[1::2], strict=True):
        if one.path in unformatted:
            # Terraform's format knows no byte order mark.
            yield replace(one, new=new, old="\ufeff" * one.bom + one.old, bom=False)
        elif old == one.old:
            yield replace(one, new=new)
        else:
            yield one


def texts_by_path(mending: Mending) -> Mapping[Path, tuple[str, str]]:
    """The text on disk and the one to write of each file that changes."""
    return {
        one.path: ("\ufeff" * one.bom + one.old, "\ufeff" * one.bom + one.new)
        for one in mending.files
    }
