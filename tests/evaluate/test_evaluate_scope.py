"""Names, marks and cycles."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluated import evaluated, parsed

from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.looked_at import looking
from tfgen.evaluate.scope import Lazy, Scope, Signature, Steps, scope_of
from tfgen.evaluate.types import DYNAMIC, NUMBER, STRING
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    UNKNOWN,
    UNKNOWN_STRING,
    Value,
    from_python,
    object_of,
    string,
    to_python,
)
from tfgen.hcl.file import read_text
from tfgen.hcl.syntax import Attr, Variable

LOCALS = {
    "a": "upper(local.b)",
    "b": '"x-${local.c[0]}"',
    "c": "[for each in [1, 2] : each + 1]",
    "d": "[local.e]",
    "e": "{ back = local.d }",
}


def module() -> tuple[Lazy, list[str]]:
    """The locals above, evaluated when asked for; and the order in which that happens."""
    order: list[str] = []

    def compute(name: str) -> Value:
        order.append(name)
        expression, whole = parsed(LOCALS[name])
        return evaluate(expression, Scope(Path(), whole, roots))

    def roots(root: Variable, steps: Steps) -> tuple[Value, int] | None:
        assert root.name == "local"
        assert isinstance(steps[0], Attr)
        return names[steps[0].name], 1

    names = Lazy(compute)
    return names, order


def test_locals_are_evaluated_once_and_only_when_asked_for() -> None:
    names, order = module()
    assert to_python(names["a"]) == "X-2"
    assert order == ["a", "b", "c"]
    assert to_python(names["b"]) == "x-2"
    assert order == ["a", "b", "c"]


def test_a_cycle_is_dynamic() -> None:
    names, _ = module()
    assert to_python(names["d"]) == [{"back": UNKNOWN}]
    assert names.cycles == {"d"}


def test_unknown_names_are_dynamic_and_no_problem() -> None:
    value, problems = evaluated("upper(aws_lb.this[0].arn)")
    assert (value.type, value.data, problems) == (STRING, UNKNOWN, [])
    assert evaluated("aws_lb.this.arn") == (DYNAMIC_VALUE, [])


def test_a_loops_variable_hides_a_root() -> None:
    value, problems = evaluated('[for var in [{ str = "own" }] : var.str]')
    assert (to_python(value), problems) == (["own"], [])


def test_marks_are_carried() -> None:
    for text in (
        "var.secret",
        '"a-${var.secret}"',
        "upper(var.secret)",
        "[var.secret][0]",
        "{ a = var.secret }.a",
        'var.secret == "x"',
        "true ? 1 : length(var.secret)",
        "[for each in [var.secret] : each][0]",
        "merge({ a = var.secret }, {}).a",
        "jsonencode([var.secret])",
        "toset([var.secret])",
        'sensitive("a")',
        "length(sensitive([1]))",
    ):
        assert evaluated(text)[0].sensitive, text
    for text in ("nonsensitive(var.secret)", "[var.secret]", "length([var.secret])", '"a"'):
        assert not evaluated(text)[0].sensitive, text


def test_ephemeral_values_become_null() -> None:
    expression, whole = parsed("ephemeralasnull([token, 1])")
    scope = Scope(Path(), whole, names={"token": Value(STRING, "x", ephemeral=True)})
    assert to_python(evaluate(expression, scope)) == [None, 1]


def test_functions_of_providers() -> None:
    signature = Signature((("arn", STRING),), NUMBER)
    expression, whole = parsed("provider::aws::parts(1, 2)")
    scope = Scope(Path(), whole, functions={"provider::aws::parts": signature})
    assert evaluate(expression, scope) == DYNAMIC_VALUE
    assert [problem.code for problem in scope.problems] == ["TFG302"]
    expression, whole = parsed("provider::aws::parts(1)")
    scope = Scope(Path(), whole, functions={"provider::aws::parts": signature})
    assert evaluate(expression, scope).type is NUMBER
    assert scope.problems == []
    assert evaluated("provider::other::thing()") == (DYNAMIC_VALUE, [])


def test_files_that_were_looked_at_are_noted(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x", encoding="utf-8")
    with looking() as seen:
        evaluated('try(file("missing"), file("there"), fileexists("other"))', tmp_path)
    assert seen == {tmp_path / "missing", tmp_path / "there"}


def test_a_scope_of_a_file() -> None:
    file = read_text("a = [1][2]\n", Path("main.tf"))
    assert file.body is not None
    scope = scope_of(file, Path())
    assert evaluate(file.body.attributes[0].value, scope) == DYNAMIC_VALUE
    assert [problem.offset for problem in scope.problems] == [7]
    quiet = scope.quiet()
    evaluate(file.body.attributes[0].value, quiet)
    assert len(scope.problems) == 1


def test_python_values() -> None:
    value = from_python({"b": [1, None], "a": UNKNOWN})
    assert to_python(value) == {"a": UNKNOWN, "b": [1, None]}
    assert list(value.data if isinstance(value.data, dict) else ()) == ["a", "b"]
    assert value.is_known
    assert not value.is_wholly_known
    assert from_python(value) is value
    assert Value(DYNAMIC, None).is_null


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('file("x.txt")', UNKNOWN),
        ('fileexists("gone.txt")', UNKNOWN),
        ('fileset(".", "*.txt")', UNKNOWN),
        ('templatefile("x.txt", {})', UNKNOWN),
        ('abspath("x.txt")', UNKNOWN),
        ('file("${path.module}/x.txt")', "text"),
        ('one(fileset(path.module, "*.txt"))', "x.txt"),
        ('[for path in ["x.txt"] : file(path)]', [UNKNOWN]),
        ("path.module", UNKNOWN),
        ("basename(path.module)", UNKNOWN),
        ('abspath("/a/../b")', "/b"),
    ],
)
def test_files_where_nobody_knows_from_where_terraform_runs(
    text: str, expected: object, tmp_path: Path
) -> None:
    (tmp_path / "x.txt").write_text("text")
    expression, whole = parsed(text)

    def roots(root: Variable, steps: Steps) -> tuple[Value, int] | None:
        assert root.name == "path"
        return UNKNOWN_STRING, len(steps)

    paths = object_of({"module": string(str(tmp_path))})
    scope = Scope(None, whole, roots, file_paths=paths)
    assert to_python(evaluate(expression, scope)) == expected
    assert scope.problems == []


def test_a_file_that_is_missing_whoever_calls(tmp_path: Path) -> None:
    expression, whole = parsed('file("/no/such/file")')
    scope = Scope(None, whole)
    evaluate(expression, scope)
    (problem,) = scope.problems
    assert problem.remedy.startswith("add the file, or correct the path")
