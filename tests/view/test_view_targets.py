"""Which resource an attribute names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.view.build import ModuleView

Look = Callable[[str], ModuleView]
MORE = """
resource "task" "this" {}
resource "task" "other" {}
resource "task" "counted" {
  count = 1
}
resource "task" "keyed" {
  for_each = toset(["a", "b"])
}
data "task" "read" {}
variable "on" {}
variable "yes" {
  default = true
}
locals {
  arn  = task.this.arn
  arns = { this = task.this.arn, other = task.other.arn }
  list = [task.this.arn, task.other.arn]
}
"""


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("task.this.arn", "task.this"),
        ("(task.this.arn)", "task.this"),
        ('"${task.this.arn}"', "task.this"),
        ('"${task.this.family}:${task.other.revision}"', "task.this"),
        ('"arn:${task.this.arn}"', None),
        ('"literal"', None),
        ("local.arn", "task.this"),
        ("local.arns.other", "task.other"),
        ('local.arns["other"]', "task.other"),
        ("local.list[1]", "task.other"),
        ("local.list", None),
        ("task.counted[0].arn", "task.counted[0]"),
        ("one(task.counted[*].arn)", "task.counted[0]"),
        ("task.counted.*.arn[0]", "task.counted[0]"),
        ('join("", task.counted[*].arn)', "task.counted[0]"),
        ('element(concat(task.counted[*].arn, [""]), 0)', "task.counted[0]"),
        ('try(task.counted[0].arn, "")', "task.counted[0]"),
        ('task.keyed["b"].arn', 'task.keyed["b"]'),
        ("task.keyed[var.on].arn", None),
        ("var.on ? task.this.arn : null", "task.this"),
        ("var.on ? task.this.arn : task.other.arn", None),
        ("var.yes ? task.this.arn : task.other.arn", "task.this"),
        ('coalesce(null, task.this.arn)', "task.this"),
        ("data.task.read.arn", "data.task.read"),
        ("[for each in [1] : task.this.arn]", None),
        ("task.missing.arn", None),
    ],
)  # fmt: skip
def test_targets(look: Look, value: str, address: str | None) -> None:
    found = look(f'resource "service" "x" {{\n  task = {value}\n}}\n{MORE}')
    target = found.resources("service")[0].target("task")
    assert (target.address if target else None) == address


def test_the_instance_of_the_same_key(look: Look) -> None:
    found = look(
        'resource "service" "x" {\n  for_each = toset(["a", "b"])\n'
        f"  task = task.keyed[each.key].arn\n}}\n{MORE}"
    )
    targets = [service.target("task") for service in found.resources("service")]
    assert [target.key for target in targets if target] == ["a", "b"]


def test_sources_are_found_everywhere(look: Look) -> None:
    found = look(
        'resource "service" "x" {\n'
        '  task = "${local.family}:${max(task.this.revision, data.task.read.revision)}"\n}\n'
        f"locals {{\n  family = upper(task.other.family)\n}}\n{MORE}"
    )
    service = found.resources("service")[0]
    assert sorted(item.address for item in service.sources("task")) == [
        "data.task.read",
        "task.other",
        "task.this",
    ]
    this = next(item for item in found.resources("task") if item.name == "this")
    assert found.referring(this, "service") == (service,)
    assert found.referring(this, "task") == ()


def test_targets_through_modules(look: Look) -> None:
    found = look(
        'resource "task" "this" {}\nmodule "m" {\n  source = "./m"\n  given = task.this.arn\n}\n'
        'resource "service" "outer" {\n  task = module.m.inner\n}\n'
        '# file: m/main.tf\nvariable "given" {}\nresource "task" "inner" {}\n'
        'output "inner" {\n  value = task.inner.arn\n}\n'
        'resource "service" "x" {\n  task = var.given\n}\n'
    )
    targets = {each.address: each.target("task") for each in found.resources("service")}
    assert {name: target and target.address for name, target in targets.items()} == {
        "service.outer": "module.m.task.inner",
        "module.m.service.x": "task.this",
    }
