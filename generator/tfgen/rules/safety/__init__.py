"""Rules about safety: what is hard-coded, open to everybody or not pinned (TFG8xx)."""

from __future__ import annotations

from tfgen.rules.frame import Rule
from tfgen.rules.safety import (
    account_ids,
    all_actions,
    every_resource,
    moving_tags,
    network_ids,
    open_port,
    open_trust,
    pass_any_role,
    plain_http,
    public_bucket,
    public_database,
    required_version,
    unencrypted,
    unlocked_state,
    unpinned_module,
    unpinned_provider,
    unscanned_images,
    written_secrets,
)

RULES: tuple[Rule, ...] = (
    account_ids.RULE,
    network_ids.RULE,
    all_actions.RULE,
    every_resource.RULE,
    pass_any_role.RULE,
    open_trust.RULE,
    public_bucket.RULE,
    open_port.RULE,
    moving_tags.RULE,
    unscanned_images.RULE,
    unencrypted.RULE,
    written_secrets.RULE,
    public_database.RULE,
    plain_http.RULE,
    unpinned_provider.RULE,
    unpinned_module.RULE,
    unlocked_state.RULE,
    required_version.RULE,
)
"""The rules TFG801 to TFG818."""
