"""The document of a refresh-only plan -> what drifted, and what changed by its owner.

https://developer.hashicorp.com/terraform/internals/json-format#plan-representation: what is
different in `resource_drift` is so outside of Terraform, `prior_state` is what is there now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tfgen.review.differences import lines, meaning
from tfgen.review.drift import OWNERS
from tfgen.review.drift.frame import SIBLINGS, Owner, Present
from tfgen.review.mask import HIDDEN, Mask
from tfgen.review.model import Change, Impact, Words
from tfgen.review.reading import resources

_LISTED = 8
_MOST_LINES = 20


@dataclass(frozen=True)
class Owned:
    """An attribute that its owner has changed."""

    owner: Owner
    address: str
    attribute: str


@dataclass(frozen=True)
class Drift:
    """What changed outside of Terraform: what is drift, told for people, and what is not."""

    words: tuple[Words, ...] = ()
    owned: tuple[Owned, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not drift, a line for each owner."""
        return tuple(
            _note(who, [one for one in self.owned if one.owner.who == who])
            for who in (dict.fromkeys(one.owner.who for one in self.owned))
        )


def read(document: Mapping[str, Any], mask: Mask) -> Drift:
    """The drift in a document; every value is masked by `mask` and by Terraform's own marks."""
    present = _present(document, mask)
    words: list[Words] = []
    owned: list[Owned] = []
    for item in sorted(document.get("resource_drift") or [], key=lambda one: str(one["address"])):
        actions = item["change"]["actions"]
        if actions == ["delete"]:
            words.append(_gone(_change(item, "destroy", mask)))
        elif actions == ["update"]:
            told, mine = _updated(item, _change(item, "change", mask), present)
            owned += mine
            words += [told] if told else []
    return Drift(tuple(words), tuple(owned))


def _present(document: Mapping[str, Any], mask: Mask) -> Present:
    values = (document.get("prior_state") or {}).get("values") or {}
    outputs = {
        name: _shown(mask.value(one.get("value"), one.get("sensitive")))
        for name, one in (values.get("outputs") or {}).items()
    }
    found = resources(values.get("root_module") or {}, mask)
    return Present(tuple((kind, _shown(one)) for kind, one in found), outputs)


def _shown(value: Any) -> Any:
    """A value without those parts that are hidden as a whole: no owner is to reckon with them."""
    if isinstance(value, Mapping):
        return {key: _shown(part) for key, part in value.items() if part != HIDDEN}
    if isinstance(value, list):
        return [_shown(part) for part in value if part != HIDDEN]
    return None if value == HIDDEN else value


def _change(item: Mapping[str, Any], kind: str, mask: Mask) -> Change:
    change = item["change"]
    before = mask.value(change.get("before") or {}, change.get("before_sensitive"))
    after = mask.value(change.get("after") or {}, change.get("after_sensitive"))
    return Change(item["address"], item["type"], kind, before, after)


def _gone(change: Change) -> Words:
    known = change.before.get("name") or change.before.get("id")
    return Words(change.address, change.kind, Impact.gone, (f"it was {known}",) if known else ())


def _updated(
    item: Mapping[str, Any], change: Change, present: Present
) -> tuple[Words | None, list[Owned]]:
    told: list[str] = []
    owned: list[Owned] = []
    for attribute in _changed(item["change"]):
        before, after = change.before.get(attribute), change.after.get(attribute)
        if meaning(before) == meaning(after) or (_shown(before), _shown(after)) != (before, after):
            # Masked: no owner can tell whether it was his change.
            told += lines(attribute, before, after) or [f"{attribute}: a hidden value changed"]
            continue
        owner = next((one for one in OWNERS if one.may(change, attribute)), None)
        settled = owner.settle(change, attribute, present) if owner else before
        if owner and meaning(settled) == meaning(after):
            owned.append(Owned(owner, change.address, attribute))
        else:
            told += lines(attribute, settled, after)
    if not told:
        return None, owned
    if len(told) > _MOST_LINES:
        told = [*told[:_MOST_LINES], f"and {len(told) - _MOST_LINES} lines more"]
    return Words(change.address, change.kind, Impact.drifted, tuple(told)), owned


def _changed(change: Mapping[str, Any]) -> Iterator[str]:
    """The attributes that mean something else than before, told by their unmasked values."""
    before, after = change.get("before") or {}, change.get("after") or {}
    changed = [
        key
        for key in sorted({*before, *after})
        if meaning(before.get(key)) != meaning(after.get(key))
    ]
    for key in changed:
        # All tags are the own ones and the provider's default ones.
        if key != "tags_all" or "tags" not in changed:
            yield key


def _note(who: str, owned: list[Owned]) -> str:
    if who == SIBLINGS:
        return f"no drift, repeated from {who}: {len(owned)} of the attributes that changed"
    listed = [
        f"{address} ({', '.join(one.attribute for one in owned if one.address == address)})"
        for address in dict.fromkeys(one.address for one in owned)
    ]
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return f"no drift, owned by {who}: {', '.join(listed[:_LISTED])}{more}"
