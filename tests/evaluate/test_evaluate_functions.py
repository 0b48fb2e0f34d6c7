"""The table of functions is Terraform's own."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from evaluated import evaluated

from tfgen.evaluate.functions.model import IMPLEMENTATIONS, Parameter, function, names
from tfgen.evaluate.problems import TITLES
from tfgen.evaluate.types import from_json

# Terraform knows these two only to say what replaced them.
GONE = {"list", "map"}
# What hangs on the clock, on chance or on a private key, and what is not worth its code.
NOT_COMPUTED = {
    "base64gzip", "bcrypt", "can", "log", "plantimestamp", "rsadecrypt", "templatefile",
    "templatestring", "timestamp", "try", "uuid", "yamldecode", "yamlencode",
}  # fmt: skip


def parameter(described: dict[str, Any]) -> Parameter:
    """A parameter as `terraform metadata functions -json` describes it."""
    nullable = described.get("is_nullable", False)
    return Parameter(described["name"], from_json(described["type"]), nullable)


def test_the_table_is_terraforms(terraform_bin: str, terraform_env: dict[str, str]) -> None:
    done = subprocess.run(
        [terraform_bin, "metadata", "functions", "-json"],
        env=terraform_env,
        capture_output=True,
        check=False,
    )
    found = json.loads(done.stdout)["function_signatures"]
    assert set(names()) - GONE == {name for name in found if not name.startswith("core::")}
    for name, described in found.items():
        ours = function(name)
        assert ours is not None
        assert list(ours.parameters) == [
            parameter(each) for each in described.get("parameters", [])
        ]
        rest = described.get("variadic_parameter")
        assert ours.variadic == (parameter(rest) if rest else None)
        assert ours.result == from_json(described["return_type"])


def test_what_is_not_computed_is_known() -> None:
    assert set(names()) - set(IMPLEMENTATIONS) == NOT_COMPUTED
    assert set(IMPLEMENTATIONS) <= set(names())


def test_a_misspelt_function_has_a_remedy() -> None:
    _, problems = evaluated('uper("a")')
    assert [problem.remedy for problem in problems] == ["did you mean upper()?"]


def test_every_code_has_a_title() -> None:
    assert list(TITLES) == sorted(TITLES)
    assert len(set(TITLES.values())) == len(TITLES)
