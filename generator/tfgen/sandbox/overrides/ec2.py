"""EC2: what a security group rule says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.responses import EC2Response

_Moto = Callable[[], Any]


def authorize_security_group_ingress(_response: EC2Response, moto: _Moto) -> Any:
    """AuthorizeSecurityGroupIngress keeps the description of every kind of source.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
    moto shows that of an address range only, not that of a security group.
    """
    answer = moto()
    for rule in answer.result["SecurityGroupRules"]:
        if "Description" in rule.source_group:
            rule.ip_range["Description"] = rule.source_group["Description"]
    return answer


def authorize_security_group_egress(response: EC2Response, moto: _Moto) -> Any:
    """AuthorizeSecurityGroupEgress keeps descriptions too: see the function above."""
    return authorize_security_group_ingress(response, moto)


def modify_security_group_rules(response: EC2Response, moto: _Moto) -> Any:
    """ModifySecurityGroupRules takes a rule for all protocols without ports, and another group.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
    moto demands ports of every protocol, and passes over a new `ReferencedGroupId`.
    """
    group = response.ec2_backend.get_security_group_from_id(response._get_param("GroupId"))
    changes = response._get_param("SecurityGroupRules", [])
    for change in changes:
        if change["SecurityGroupRule"].get("IpProtocol") == "-1":
            change["SecurityGroupRule"].update(FromPort=-1, ToPort=-1)
    answer = moto()
    for change in changes:
        source = change["SecurityGroupRule"].get("ReferencedGroupId")
        if source:
            group.get_rule(change["SecurityGroupRuleId"]).source_group["GroupId"] = source
    return answer
