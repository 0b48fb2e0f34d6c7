"""TFG531: a wait before traffic moves that is not waited for."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import GROUP
from tfgen.view.model import Known


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each wait beside CONTINUE_DEPLOYMENT.

    AWS: "Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified"
    (https://github.com/hashicorp/terraform-provider-aws/issues/9653). 0 is no timeout.
    """
    view = subject.view
    for group in view.resources(GROUP):
        config = group.blocks("blue_green_deployment_config").only
        for option in config.blocks("deployment_ready_option") if config else ():
            wait, action = (
                option.attribute("wait_time_in_minutes"),
                option.text("action_on_timeout"),
            )
            if action != "CONTINUE_DEPLOYMENT" or not isinstance(wait, Known) or not wait.number:
                continue
            for place in view.blame(wait.place):
                message = "CodeDeploy takes no wait time with CONTINUE_DEPLOYMENT"
                remedy = 'take it out, or wait with action_on_timeout = "STOP_DEPLOYMENT"'
                yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG531", "wait time with CONTINUE_DEPLOYMENT", "error", check)
