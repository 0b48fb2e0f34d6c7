"""TFG801, TFG802 and TFG807 to TFG814: what is hard-coded, public or not encrypted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]
QUEUE = "arn:aws:sqs:eu-west-1:210987654321:q"


def resource(body: str, kind: str = "aws_x", block: str = "resource") -> str:
    labels = f'"{kind}" "this"' if block != "module" else '"this"'
    return f'variable "x" {{}}\n{block} {labels} {{\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (resource(f'a = "{QUEUE}"'), [3]),
        (resource(f'a = ["b", "{QUEUE}"]', block="data"), [3]),
        (resource(f'source = "./m"\na = {{ b = "{QUEUE}" }}', block="module"), [4]),
        (resource(f'a = "x"\nb {{\nc = "${{var.x}}/{QUEUE}"\n}}'), [5]),
        (resource('a = "210987654321"'), [3]),
        (resource('a = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/web:1"'), [3]),
        # No account, AWS's own, prose, a local value, a public image.
        (resource('a = "arn:aws:iam::aws:policy/ReadOnlyAccess"'), []),
        (resource('a = "arn:aws:s3:::logs-210987654321-x"'), []),
        (resource('a = "127311923021"'), []),
        (resource('a = "x 210987654321 y"'), []),
        (resource("a = 1234567890123"), []),
        (resource(f'description = "{QUEUE}"'), []),
        (f'locals {{\n  a = "{QUEUE}"\n}}\nvariable "b" {{\n  default = "{QUEUE}"\n}}\n', []),
        (resource('owners = ["210987654321"]', "aws_ami", "data"), []),
    ],
)
def test_accounts(text: str, lines: list[int], find: Find) -> None:
    found = find(text, "TFG801")
    assert [one.line for one in found] == lines


@pytest.mark.parametrize(
    ("accounts", "found"), [('["123456789012"]', 0), ("[local.a]", 0), ("var.x", 1)]
)
def test_a_stack_that_is_pinned_to_an_account(accounts: str, found: int, find: Find) -> None:
    pinned = f'provider "aws" {{\n  allowed_account_ids = {accounts}\n}}\n'
    more = 'locals {\n  a = "123456789012"\n}\n'
    assert len(find(resource(f'a = "{QUEUE}"') + pinned + more, "TFG801")) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("vpc-0a1b2c3d4e5f60718", 1),
        ("vpc-0a1b2c3d", 1),
        ("subnet-0a1b2c3d4e5f60718", 1),
        ("sg-0a1b2c3d4e5f60718", 1),
        ("sg-web", 0),
        ("vpc-main-0a1b2c3d", 0),
        ("my-vpc-0a1b2c3d", 0),
        ("subnet-0a1b2c3d4", 0),
    ],
)
def test_networks(value: str, found: int, find: Find) -> None:
    assert len(find(resource(f'a = ["${{var.x}}", "{value}"]'), "TFG802")) == found
    assert find(f'locals {{\n  a = "{value}"\n}}\n', "TFG802") == []


BLOCK = "block_public_acls = true\nblock_public_policy = true\nignore_public_acls = true\n"


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("aws_s3_bucket_acl", 'acl = "public-read"', 1),
        ("aws_s3_bucket", 'acl = "public-read-write"', 1),
        ("aws_s3_bucket_acl", 'acl = "private"', 0),
        ("aws_s3_bucket_acl", "acl = var.x", 0),
        ("aws_s3_bucket", "", 0),
        ("aws_s3_bucket_public_access_block", BLOCK + "restrict_public_buckets = true", 0),
        ("aws_s3_bucket_public_access_block", BLOCK + "restrict_public_buckets = false", 1),
        ("aws_s3_bucket_public_access_block", BLOCK, 1),
        ("aws_s3_bucket_public_access_block", BLOCK + "restrict_public_buckets = var.x", 0),
    ],
)
def test_buckets(kind: str, body: str, found: int, find: Find) -> None:
    assert len(find(resource(body, kind), "TFG807")) == found


def test_the_settings_of_a_bucket_that_are_false(find: Find) -> None:
    kind, said = "aws_s3_bucket_public_access_block", "the bucket does not block public access: "
    (finding,) = find(resource(BLOCK, kind), "TFG807")
    assert finding.message == f"{said}restrict_public_buckets is false"
    (finding,) = find(resource(BLOCK.replace("acls = true", "acls = false", 1), kind), "TFG807")
    assert finding.message == f"{said}block_public_acls, restrict_public_buckets are false"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('Effect = "Allow", Principal = "*", Action = "s3:GetObject"', 1),
        ('Effect = "Allow", Principal = { AWS = "*" }, Action = "s3:GetObject"', 1),
        ('Effect = "Deny", Principal = "*", Action = "s3:*"', 0),
        (
            'Effect = "Allow", Principal = "*", Action = "s3:*", Condition = { Bool = { a = 1 } }',
            0,
        ),
        ('Effect = "Allow", Principal = { AWS = var.x }, Action = "s3:*"', 0),
    ],
)
def test_bucket_policies(statement: str, found: int, find: Find) -> None:
    policy = f"policy = jsonencode({{ Statement = [{{ {statement} }}] }})"
    assert len(find(resource(policy, "aws_s3_bucket_policy"), "TFG807")) == found


def ports(first: int | str, last: int | str, protocol: str = "tcp") -> str:
    return f'from_port = {first}\nto_port = {last}\nprotocol = "{protocol}"\n'


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ports(22, 22) + 'cidr_blocks = ["0.0.0.0/0"]', "port 22"),
        (ports(22, 22) + 'ipv6_cidr_blocks = ["::/0"]', "port 22"),
        (ports(0, 65535) + 'cidr_blocks = ["0.0.0.0/0"]', "every port"),
        (ports(0, 0, "-1") + 'cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]', "every port"),
        (ports(80, 443) + 'cidr_blocks = ["0.0.0.0/0"]', "ports 80 to 443"),
        (ports('"22"', '"22"') + 'cidr_blocks = ["0.0.0.0/0"]', "port 22"),
        (ports(443, 443) + 'cidr_blocks = ["0.0.0.0/0"]', None),
        (ports(80, 80) + 'cidr_blocks = ["0.0.0.0/0"]', None),
        (ports(22, 22) + 'cidr_blocks = ["10.0.0.0/8"]', None),
        (ports(22, 22) + "cidr_blocks = var.x", None),
        (ports("var.x", "var.x") + 'cidr_blocks = ["0.0.0.0/0"]', None),
        (ports(-1, -1, "icmp") + 'cidr_blocks = ["0.0.0.0/0"]', None),
    ],
)
def test_open_ports(rule: str, words: str | None, find: Find) -> None:
    group = resource(f"ingress {{\n{rule}\n}}", "aws_security_group")
    alone = resource(f'type = "ingress"\n{rule}', "aws_security_group_rule")
    for text in (group, alone):
        found = find(text, "TFG808")
        said = f"the whole Internet may connect to {words}"
        assert [one.message for one in found] == ([said] if words else [])
    assert find(alone.replace('"ingress"', '"egress"'), "TFG808") == []


@pytest.mark.parametrize(("default", "found"), [('"0.0.0.0/0"', 0), ('"10.0.0.0/8"', 0)])
def test_a_default_is_for_the_caller_to_replace(default: str, found: int, find: Find) -> None:
    text = (
        f'variable "cidr" {{\n  default = {default}\n}}\n'
        'resource "aws_vpc_security_group_ingress_rule" "this" {\n  security_group_id = "g"\n'
        '  ip_protocol = "tcp"\n  from_port = 22\n  to_port = 22\n  cidr_ipv4 = var.cidr\n}\n'
    )
    assert len(find(text, "TFG808")) == found
    call = f'module "m" {{\n  source = "./m"\n  cidr = "0.0.0.0/0"\n}}\n# file: m/main.tf\n{text}'
    (finding,) = find(call, "TFG808")
    assert (finding.line, finding.path.parent.name) == (3, "module")


@pytest.mark.parametrize(
    ("code", "kind", "body", "found"),
    [
        ("TFG809", "aws_ecr_repository", "", 1),
        ("TFG809", "aws_ecr_repository", 'image_tag_mutability = "MUTABLE"', 1),
        ("TFG809", "aws_ecr_repository", 'image_tag_mutability = "IMMUTABLE"', 0),
        ("TFG809", "aws_ecr_repository", "image_tag_mutability = var.x", 0),
        ("TFG810", "aws_ecr_repository", "", 1),
        (
            "TFG810",
            "aws_ecr_repository",
            "image_scanning_configuration {\nscan_on_push = true\n}",
            0,
        ),
        (
            "TFG810",
            "aws_ecr_repository",
            "image_scanning_configuration {\nscan_on_push = false\n}",
            1,
        ),
        ("TFG811", "aws_db_instance", "", 1),
        ("TFG811", "aws_db_instance", "storage_encrypted = true", 0),
        ("TFG811", "aws_db_instance", "storage_encrypted = var.x", 0),
        ("TFG811", "aws_db_instance", "replicate_source_db = var.x", 0),
        ("TFG811", "aws_rds_cluster", 'engine = "mysql"\nstorage_encrypted = false', 1),
        ("TFG811", "aws_rds_cluster", 'engine = "postgres"', 1),
        ("TFG811", "aws_rds_cluster", 'engine = "aurora-postgresql"', 0),
        ("TFG811", "aws_rds_cluster", "engine = var.x\nstorage_encrypted = false", 0),
        ("TFG811", "aws_rds_cluster", "", 0),
        ("TFG811", "aws_elasticache_replication_group", "", 1),
        ("TFG811", "aws_elasticache_replication_group", 'engine = "redis"', 1),
        ("TFG811", "aws_elasticache_replication_group", 'engine = "valkey"', 0),
        ("TFG811", "aws_elasticache_replication_group", "engine = var.x", 0),
        (
            "TFG811",
            "aws_elasticache_replication_group",
            'engine = "valkey"\nat_rest_encryption_enabled = false',
            1,
        ),
        ("TFG811", "aws_efs_file_system", "encrypted = true", 0),
        ("TFG812", "aws_db_instance", 'password = "hunter2"', 1),
        ("TFG812", "aws_db_instance", "password = var.x", 0),
        ("TFG812", "aws_db_instance", "password = random_password.p.result", 0),
        ("TFG812", "aws_ssm_parameter", 'type = "SecureString"\nvalue = "hunter2"', 1),
        ("TFG812", "aws_ssm_parameter", 'type = "String"\nvalue = "hunter2"', 0),
        ("TFG812", "aws_ssm_parameter", 'type = "SecureString"\nvalue = "changeme"', 0),
        ("TFG812", "aws_ssm_parameter", 'type = "SecureString"\nvalue = "REPLACE_ME_BY_HAND"', 0),
        ("TFG812", "aws_db_instance", 'password = "123456"', 1),
        ("TFG813", "aws_db_instance", "publicly_accessible = true", 1),
        ("TFG813", "aws_db_instance", "publicly_accessible = var.x", 0),
        ("TFG813", "aws_db_instance", "", 0),
    ],
)
def test_settings(code: str, kind: str, body: str, found: int, find: Find) -> None:
    findings = find(resource(body, kind), code)
    assert len(findings) == found
    assert all("hunter2" not in one.message + one.remedy for one in findings)


DEFAULT = 'resource "aws_ebs_encryption_by_default" "d" {\n%s\n}\n'


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", 1),
        (DEFAULT % "", 0),
        (DEFAULT % "enabled = true", 0),
        (DEFAULT % "enabled = var.x", 0),
        (DEFAULT % "count = var.x", 0),
        (DEFAULT % "enabled = false", 1),
    ],
)
@pytest.mark.parametrize("flag", ["", "encrypted = false"])
def test_volumes_where_a_region_encrypts_them(flag: str, more: str, found: int, find: Find) -> None:
    assert len(find(resource(flag, "aws_ebs_volume") + more, "TFG811")) == found


@pytest.mark.parametrize(
    ("secret", "found"),
    [
        ('jsonencode({ user = "", password = "" })', 0),
        ('jsonencode({ username = "admin", password = "", port = 5432, ssl = true })', 0),
        ('jsonencode({ username = "admin", password = "CHANGE_ME_LATER" })', 0),
        ('jsonencode({ keys = ["dummy", "placeholder", null] })', 0),
        ("jsonencode({})", 0),
        ('"Replace after build"', 0),
        ('"CHANGE_ME"', 0),
        ('" "', 0),
        ('jsonencode({ username = "admin", password = "hunter2" })', 1),
        ('jsonencode({ keys = ["dummy", "hunter2"] })', 1),
        ("jsonencode({ pin = 1234 })", 1),
        ('"correct horse battery staple"', 1),
        ('"changements"', 1),
    ],
)
def test_what_only_stands_for_a_secret(secret: str, found: int, find: Find) -> None:
    text = resource(f"secret_string = {secret}", "aws_secretsmanager_secret_version")
    assert len(find(text, "TFG812")) == found


def test_a_registry_that_scans_by_itself(find: Find) -> None:
    registry = 'resource "aws_ecr_registry_scanning_configuration" "r" {}\n'
    assert find(resource("", "aws_ecr_repository") + registry, "TFG810") == []


def test_a_first_value_that_is_ignored_later(find: Find) -> None:
    body = 'password = "hunter2"\nlifecycle {\nignore_changes = [password]\n}'
    assert find(resource(body, "aws_db_instance"), "TFG812") == []


def test_keys_of_the_provider(find: Find) -> None:
    keys = 'access_key = "AKIAQWERTYUIOPASDFGH"\nsecret_key = var.x\n'
    provider = f'variable "x" {{}}\nprovider "aws" {{\n{keys}}}\n'
    (finding,) = find(provider, "TFG812")
    assert (finding.line, "AKIA" in finding.message) == (3, False)
    mock = 'access_key = "mock_access_key"\nsecret_key = "mock_secret_key"\n'
    assert find(provider.replace(keys, mock), "TFG812") == []
    local = provider.replace(keys, keys + 'endpoints {\ns3 = "http://localhost"\n}\n')
    assert find(local, "TFG812") == []


def listener(protocol: str, action: str, balancer: str = "internal = false") -> str:
    return (
        f'variable "x" {{}}\nresource "aws_lb" "l" {{\n{balancer}\n}}\n'
        'resource "aws_lb_listener" "h" {\nload_balancer_arn = aws_lb.l.arn\n'
        f'protocol = {protocol}\ndefault_action {{\ntype = "{action}"\n}}\n}}\n'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (listener('"HTTP"', "forward"), 1),
        (listener('"HTTP"', "forward", ""), 1),
        (listener('"HTTP"', "redirect"), 0),
        (listener('"HTTPS"', "forward"), 0),
        (listener("var.x", "forward"), 0),
        (listener('"HTTP"', "forward", "internal = true"), 0),
        (listener('"HTTP"', "forward", "internal = var.x"), 0),
    ],
)
def test_plain_http(text: str, found: int, find: Find) -> None:
    assert len(find(text, "TFG814")) == found


def test_a_balancer_that_a_caller_may_make_internal(find: Find) -> None:
    text = listener('"HTTP"', "forward", "internal = var.inside")
    assert find(text + 'variable "inside" {\n  default = false\n}\n', "TFG814") == []
