"""What `hcl/write.py` writes is what Terraform reads, in the form that `terraform fmt` keeps."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tfgen.errors import InputError
from tfgen.hcl.write import Raw, expression, quote

# Pieces that mean something to HCL, Jinja, a shell or fmt, between any characters.
PIECES = [
    "${", "%{", "$${", "%%{", "$", "%", "{", "}", '"', "\\", "\n", "\r\n", "\t", "{{ x }}",
    "`", "'", "{% x %}", "{# x #}", "<IMAGE1_NAME>", "<<EOT\n", "EOT", "\\u0041", "#", "//", "/*",
    "*/", "\x00", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\ufeff", "\u202e", "é", "e\u0301",
    "名前", "👩‍👩‍👧", "🇯🇵", "${path.module}", "%{ if true }", "&", "~}", "=", "==", "=>",
]  # fmt: skip
TEXT = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
    max_size=6,
).map("".join)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
KEYS = st.sampled_from(["for", "in", "null", "true", "a-b", "_x", "1a", "", "if", "each"]) | TEXT


def distinct_in_terraform(mapping: dict[str, object]) -> bool:
    return len({as_read(key) for key in mapping}) == len(mapping)


VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=4).filter(distinct_in_terraform)
    ),
    max_leaves=8,
)
# One example is many values in one process of Terraform; to shrink it would take minutes.
BATCHES = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def as_read(value: object) -> object:
    """The value as Terraform holds it: strings in Unicode NFC, numbers in decimal."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, dict):
        return {as_read(key): as_read(item) for key, item in value.items()}
    return value


def document(values: list[object]) -> str:
    """A root module without a provider: the values as one local."""
    return f"locals {{\n  all = {expression(values, 2)}\n}}\n"


def run(argv: list[str], stdin: str, folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        argv, input=stdin.encode(), cwd=folder, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + stdin
    return done.stdout.decode()


@BATCHES
@given(values=st.lists(VALUES, min_size=40, max_size=80))
def test_terraform_reads_the_values_that_were_written(
    values: list[object],
    terraform_bin: str,
    terraform_env: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("values")
    (folder / "main.tf").write_text(document(values), encoding="utf-8", newline="")
    ask = "base64encode(jsonencode(local.all))"
    answer = run([terraform_bin, "console"], ask, folder, terraform_env)
    text = base64.b64decode(answer.strip().strip('"'))
    assert json.loads(text, parse_int=Decimal, parse_float=Decimal) == as_read(values)


@BATCHES
@given(values=st.lists(VALUES, min_size=40, max_size=80))
def test_terraform_fmt_changes_nothing(
    values: list[object],
    terraform_bin: str,
    terraform_env: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = document(values)
    folder = tmp_path_factory.getbasetemp()
    assert run([terraform_bin, "fmt", "-"], text, folder, terraform_env) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"plain"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\nb\r\tc", r'"a\nb\r\tc"'),
        ("\x00\x1b\x7f\u0085", r'"\u0000\u001b\u007f\u0085"'),
        ("${x} %{y} $${z}", '"$${x} %%{y} $$${z}"'),
        ("$ % {} $", '"$ % {} $"'),
        ("名前 👩‍👩‍👧", '"名前 👩‍👩‍👧"'),
    ],
)
def test_quote(value: str, text: str) -> None:
    assert quote(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (-1.5, "-1.5"),
        ([], "[]"),
        ({}, "{}"),
        (["a", "b"], '["a", "b"]'),
        (("a", 1, None, False), '["a", 1, null, false]'),
        (Raw("local.name"), "local.name"),
        ([Raw("aws_lb.this.arn")], "[aws_lb.this.arn]"),
        ([["a"]], '[\n  ["a"],\n]'),
        ([{}, {"a": 1}], "[\n  {},\n  {\n    a = 1\n  },\n]"),
        (
            {"a": 1, "long": 2, "map": {"x y": 3}, "b": Raw("var.b")},
            '{\n  a    = 1\n  long = 2\n  map = {\n    "x y" = 3\n  }\n  b = var.b\n}',
        ),
        ({"for": 1, "null": 2, "a-b": 3}, '{\n  "for"  = 1\n  "null" = 2\n  a-b    = 3\n}'),
    ],
)
def test_expression(value: object, text: str) -> None:
    assert expression(value) == text


def test_a_long_list_stands_on_several_lines() -> None:
    words = ["x" * 20] * 4
    assert expression(words, 2).splitlines() == ["[", *[f'    "{word}",' for word in words], "  ]"]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, "\ud800", {"k\udfff": 1}])
def test_what_hcl_cannot_hold_is_an_input_error(value: object) -> None:
    with pytest.raises(InputError) as caught:
        expression(value)
    assert caught.value.hint


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        expression({"a", "b"})
