"""What changes outside of Terraform without being drift: an owner a file, a line each."""

from __future__ import annotations

from tfgen.review.drift import (
    appspec,
    deployed_revision,
    green_group,
    group_in_use,
    group_rules,
    live_image,
    own_resource,
    role_policies,
    scaled_count,
    turned_listener,
)
from tfgen.review.drift.frame import Owner

OWNERS: tuple[Owner, ...] = (
    appspec.OWNER,
    deployed_revision.OWNER,
    green_group.OWNER,
    group_in_use.OWNER,
    group_rules.OWNER,
    live_image.OWNER,
    own_resource.OWNER,
    role_policies.OWNER,
    scaled_count.OWNER,
    turned_listener.OWNER,
)
