"""The two ways into HCL: one text, and one folder."""

from __future__ import annotations

from pathlib import Path

from tfgen.errors import InputError, InputErrors, Where
from tfgen.hcl.file import read_text
from tfgen.hcl.model import Body, SyntaxProblem
from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader


def parse(text: str, path: Path) -> Body:
    """The blocks and attributes of `text`, the content of the file `path`.

    Raises `InputErrors`, one error for each syntax error, with its place.
    """
    file = read_text(text, path)
    if file.body is None or file.problems:
        raise InputErrors([_error(problem, path) for problem in file.problems])
    return file.body


def _error(problem: SyntaxProblem, path: Path) -> InputError:
    where = Where(path, problem.position.line, problem.position.column)
    return InputError(problem.message, hint=problem.remedy, where=where)


def read_module(folder: Path, terraform: str | None = None) -> Module:
    """The module in `folder`, and what the local modules that it calls declare.

    `terraform` is the program that decides what is valid HCL, where there is one. Nothing is
    raised for files that cannot be read or are no HCL: their `problems` tell.
    """
    return Reader(terraform).modules([folder])[0]
