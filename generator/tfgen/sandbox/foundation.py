"""What an environment is assumed to have before any service comes: network, cluster, listeners.

Made by boto3 and not by Terraform, whose own waits take a minute for a load balancer.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tfgen.sandbox.lifecycle import Sandbox

_NAME = "tfgen-sandbox"
_NETWORK = "10.0.0.0/16"
_SUBNETS = ("10.0.0.0/24", "10.0.1.0/24")
_DOMAIN = "*.sandbox.example.com"
_LISTENER_KINDS = (("production", "HTTPS", 443), ("test", "HTTP", 8080))
_NOT_FOUND = {
    "Type": "fixed-response",
    "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"},
}


@dataclass(frozen=True)
class Foundation:
    """The ids and ARNs that `tfgen.yaml` names for an environment.

    `listeners` has, for each name, the ARNs of the production listener and of the test listener.
    """

    vpc_id: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]
    listeners: Mapping[str, tuple[str, str]]
    connection_arn: str
    cluster: str
    topic_arn: str
    artifact_bucket: str
    template_bucket: str
    kms_key_arn: str
    certificate_arn: str


def create(sandbox: Sandbox, *, cluster: str, listeners: Sequence[str]) -> Foundation:
    """The foundation of `sandbox`, made where it is missing: a second call finds what is there."""
    ec2 = sandbox.client("ec2")
    vpc_id = _vpc(ec2)
    subnet_ids = _subnets(ec2, vpc_id, sandbox.region)
    front = _security_group(ec2, vpc_id, f"{_NAME}-load-balancer")
    back = _security_group(ec2, vpc_id, f"{_NAME}-services")
    _cluster(sandbox.client("ecs"), cluster)
    elbv2 = sandbox.client("elbv2")
    balancer = _load_balancer(elbv2, subnet_ids, front)
    certificate = _certificate(sandbox.client("acm"))
    return Foundation(
        vpc_id=vpc_id,
        subnet_ids=subnet_ids,
        security_group_ids=(back,),
        listeners=_listeners(elbv2, listeners, balancer, certificate),
        connection_arn=_connection_arn(sandbox),
        cluster=cluster,
        topic_arn=sandbox.client("sns").create_topic(Name=_NAME)["TopicArn"],
        artifact_bucket=_bucket(sandbox, f"{_NAME}-artifacts-{sandbox.account_id}"),
        template_bucket=_bucket(sandbox, f"{_NAME}-templates-{sandbox.account_id}"),
        kms_key_arn=_kms_key(sandbox.client("kms")),
        certificate_arn=certificate,
    )


def seed_parameters(sandbox: Sandbox, parameters: Mapping[str, str]) -> None:
    """Puts those SSM parameters (name to value, as plain text) that do not exist yet."""
    ssm = sandbox.client("ssm")
    for name, value in parameters.items():
        try:
            ssm.put_parameter(Name=name, Value=value, Type="String")
        except ssm.exceptions.ParameterAlreadyExists:
            continue


def trust_ci(sandbox: Sandbox, issuers: Mapping[str, str]) -> None:
    """Makes an account's OIDC provider for each issuer (URL to audience) that has none yet."""
    iam = sandbox.client("iam")
    known = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] if issuers else []
    for url, audience in issuers.items():
        if not any(one["Arn"].endswith(url.removeprefix("https://")) for one in known):
            iam.create_open_id_connect_provider(Url=url, ClientIDList=[audience])


def _vpc(ec2: Any) -> str:
    found = ec2.describe_vpcs(Filters=_named())["Vpcs"]
    if found:
        return str(found[0]["VpcId"])
    made = ec2.create_vpc(CidrBlock=_NETWORK, TagSpecifications=_tags("vpc"))["Vpc"]
    return str(made["VpcId"])


def _subnets(ec2: Any, vpc_id: str, region: str) -> tuple[str, ...]:
    """Two subnets in two zones: a load balancer takes no fewer."""
    here = [{"Name": "vpc-id", "Values": [vpc_id]}]
    found = {s["CidrBlock"]: s["SubnetId"] for s in ec2.describe_subnets(Filters=here)["Subnets"]}
    zones = ec2.describe_availability_zones(Filters=[{"Name": "region-name", "Values": [region]}])[
        "AvailabilityZones"
    ]
    for block, zone in zip(_SUBNETS, zones, strict=False):
        if block not in found:
            made = ec2.create_subnet(
                VpcId=vpc_id,
                CidrBlock=block,
                AvailabilityZone=zone["ZoneName"],
                TagSpecifications=_tags("subnet"),
            )
            found[block] = made["Subnet"]["SubnetId"]
    return tuple(found[block] for block in _SUBNETS)


