"""The shape of a container definition."""

from __future__ import annotations

import pytest
from botocore.session import get_session

from tfgen.view.container_shape import SHAPES, Misfit, canonical, members, misfits
from tfgen.view.model import UNKNOWN


def shape_word(shape: object) -> str:
    """A shape of botocore in the words of SHAPES."""
    kind = shape.type_name
    if kind == "list":
        return f"[{shape_word(shape.member)}]"
    if kind == "map":
        return f"{{{shape_word(shape.value)}}}"
    return shape.name if kind == "structure" else kind


def structures(shape: object) -> dict[str, dict[str, str]]:
    """The structures in a shape of botocore."""
    if shape.type_name == "list":
        return structures(shape.member)
    if shape.type_name != "structure":
        return {}
    found = {shape.name: {name: shape_word(each) for name, each in shape.members.items()}}
    for each in shape.members.values():
        found |= structures(each)
    return found


def test_it_is_that_of_botocore() -> None:
    model = get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition")
    wanted = structures(model.input_shape.members["containerDefinitions"])
    for name, theirs in wanted.items():
        # A newer botocore may know more; what is known here must be there, as it is.
        ours = members(name) if name in SHAPES else {}
        assert ours.items() <= theirs.items(), name
    assert set(SHAPES) <= set(wanted)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "a", "memory": 1, "essential": True}, []),
        ({"name": None, "memory": UNKNOWN, "environment": UNKNOWN}, []),
        ({"memory": 1.0}, []),
        ({"memory": "1"}, [Misfit(("memory",), "a whole number")]),
        ({"memory": 1.5}, [Misfit(("memory",), "a whole number")]),
        ({"memory": True}, [Misfit(("memory",), "a whole number")]),
        ({"essential": "true"}, [Misfit(("essential",), "true or false")]),
        ({"command": "a b"}, [Misfit(("command",), "a list")]),
        ({"command": ["a", 1]}, [Misfit(("command", 1), "a string")]),
        ({"environment": {"A": "b"}}, [Misfit(("environment",), "a list")]),
        ({"environment": ["A=b"]}, [Misfit(("environment", 0), "an object")]),
        ({"dockerLabels": {"a": 1}}, [Misfit(("dockerLabels", "a"), "a string")]),
        ({"dockerLabels": []}, [Misfit(("dockerLabels",), "a map")]),
        ({"healthCheck": {"retrys": 1}},
         [Misfit(("healthCheck", "retrys"), "", tuple(members("HealthCheck")))]),
    ],
)  # fmt: skip
def test_misfits(value: dict[str, object], expected: list[Misfit]) -> None:
    assert list(misfits(value)) == expected


def test_keys_in_any_case_are_those_of_the_api() -> None:
    given = {
        "Name": "a",
        "PORTMAPPINGS": [{"containerport": 1}],
        "dockerLabels": {"Name": "kept"},
        "Other": {"Name": "kept"},
    }
    assert canonical(given) == {
        "name": "a",
        "portMappings": [{"containerPort": 1}],
        "dockerLabels": {"Name": "kept"},
        "Other": {"Name": "kept"},
    }
