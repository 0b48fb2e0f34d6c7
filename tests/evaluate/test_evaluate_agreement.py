"""The evaluator says what Terraform says: values, types, and the lines of errors.

`agreement.json` holds what Terraform 1.11 answers; a row with `open` is one that is left unknown.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluated import evaluated, lines, notation, plain
from terraform_answers import Answer, ask, write_files

from tfgen.evaluate.values import is_wholly_known, to_python

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "agreement.json").read_text(encoding="utf-8")
)
CODES = {
    "Attempt to get attribute from null value": "TFG309",
    "Attempt to index null value": "TFG309",
    "Call to unknown function": "TFG301",
    "Condition is null": "TFG309",
    "Duplicate object key": "TFG308",
    "Error in function call": "TFG303",
    "Inconsistent conditional result types": "TFG306",
    "Incorrect condition type": "TFG307",
    "Incorrect key type": "TFG310",
    "Invalid 'for' condition": "TFG307",
    "Invalid expanding argument value": "TFG303",
    "Invalid function argument": "TFG303",
    "Invalid index": "TFG305 TFG309",
    "Invalid object key": "TFG309 TFG310",
    "Invalid operand": "TFG304",
    "Invalid template interpolation value": "TFG307 TFG309",
    "Iteration over non-iterable value": "TFG307",
    "Iteration over null value": "TFG309",
    "Missing map element": "TFG305",
    "Not enough function arguments": "TFG302",
    "Null condition": "TFG309",
    "Null value as key": "TFG309",
    "Operation failed": "TFG308 TFG309",
    "Too many function arguments": "TFG302",
    "Unsupported attribute": "TFG305",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("expressions")
    write_files(made)
    return made


def difference(row: dict[str, Any], folder: Path) -> str:
    """How the evaluator's answer differs from a row; nothing where it does not."""
    text = row["expression"]
    value, problems = evaluated(text, folder)
    found = lines(text, problems)
    errors = row.get("errors", [])
    if sorted({line for line, _ in found}) != sorted({line for line, _ in errors}):
        return f"{text}: errors {found}, not {errors}"
    for line, code in found:
        if not any(code in CODES[summary] for at, summary in errors if at == line):
            return f"{text}: {code}, not {errors}"
    known = is_wholly_known(value)
    if "type" not in row or known == row.get("open", False):
        return "" if "type" not in row else f"{text}: known is {known}"
    if not known:
        return ""
    if notation(value.type) != row["type"]:
        return f"{text}: {notation(value.type)}, not {row['type']}"
    same = plain(to_python(value)) == row["value"]
    return "" if same else f"{text}: {to_python(value)}, not {row['value']}"


def test_agrees_with_the_answers(folder: Path) -> None:
    assert [found for row in ROWS if (found := difference(row, folder))] == []


def test_the_answers_are_terraforms(
    tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    answers = ask([row["expression"] for row in ROWS], tmp_path, terraform_bin, terraform_env)
    recorded = [
        Answer(
            tuple((line, summary) for line, summary in row.get("errors", [])),
            row.get("type"),
            row.get("value"),
        )
        for row in ROWS
    ]
    wrong = [
        (row["expression"], answer)
        for row, answer, known in zip(ROWS, answers, recorded, strict=True)
        if answer != known
    ]
    assert wrong == []