def _security_group(ec2: Any, vpc_id: str, name: str) -> str:
    filters = [
        {"Name": "vpc-id", "Values": [vpc_id]},
        {"Name": "group-name", "Values": [name]},
    ]
    found = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    if found:
        return str(found[0]["GroupId"])
    return str(ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"])


def _cluster(ecs: Any, name: str) -> None:
    if not ecs.describe_clusters(clusters=[name])["clusters"]:
        ecs.create_cluster(clusterName=name, capacityProviders=["FARGATE", "FARGATE_SPOT"])


def _load_balancer(elbv2: Any, subnet_ids: tuple[str, ...], security_group_id: str) -> str:
    """The ARN of the one internet-facing load balancer."""
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        if balancer["LoadBalancerName"] == _NAME:
            return str(balancer["LoadBalancerArn"])
    made = elbv2.create_load_balancer(
        Name=_NAME,
        Subnets=list(subnet_ids),
        SecurityGroups=[security_group_id],
        Scheme="internet-facing",
        Type="application",
    )
    return str(made["LoadBalancers"][0]["LoadBalancerArn"])


def _listeners(
    elbv2: Any, names: Sequence[str], balancer: str, certificate: str
) -> dict[str, tuple[str, str]]:
    """For each name an HTTPS listener for production and an HTTP one for tests.

    A tag tells which listener is whose, for the ports of one load balancer must differ.
    """
    found = elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    arns = {_name_of(elbv2, listener): str(listener["ListenerArn"]) for listener in found}
    for name in names:
        for kind, protocol, first_port in _LISTENER_KINDS:
            if f"{name}/{kind}" not in arns:
                made = elbv2.create_listener(
                    LoadBalancerArn=balancer,
                    Port=first_port + len(arns) // len(_LISTENER_KINDS),
                    Protocol=protocol,
                    Certificates=[{"CertificateArn": certificate}] if protocol == "HTTPS" else [],
                    DefaultActions=[_NOT_FOUND],
                    Tags=[{"Key": "Name", "Value": f"{name}/{kind}"}],
                )
                arns[f"{name}/{kind}"] = str(made["Listeners"][0]["ListenerArn"])
    return {name: (arns[f"{name}/production"], arns[f"{name}/test"]) for name in names}


def _name_of(elbv2: Any, listener: Mapping[str, Any]) -> str:
    described = elbv2.describe_tags(ResourceArns=[listener["ListenerArn"]])["TagDescriptions"]
    tags = {tag["Key"]: tag["Value"] for tag in described[0]["Tags"]}
    return str(tags.get("Name", listener["ListenerArn"]))


def _certificate(acm: Any) -> str:
    for certificate in acm.list_certificates()["CertificateSummaryList"]:
        if certificate["DomainName"] == _DOMAIN:
            return str(certificate["CertificateArn"])
    return str(acm.request_certificate(DomainName=_DOMAIN)["CertificateArn"])


def _bucket(sandbox: Sandbox, name: str) -> str:
    """A bucket as CodePipeline's S3 source wants it: versioned, and telling EventBridge."""
    s3 = sandbox.client("s3")
    if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        return name
    # us-east-1 is the one region that must not be named:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    there = {"LocationConstraint": sandbox.region}
    given = {} if sandbox.region == "us-east-1" else {"CreateBucketConfiguration": there}
    s3.create_bucket(Bucket=name, **given)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    return name


def _kms_key(kms: Any) -> str:
    """The ARN of the key that the alias leads to."""
    alias = f"alias/{_NAME}"
    for found in kms.list_aliases()["Aliases"]:
        if found["AliasName"] == alias:
            return str(kms.describe_key(KeyId=found["TargetKeyId"])["KeyMetadata"]["Arn"])
    made = kms.create_key(Description=_NAME)["KeyMetadata"]
    kms.create_alias(AliasName=alias, TargetKeyId=made["KeyId"])
    return str(made["Arn"])


def _connection_arn(sandbox: Sandbox) -> str:
    """A well-formed ARN: moto plays no CodeConnections, and nothing here looks it up."""
    connection = uuid.uuid5(uuid.NAMESPACE_URL, f"{sandbox.account_id}/{sandbox.region}")
    return f"arn:aws:codeconnections:{sandbox.region}:{sandbox.account_id}:connection/{connection}"


def _named() -> list[dict[str, Any]]:
    return [{"Name": "tag:Name", "Values": [_NAME]}]


def _tags(resource: str) -> list[dict[str, Any]]:
    return [{"ResourceType": resource, "Tags": [{"Key": "Name", "Value": _NAME}]}]
