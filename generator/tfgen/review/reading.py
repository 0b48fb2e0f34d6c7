"""The document of `terraform show -json` -> a masked plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.review.mask import Mask
from tfgen.review.model import Change, Plan

_KINDS = {
    ("create",): "add",
    ("update",): "change",
    ("delete",): "destroy",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
}
_QUIET = {("no-op",), ("read",)}


def read(document: Mapping[str, Any], mask: Mask) -> Plan:
    """The plan in a document; every value is masked by `mask` and by Terraform's own marks."""
    changes = [_change(item, mask) for item in document.get("resource_changes") or []]
    outputs = (
        name
        for name, change in (document.get("output_changes") or {}).items()
        if tuple(change["actions"]) not in _QUIET
    )
    root = (document.get("planned_values") or {}).get("root_module") or {}
    return Plan(
        tuple(sorted((one for one in changes if one), key=lambda one: one.address)),
        tuple(resources(root, mask)),
        tuple(sorted(outputs)),
    )


def _change(item: Mapping[str, Any], mask: Mask) -> Change | None:
    change = item["change"]
    kind = _KINDS.get(tuple(change["actions"]))
    if kind is None:
        return None
    before = mask.value(change.get("before") or {}, change.get("before_sensitive"))
    after = mask.value(change.get("after") or {}, change.get("after_sensitive"))
    reasons = tuple(sorted({_path(path) for path in change.get("replace_paths") or []}))
    unknown = change.get("after_unknown") or {}
    return Change(item["address"], item["type"], kind, before, after, unknown, reasons)


def _path(path: list[Any]) -> str:
    return ".".join(str(step) for step in path)


def resources(module: Mapping[str, Any], mask: Mask) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The resources of a module's values, and of those below it: type -> masked values."""
    for resource in module.get("resources") or []:
        if resource.get("mode", "managed") == "managed":
            marks = resource.get("sensitive_values")
            yield resource["type"], mask.value(resource.get("values") or {}, marks)
    for child in module.get("child_modules") or []:
        yield from resources(child, mask)
