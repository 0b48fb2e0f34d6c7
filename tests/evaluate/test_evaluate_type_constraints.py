"""The `type` of variables, checked by Terraform itself, and the defaults in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from evaluated import evaluated, lines, notation, parsed

from tfgen.evaluate.conversion import convert
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.type_constraints import apply_defaults, parse_type
from tfgen.evaluate.values import to_python

# A type, and the lines on which Terraform finds it wrong.
CONSTRAINTS: list[tuple[str, list[int]]] = [
    ("string", []),
    ("any", []),
    ("list(map(any))", []),
    ("tuple([string, list(bool)])", []),
    ("object({ a = string, b = optional(number, 1) })", []),
    ("object({ true = string })", []),
    ('object({ a = optional(object({ b = optional(string, "q") }), {}) })', []),
    ("object({ a = optional(list(string), [for x in [1] : x]) })", []),
    ("foo", [0]),
    ("foo(string)", [0]),
    ("string(\n)", [0]),
    ("set", [0]),
    ("object", [0]),
    ("list(\n)", [0]),
    ("list(string,\nnumber)", [1]),
    ("object(string)", [0]),
    ("object({ a = string, a = number })", [0]),
    ('object({ "a" = string })', [0]),
    ("object({\n  a = foo,\n  b = bar\n})", [1, 2]),
    ("tuple(string)", [0]),
    ("optional(string)", [0]),
    ("list(optional(string))", [0]),
    ("object({ a = optional() })", [0]),
    ("object({ a = optional(string, 1, 2) })", [0]),
    ('object({ a = optional(number,\n"x") })', [1]),
    ("object({ a = optional(number,\nvar.x) })", [1]),
    ('object({ a = optional(number, upper("1")) })', [0]),
    ("(string)", [0]),
    ("a.b", [0]),
    ("1", [0]),
    ("{ a = string }", [0]),
]


@pytest.mark.parametrize(("text", "wrong"), CONSTRAINTS)
def test_types_are_read_as_terraform_reads_them(text: str, wrong: list[int]) -> None:
    expression, whole = parsed(text)
    scope = Scope(Path(), whole)
    parse_type(expression, scope)
    assert [line for line, _ in lines(text, scope.problems)] == wrong


def test_the_lines_are_terraforms(
    tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    for number, (text, _) in enumerate(CONSTRAINTS):
        declared = f'variable "v{number}" {{\ntype = {text}\n}}\n'
        (tmp_path / f"{number}.tf").write_text(declared, encoding="utf-8")
    done = subprocess.run(
        [terraform_bin, "validate", "-json"],
        cwd=tmp_path,
        env=terraform_env,
        capture_output=True,
        check=False,
    )
    found: dict[int, set[int]] = {number: set() for number in range(len(CONSTRAINTS))}
    for one in json.loads(done.stdout)["diagnostics"]:
        place = one["range"]
        found[int(place["filename"].removesuffix(".tf"))].add(place["start"]["line"] - 2)
    assert {number: sorted(each) for number, each in found.items()} == {
        number: wrong for number, (_, wrong) in enumerate(CONSTRAINTS)
    }


@pytest.mark.parametrize(
    ("type_text", "given", "expected"),
    [
        ("object({ a = string, b = optional(number, 3) })", "{ a = 1 }", {"a": "1", "b": 3}),
        ("object({ b = optional(number, 3) })", "{ b = null }", {"b": 3}),
        ("object({ b = optional(number, 3) })", "null", None),
        (
            'list(object({ a = optional(string, "x") }))',
            "[{}, { a = 1 }]",
            [{"a": "x"}, {"a": "1"}],
        ),
        ('list(object({ a = optional(string, "x") }))', "[]", []),
        ("map(object({ a = optional(list(string), []) }))", "{ k = {} }", {"k": {"a": []}}),
        ('tuple([object({ a = optional(string, "x") }), string])', "[{}, 1]", [{"a": "x"}, "1"]),
        (
            'object({ a = optional(object({ b = optional(string, "q") }), {}) })',
            "{}",
            {"a": {"b": "q"}},
        ),
        ('set(object({ a = optional(string, "x") }))', '[{}, { a = "x" }]', [{"a": "x"}]),
    ],
)
def test_defaults_are_put_in(type_text: str, given: str, expected: object) -> None:
    expression, whole = parsed(type_text)
    type_, defaults = parse_type(expression, Scope(Path(), whole))
    assert defaults is not None
    value, _ = evaluated(given)
    made = convert(apply_defaults(value, defaults), type_)
    assert to_python(made) == expected
    assert "optional" not in json.dumps(notation(made.type))
