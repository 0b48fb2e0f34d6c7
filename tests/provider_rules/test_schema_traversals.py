"""References into resources against the schema, before anything is evaluated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.analysis.provider.traversal import traversal_problem
from tfgen.evaluate.problems import Problem
from tfgen.hcl.file import read_text
from tfgen.hcl.syntax import steps
from tfgen.provider_schema.lookup import Catalog

ACCEPTED = [
    "",
    ".name",
    ".zones",
    ".zones[0]",
    ".zones.0",
    ".groups",
    ".tags",
    ".tags.a",
    '.tags["a"]',
    ".tags[0]",
    ".one",
    ".one[0].key",
    ".one.0.inner",
    '.one["a"]',
    ".many",
    ".timeouts",
    ".timeouts.create",
    ".named",
    ".named.a.mode",
    '.named["a"].mode',
    ".rule",
    ".one[var.x].nothing",
    ".zones[var.x].nothing",
]
REFUSED = {
    ".nothing": "it has arn, groups",
    ".nam": "did you mean `name`?",
    "[0]": "write `.NAME`",
    '["name"]': "write `.NAME`",
    ".name.a": "",
    ".name[0]": "",
    ".zones.a": "",
    ".groups[0]": "",
    ".tags.a.b": "",
    ".one.key": "one[0].NAME",
    ".one[0].nothing": "",
    ".one[0].inner[0]": "for each in",
    ".many[0]": "for each in",
    ".many.mode": "for each in",
    ".timeouts.nothing": "",
    ".rule[0]": "",
    ".rule.port": "",
}


def problem(chain: str, catalog: Catalog) -> tuple[Problem | None, str]:
    text = f"a = acme_thing.t{chain}\n"
    file = read_text(text, Path("main.tf"))
    assert file.body is not None
    _, found = steps(file.body.attributes[0].value)
    schema = catalog.schemas({}, {}).serving("acme_thing")
    block = schema and schema.resource("acme_thing")
    assert block is not None
    return traversal_problem(block, found[1:], text, "acme_thing.t"), text


@pytest.mark.parametrize("chain", ACCEPTED)
def test_accepted(chain: str, catalog: Catalog) -> None:
    assert problem(chain, catalog)[0] is None


@pytest.mark.parametrize("chain", REFUSED)
def test_refused(chain: str, catalog: Catalog) -> None:
    found, text = problem(chain, catalog)
    assert found is not None
    assert found.code == "TFG411"
    assert text[found.offset] in ".["
    assert REFUSED[chain] in found.remedy
