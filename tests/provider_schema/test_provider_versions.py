"""Version constraints as `terraform init` reads them; each answer was given by Terraform 1.11.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.provider_schema.versions import (
    Constraints,
    Version,
    parse_constraints,
    parse_version,
)

PUBLISHED = """
1.0.0 1.2.0 1.2.3 1.2.9 1.3.0 1.9.0 2.0.0-beta1 2.0.0 2.1.0 3.0.0-rc1 3.0.0 4.0.0-beta2
"""

# What `terraform init` took from a mirror with the versions above; "" where it took none.
CHOSEN = {
    "~> 1": "1.9.0",
    "~> 1.2": "1.9.0",
    "~> 1.2.0": "1.2.9",
    "~> 1.2.3": "1.2.9",
    ">= 1.2": "3.0.0",
    "> 1.2": "3.0.0",
    "> 1.2.3": "3.0.0",
    "!= 3.0.0": "2.1.0",
    "!= 3": "2.1.0",
    ">= 1.2, < 2": "1.9.0",
    "< 2.0.0": "1.9.0",
    "<= 2": "2.0.0",
    "2": "2.0.0",
    "= 2.0": "2.0.0",
    "2.0.0-beta1": "2.0.0-beta1",
    ">= 2.0.0-beta1, < 2.0.0": "",
    "~> 2.0.0-beta1": "2.0.0",
    "~> 4.0.0-beta1": "",
    ">= 4.0.0-beta1": "",
    ">= 1.0, >= 4.0.0-beta2, 4.0.0-beta2": "4.0.0-beta2",
    "= 3.0.0-rc1, >= 2": "3.0.0-rc1",
    "=1.2.3": "1.2.3",
    "~>1.2": "1.9.0",
    " 1.2.3 ": "1.2.3",
    "01.2.0": "1.2.0",
    "~> 1.2.3, != 1.2.9": "1.2.3",
    "~> 0": "",
}


@pytest.mark.parametrize("text", sorted(CHOSEN))
def test_chooses_the_version_that_terraform_init_chooses(text: str) -> None:
    constraints = parse_constraints(text)
    assert constraints is not None
    versions = [version for one in PUBLISHED.split() if (version := parse_version(one))]
    admitted = [version for version in versions if constraints.admit(version)]
    assert str(max(admitted, default="")) == CHOSEN[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.x",
        "1.2.*",
        "v1.2.0",
        "==1.2.0",
        "=> 1.2",
        "1.2.3.4",
        "1.2 , ",
        ">= 1 < 2",
        "^1.2",
        "~1",
    ],
)
def test_refuses_what_terraform_refuses(text: str) -> None:
    assert parse_constraints(text) is None


def test_order_of_pre_releases() -> None:
    texts = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc1", "1.0.0"]
    versions = [parse_version(text) for text in texts]
    assert versions == sorted(versions, key=lambda one: one or Version((0, 0, 0)))


NUMBERS = st.integers(0, 4)
VERSIONS = st.builds(Version, st.tuples(NUMBERS, NUMBERS, NUMBERS))
CONSTRAINTS = st.lists(
    st.builds(
        lambda sign, version, given: f"{sign} {'.'.join(map(str, version.numbers[:given]))}",
        st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~>"]),
        VERSIONS,
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=4,
).map(", ".join)


@given(CONSTRAINTS, VERSIONS)
def test_a_major_version_is_admitted_where_one_of_its_versions_is(
    text: str, version: Version
) -> None:
    constraints = parse_constraints(text)
    assert constraints is not None
    if constraints.admit(version):
        assert constraints.admit_major(version.major)


@given(CONSTRAINTS, st.integers(0, 5))
def test_a_major_version_is_not_admitted_without_a_version(text: str, major: int) -> None:
    constraints = parse_constraints(text)
    assert constraints is not None
    # All limits are below 5, so that these stand for every version of that major one.
    numbers = range(7)
    candidates = [Version((major, one, two)) for one in numbers for two in numbers]
    assert constraints.admit_major(major) == any(map(constraints.admit, candidates))


@given(CONSTRAINTS)
def test_constraints_are_written_as_they_are_read(text: str) -> None:
    constraints = parse_constraints(text)
    assert constraints is not None
    assert parse_constraints(str(constraints)) == constraints


def test_no_constraint_admits_every_release_and_no_pre_release() -> None:
    assert Constraints().admit(Version((9, 9, 9)))
    assert not Constraints().admit(Version((9, 9, 9), "beta1"))
