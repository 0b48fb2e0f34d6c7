"""What AWS answers of networks, images and objects, and moto does not."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from probing import Clients, shows


def _security_groups(clients: Clients) -> tuple[Any, str, str]:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ids = [
        ec2.create_security_group(GroupName=name, Description="-", VpcId=vpc)["GroupId"]
        for name in ("service", "balancer")
    ]
    return ec2, ids[0], ids[1]


def _permission(source: str) -> dict[str, Any]:
    pair = {"GroupId": source, "Description": "from the balancer"}
    return {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [pair]}


def _rule(ec2: Any, rule_id: str) -> Any:
    found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule_id])
    return found["SecurityGroupRules"][0]


@shows("ec2:AuthorizeSecurityGroupIngress")
def _keeps_the_description_of_a_source_group(clients: Clients) -> None:
    ec2, group, source = _security_groups(clients)
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_permission(source)])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    assert _rule(ec2, rule_id).get("Description") == "from the balancer"


@shows("ec2:AuthorizeSecurityGroupEgress")
def _keeps_the_description_of_a_target_group(clients: Clients) -> None:
    ec2, group, source = _security_groups(clients)
    made = ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[_permission(source)])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    assert _rule(ec2, rule_id).get("Description") == "from the balancer"


@shows("ec2:ModifySecurityGroupRules")
def _changes_rules_for_all_protocols_and_source_groups(clients: Clients) -> None:
    ec2, group, source = _security_groups(clients)
    open_rule = {"IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0", "Description": "out"}
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    egress = next(r for r in rules if r["GroupId"] == group and r["IsEgress"])
    _modify(ec2, group, egress["SecurityGroupRuleId"], open_rule)
    assert _rule(ec2, egress["SecurityGroupRuleId"])["Description"] == "out"

    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_permission(source)])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    own = {"IpProtocol": "tcp", "FromPort": 81, "ToPort": 82, "ReferencedGroupId": group}
    _modify(ec2, group, rule_id, own)
    assert _rule(ec2, rule_id)["ReferencedGroupInfo"]["GroupId"] == group


def _modify(ec2: Any, group: str, rule_id: str, rule: dict[str, Any]) -> None:
    change = {"SecurityGroupRuleId": rule_id, "SecurityGroupRule": rule}
    ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=[change])


@shows("ecr:PutImage")
def _names_an_image_by_the_hash_of_its_manifest(clients: Clients) -> None:
    ecr = clients("ecr")
    ecr.create_repository(repositoryName="web", imageTagMutability="IMMUTABLE")
    kind = "application/vnd.oci.image.manifest.v1+json"
    for number in ("1", "2"):
        manifest = json.dumps({"mediaType": kind, "annotations": {"n": number}, "layers": []})
        made = ecr.put_image(repositoryName="web", imageManifest=manifest, imageTag=number)
        digest = "sha256:" + hashlib.sha256(manifest.encode()).hexdigest()
        assert made["image"]["imageId"] == {"imageDigest": digest, "imageTag": number}
        found = ecr.describe_images(repositoryName="web", imageIds=[{"imageDigest": digest}])
        assert found["imageDetails"][0]["imageTags"] == [number]
    _keeps_an_image_whose_tag_moves(ecr, kind)


def _keeps_an_image_whose_tag_moves(ecr: Any, kind: str) -> None:
    ecr.create_repository(repositoryName="moving", imageTagMutability="MUTABLE")
    for number in ("1", "2"):
        manifest = json.dumps({"mediaType": kind, "annotations": {"n": number}, "layers": []})
        ecr.put_image(repositoryName="moving", imageManifest=manifest, imageTag="release")
    found = ecr.describe_images(repositoryName="moving")["imageDetails"]
    assert sorted(len(image.get("imageTags", [])) for image in found) == [0, 1]


@shows("s3:GetPermission")
def _does_not_take_loopback_for_a_breach_of_a_tls_only_policy(clients: Clients) -> None:
    s3 = clients("s3")
    s3.create_bucket(
        Bucket="store", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::store", "arn:aws:s3:::store/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    s3.put_bucket_policy(Bucket="store", Policy=policy)
    s3.put_object(Bucket="store", Key="key", Body=b"value")
    assert s3.get_object(Bucket="store", Key="key")["Body"].read() == b"value"


@shows("s3:GetBucketNotification")
def _says_that_a_bucket_tells_eventbridge(clients: Clients) -> None:
    s3 = clients("s3")
    there = {"LocationConstraint": "ap-northeast-1"}
    s3.create_bucket(Bucket="store", CreateBucketConfiguration=there)
    found = s3.get_bucket_notification_configuration(Bucket="store")
    assert "EventBridgeConfiguration" not in found
    s3.put_bucket_notification_configuration(
        Bucket="store", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    found = s3.get_bucket_notification_configuration(Bucket="store")
    assert found.get("EventBridgeConfiguration") == {}
