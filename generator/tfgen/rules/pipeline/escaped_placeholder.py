r"""TFG719: `jsonencode` has written a placeholder's angle brackets as `\u003c` and `\u003e`.

CodeDeployToECS looks for `<NAME>` in the text of the template, and finds none.
https://github.com/hashicorp/terraform/issues/26110
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.hcl.syntax import Call
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.documents import Document, documents, rendered
from tfgen.rules.pipeline.pipelines import report
from tfgen.view.targets import written

_ESCAPED = re.compile(r"\\u003c(\w+)\\u003e")
_PLACEHOLDER = re.compile(r"<(\w+)>")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each template whose placeholder does not survive."""
    for template in documents(subject).task_definitions:
        name = _escaped(template)
        if name:
            message = f"jsonencode writes <{name}> as \\u003c{name}\\u003e, which is no placeholder"
            remedy = f'replace(jsonencode(...), "\\\\u003c{name}\\\\u003e", "<{name}>")'
            places = template.item.at("content"), template.item.place
            yield from report(RULE, subject.view, places, message, remedy)


def _escaped(template: Document) -> str | None:
    text = rendered(template.item, "content")
    if text is not None:
        match = _ESCAPED.search(text)
        return match[1] if match else None
    here = written(template.item, "content")
    if here is None or not isinstance(here.expression, Call):
        return None
    if here.expression.name != "jsonencode":
        return None
    for container in template.content["containerDefinitions"]:
        image = container.get("image") if isinstance(container, dict) else None
        match = _PLACEHOLDER.search(image) if isinstance(image, str) else None
        if match:
            return match[1]
    return None


RULE = Rule("TFG719", "placeholder escaped by jsonencode", "error", check)
