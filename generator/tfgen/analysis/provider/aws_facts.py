"""What is known of the AWS provider beyond its schema and its recorded checks.

Found by `terraform validate` with version 5.100.0; none of it differs in other versions 4 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tfgen.provider_schema.checks import Check

SOURCE = "registry.terraform.io/hashicorp/aws"


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """The objects in an argument that may also be written as blocks, such as `ingress`.

    The schema has their attributes' types only. `required` are those that must not be null;
    `checks` hold for an attribute, or for each element of one that is a list or set.
    """

    required: tuple[str, ...] = ()
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)


_IPV4 = Check("form", "ipv4_network")
_IPV6 = Check("form", "ipv6_network")
_PORT = Check("range", [0, 65535])
_GROUP_RULE = ObjectFacts(
    ("from_port", "protocol", "to_port"),
    {
        "cidr_blocks": (_IPV4,),
        "ipv6_cidr_blocks": (_IPV6,),
        "description": (
            Check("length", [None, 255]),
            Check("matches", r"^[0-9A-Za-z_ .:/()#,@\[\]+=&;{}!$*-]*$"),
        ),
    },
)
_ACL_RULE = ObjectFacts(
    ("action", "from_port", "protocol", "rule_no", "to_port"),
    {
        "action": (Check("one_of_any_case", ["allow", "deny"]),),
        "cidr_block": (_IPV4,),
        "ipv6_cidr_block": (_IPV6,),
        "from_port": (_PORT,),
        "to_port": (_PORT,),
        "rule_no": (Check("range", [1, 32766]),),
    },
)
_ROUTE = ObjectFacts((), {"cidr_block": (_IPV4,), "ipv6_cidr_block": (_IPV6,)})
_STEP = ObjectFacts(
    ("action_on_failure", "hadoop_jar_step", "name"),
    {
        "action_on_failure": (
            Check(
                "one_of",
                ["TERMINATE_JOB_FLOW", "TERMINATE_CLUSTER", "CANCEL_AND_WAIT", "CONTINUE"],
            ),
        )
    },
)

OBJECTS: Mapping[tuple[str, str], ObjectFacts] = MappingProxyType(
    {
        ("aws_default_route_table", "route"): _ROUTE,
        ("aws_default_security_group", "egress"): _GROUP_RULE,
        ("aws_default_security_group", "ingress"): _GROUP_RULE,
        ("aws_emr_cluster", "placement_group_config"): ObjectFacts(("instance_role",)),
        ("aws_emr_cluster", "step"): _STEP,
        ("aws_network_acl", "egress"): _ACL_RULE,
        ("aws_network_acl", "ingress"): _ACL_RULE,
        ("aws_route_table", "route"): _ROUTE,
        ("aws_security_group", "egress"): _GROUP_RULE,
        ("aws_security_group", "ingress"): _GROUP_RULE,
    }
)
"""By the type of the resource and the name of the argument."""
