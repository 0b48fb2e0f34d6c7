"""TFG505: a call with `depends_on` of a module that reads the newest revision."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each call whose `depends_on` puts the newest revision off until the apply.

    Terraform reads no data source of a module at plan while what the call depends on has changes,
    and a service that runs the newest revision then changes at each of these plans:
    https://developer.hashicorp.com/terraform/language/data-sources#dependencies
    """
    view = subject.view
    for call in view.calls():
        reads = any(
            item.mode == "data" and item.type == TASK_DEFINITION
            for service in view.resources(SERVICE)
            if service.path == call.address
            for item in service.sources("task_definition")
        )
        if call.written("depends_on") is None or not reads:
            continue
        for place in view.blame(call.at("depends_on")):
            message = "this puts reading the newest revision off, and the service changes in vain"
            remedy = "pass an attribute of what the module needs as an argument instead"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG505", "newest revision put off by depends_on of a call", "warning", check)
