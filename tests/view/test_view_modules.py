"""The resources of modules that are called, with the arguments of the call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.view.build import ModuleView
from tfgen.view.model import ABSENT, UNKNOWN, Known

Look = Callable[[str], ModuleView]
CHILD = """
# file: m/main.tf
variable "size" {
  type    = number
  default = 1
}

variable "label" {
  default  = "d"
  nullable = false
}

resource "a_thing" "x" {
  size    = var.size
  label   = var.label
  plain   = 3
  missing = var.size == 1 ? null : "given"
}

output "size" {
  value = a_thing.x.size
}
"""


def test_arguments_are_bound_and_blamed(look: Look) -> None:
    found = look('module "m" {\n  source = "./m"\n  size   = "2"\n}\n' + CHILD)
    item = found.resources("a_thing")[0]
    size, plain = item.attribute("size"), item.attribute("plain")
    assert (item.address, item.own) == ("module.m.a_thing.x", False)
    assert isinstance(size, Known)
    assert (size.value, size.settled, size.place.position.line) == (2, True, 3)
    assert found.blame(size.place, item.place) == (size.place,)
    assert isinstance(plain, Known)
    assert found.blame(plain.place, item.place) == ()


def test_a_default_that_the_caller_leaves_is_settled(look: Look) -> None:
    item = look('module "m" {\n  source = "./m"\n}\n' + CHILD).resources()[0]
    size = item.attribute("size")
    assert isinstance(size, Known)
    assert size.settled
    assert item.attribute("missing") is ABSENT


def test_alone_the_module_may_be_called_otherwise(look: Look) -> None:
    item = look(CHILD.partition("main.tf\n")[2]).resources()[0]
    size = item.attribute("size")
    assert isinstance(size, Known)
    assert not size.settled
    assert item.attribute("missing") is UNKNOWN


def test_null_for_a_variable_that_takes_none_is_its_default(look: Look) -> None:
    found = look('module "m" {\n  source = "./m"\n  label  = null\n  size   = null\n}\n' + CHILD)
    item = found.resources()[0]
    assert item.text("label") == "d"
    assert item.attribute("size") is ABSENT


def test_outputs(look: Look) -> None:
    found = look(
        'module "m" {\n  source   = "./m"\n  for_each = { a = 5, b = 6 }\n  size = each.value\n}\n'
        'resource "b_thing" "y" {\n  one = module.m["b"].size\n  two = module.m["c"].size\n}\n'
        + CHILD
    )
    item = found.resources("b_thing")[0]
    assert (item.text("one"), item.attribute("two")) == ("6", UNKNOWN)
    assert [each.address for each in found.resources("a_thing")] == [
        'module.m["a"].a_thing.x',
        'module.m["b"].a_thing.x',
    ]


def test_modules_in_modules(look: Look) -> None:
    found = look(
        'module "m" {\n  source = "./outer"\n  size = 7\n}\n'
        '# file: outer/main.tf\nvariable "size" {}\n'
        'module "n" {\n  source = "../m"\n  size = var.size\n}\n' + CHILD
    )
    item = found.resources("a_thing")[0]
    size = item.attribute("size")
    assert item.address == "module.m.module.n.a_thing.x"
    assert isinstance(size, Known)
    assert (size.value, size.place.position.line) == (7, 3)
    assert found.blame(size.place) == (size.place,)


@pytest.mark.parametrize(
    ("source", "closed"), [("./m", True), ("./none", False), ("hashicorp/consul/aws", False)]
)
def test_what_cannot_be_seen(look: Look, source: str, closed: bool) -> None:
    assert look(f'module "m" {{\n  source = "{source}"\n}}\n{CHILD}').closed is closed


def test_a_file_that_cannot_be_read(look: Look) -> None:
    assert not look("resource {").closed


def test_calls(look: Look) -> None:
    found = look('module "m" {\n  source = "./m"\n}\nmodule "r" {\n  source = "a/b/c"\n}\n' + CHILD)
    assert [(call.address, call.text("source")) for call in found.calls()] == [
        ("module.m", "./m"),
        ("module.r", "a/b/c"),
    ]


def test_modules_that_call_each_other(look: Look) -> None:
    found = look(
        'module "m" {\n  source = "./m"\n}\n# file: m/main.tf\n'
        'module "n" {\n  source = "../"\n}\nresource "a_thing" "x" {}\n'
    )
    assert "module.m.a_thing.x" in [item.address for item in found.resources()]
