"""TFG705: an action whose category, owner, provider and version do not belong together.

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, actions, report
from tfgen.rules.pipeline.providers import PROVIDERS, categories, provider


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each action of a known provider that is no action type of AWS's."""
    for pipeline, action in actions(subject):
        found = _wrong(action)
        if found:
            field, message, remedy = found
            places = action.node.at(field), pipeline.item.place
            yield from report(RULE, subject.view, places, message, remedy)


def _wrong(action: Action) -> tuple[str, str, str] | None:
    """The attribute that is wrong, why, and the remedy."""
    name = action.provider
    # Custom actions have names of their own, some of them AWS's.
    if name is None or action.owner == "Custom":
        return None
    if name not in PROVIDERS:
        return _misspelt(name) if action.owner == "AWS" else None
    return _of_category(action, name, action.category) if action.category else None


def _misspelt(name: str) -> tuple[str, str, str] | None:
    """A provider that is unknown may be a new one, unless only its case is wrong."""
    close = next((one for one in PROVIDERS if one.lower() == name.lower()), None)
    message = f"there is no action provider {name}"
    return ("provider", message, f'provider = "{close}"') if close else None


def _of_category(action: Action, name: str, category: str) -> tuple[str, str, str] | None:
    kind = provider(name, category)
    if kind is None:
        message = f"the provider {name} has no actions of category {category}"
        return "category", message, f"its category is {categories(PROVIDERS[name])}"
    if action.owner is not None and action.owner != kind.owner:
        message = f"the actions of {name} belong to {kind.owner}, not to {action.owner}"
        return "owner", message, f'owner = "{kind.owner}"'
    if action.version is not None and action.version != kind.version:
        message = f"the actions of {name} have no version {action.version}"
        return "version", message, f'version = "{kind.version}"'
    return None


RULE = Rule("TFG705", "action type that does not exist", "error", check)
