"""TFG718: the placeholder of the image in a template and the name in the action do not meet.

CodeDeployToECS replaces `<NAME>` in the template by the image, where `Image1ContainerName` is NAME.
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.documents import Document, template_of
from tfgen.rules.pipeline.pipelines import Action, actions, report

_KEYS = tuple(f"Image{number}ContainerName" for number in range(1, 5))
_PLACEHOLDER = re.compile(r"<([\w-]+)>")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each name without its placeholder, and each placeholder without its name."""
    for pipeline, action in actions(subject, "CodeDeployToECS"):
        named = {key: name for key in _KEYS if (name := action.setting(key))}
        template = template_of(subject, action)
        found = _placeholders(template) if template else None
        problems = [(key, wrong) for key, name in named.items() if (wrong := _wrong(name, found))]
        for key, (message, remedy) in problems:
            places = action.at(key), pipeline.item.place
            yield from report(RULE, subject.view, places, f"{key} {message}", remedy)
        if template and found and _all_known(action) and not problems:
            for name in sorted(found - {one.strip("<>") for one in named.values()}):
                message = f"no setting of {action.words} names the placeholder <{name}>"
                remedy = f'Image1ContainerName = "{name}", or correct the placeholder'
                places = template.item.at("content"), action.at(_KEYS[0])
                yield from report(RULE, subject.view, places, message, remedy)


def _wrong(name: str, found: frozenset[str] | None) -> tuple[str, str] | None:
    """What is wrong with a name, and the remedy."""
    if name.startswith("<") or name.endswith(">"):
        return f"has angle brackets: {name}", f'write "{name.strip("<>")}"'
    if found is None or name in found:
        return None
    close = nearest(name, found)
    remedy = f"did you mean {close}?" if close else f'image = "<{name}>" in the template'
    return f"is {name}, and the template has no placeholder <{name}>", remedy


def _all_known(action: Action) -> bool:
    keys = action.keys
    return keys is not None and all(action.setting(key) is not None for key in _KEYS if key in keys)


def _placeholders(template: Document) -> frozenset[str] | None:
    """The placeholders in the images of a template; None where not all images are known."""
    found: set[str] = set()
    for container in template.content["containerDefinitions"]:
        image = container.get("image") if isinstance(container, dict) else None
        if not isinstance(image, str):
            return None
        found.update(_PLACEHOLDER.findall(image))
    return frozenset(found)


RULE = Rule("TFG718", "placeholder and image name that do not meet", "error", check)
