"""Every rule has a page, and the examples of every page do what the page says.

That Terraform thinks so, too, is in tests/agreement: its topic `pages` are these examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.rules import ACROSS, RULES
from tfgen.rules.frame import Finding

PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
ALL = [*RULES, *ACROSS]
CODES = [rule.code for rule in ALL]


def example(code: str, heading: str) -> str:
    """The fenced HCL under a heading of the page of a rule."""
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    found = re.search(
        rf"^## {heading}\n\n(?:With Terraform installed:\n\n)?```hcl\n(.*?)^```$",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"{code}.md has no example under {heading}"
    return found[1]


def test_codes_are_unique_and_in_order() -> None:
    assert sorted(set(CODES)) == CODES


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.stem for path in PAGES.glob("TFG*.md")) == CODES


@pytest.mark.parametrize("rule", ALL, ids=CODES)
def test_pages_name_title_and_severity(rule: object) -> None:
    text = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule.code}: {rule.title}\n\nSeverity: {rule.severity}\n\n## Why\n")
    row = f"| [{rule.code}]({rule.code}.md) | {rule.severity} | {rule.title} |"
    assert row in (PAGES / "README.md").read_text(encoding="utf-8")


# Whether a file is formatted, or right all the same, only Terraform knows; the rules here are
# applied without it.
@pytest.mark.parametrize("code", [code for code in CODES if code not in ("TFG005", "TFG007")])
def test_the_failing_example_gives_this_code_only(
    code: str, find: Callable[[str], list[Finding]]
) -> None:
    found = [finding.code for finding in find(example(code, "Fails"))]
    # A rule about several stacks shows each of the places that say the same.
    assert set(found) == {code}
    assert len(found) == 1 or code in {rule.code for rule in ACROSS}


@pytest.mark.parametrize("code", CODES)
def test_the_passing_example_gives_nothing(code: str, find: Callable[[str], list[Finding]]) -> None:
    assert find(example(code, "Passes")) == []
