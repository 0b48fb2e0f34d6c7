"""The fixes, by the code of the rule whose findings they mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tfgen.fixing import interpolation, renamed_attributes, renamed_data_sources, skip_destroy
from tfgen.fixing.edits import Edit
from tfgen.hcl.model import File
from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding

FORMATTING = "TFG005"
"""Mended for a whole file, after all edits (`fixing/formatting.py`)."""

RENAMES = "TFG410"
"""Mended only where no other module reads the file (`fixing/shared.py`)."""

Edits = Callable[[Module, File, Finding], Iterator[tuple[Path, Edit]]]
"""What mends a finding in a file of a module: files of that module, and what changes in them."""

FIXES: Mapping[str, tuple[Edits, ...]] = {
    "TFG006": (interpolation.edits,),
    RENAMES: (renamed_attributes.edits, renamed_data_sources.edits),
    "TFG506": (skip_destroy.edits,),
}


def edits(module: Module, file: File, finding: Finding) -> Iterator[tuple[Path, Edit]]:
    """The edits that mend a finding in `file`, a file of `module`; none where nothing can."""
    for fix in FIXES.get(finding.code, ()):
        yield from fix(module, file, finding)
