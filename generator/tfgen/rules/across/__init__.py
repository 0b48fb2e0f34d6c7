"""Rules about several stacks: what only one of them may say (TFG9xx)."""

from __future__ import annotations

from tfgen.rules.across import dns_record, listener_priority, log_group, state_key, task_family
from tfgen.rules.frame import AcrossRule

RULES: tuple[AcrossRule, ...] = (
    listener_priority.RULE,
    task_family.RULE,
    log_group.RULE,
    state_key.RULE,
    dns_record.RULE,
)
"""The rules TFG901 to TFG905."""
