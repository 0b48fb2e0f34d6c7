"""A new environment with a platform: its lines in tfgen.yaml, its stack, what refers to it."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen import new_environment, project, yaml_file
from tfgen.environment_checks import PLATFORM_OUTPUTS
from tfgen.project import Platform

CERTIFICATE = "arn:aws:acm:us-east-1:222222222222:certificate/1234abcd"
ARGUMENTS = (
    *("new-environment", "live", "--account-id", "222222222222", "--vpc-id", "vpc-0a1b"),
    *("--subnet", "subnet-0a", "--subnet", "ssm:/network/subnet"),
    *("--public-subnet", "subnet-0c", "--public-subnet", "subnet-0d"),
    *("--certificate-arn", CERTIFICATE, "--yes"),
)
STACK = ["main.tf", "outputs.tf", "platform.tf"]


def _changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that were taken away, and those that were added."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return (
        [line[2:] for line in lines if line.startswith("- ")],
        [line[2:] for line in lines if line.startswith("+ ")],
    )


def test_an_environment_is_added_with_the_stack_of_its_platform(repository) -> None:
    repository.run("generate")
    before = repository.tree()
    code, out, err = repository.run(*ARGUMENTS, "--test-cidr", "10.0.0.0/8")
    assert code == 0, err
    assert "validated: 0 findings" in out
    assert out.endswith("environments: {live: {}}\n")
    assert "tfgen apply _platform --env live" in out

    after = repository.tree()
    new = {path for path in after if path not in before}
    assert new == {f"stacks/live/_platform/{name}" for name in STACK}
    assert {path for path in before if after[path] != before[path]} == {"tfgen.yaml"}
    removed, added = _changes(before["tfgen.yaml"], after["tfgen.yaml"])
    assert removed == []
    assert added[0] == "  live:"
    assert "    cluster: remote_state:_platform.cluster_name" in added
    code, out, _ = repository.run("generate", "--check")
    assert (code, "leftover" in out) == (0, False)


def test_comments_order_and_what_follows_stay(tmp_path, repository) -> None:
    folder = tmp_path / "new"
    flags = ("--environment", "stg=111111111111", "--region", "us-east-1", "--yes")
    repository.run("init", str(folder), *flags)
    path = folder / "tfgen.yaml"
    before = path.read_text() + "\n# Whose bill it is.\ntags: {cost-centre: '42'}"
    path.write_text(before)
    code, _, err = repository.run(*ARGUMENTS, "--chdir", str(folder))
    assert code == 0, err
    removed, added = _changes(before, path.read_text())
    assert removed == []
    assert "\n# Whose bill it is.\ntags" in path.read_text()
    assert list(project.load(folder).settings.environments) == ["stg", "live"]
    assert '    connection_arn: ""' in added


def test_an_environment_in_braces_is_joined_by_another(repository) -> None:
    repository.write(
        "tfgen.yaml",
        'project: example  # ours\nenvironments: {stg: {account_id: "123456789012"}}\n',
    )
    (repository.root / "services/web.yaml").unlink()
    code, _, err = repository.run(*ARGUMENTS)
    assert code == 0, err
    assert repository.read("tfgen.yaml").startswith("project: example  # ours\n")
    settings = project.load(repository.root).settings
    assert settings.environments["stg"].account_id == "123456789012"
    assert settings.environments["live"].listeners["public"].test_arn is not None


def test_nothing_is_known_yet(repository) -> None:
    code, _, err = repository.run("new-environment", "live", "--account-id", "2" * 12, "--yes")
    assert code == 0, err
    assert repository.run("validate", "stacks/live")[0] == 0
    code, _, err = repository.run("plan", "_platform", "--env", "live")
    assert code == 2
    for key in ("network.vpc_id", "platform.public_subnet_ids", "platform.certificate_arn"):
        assert f"environments.live.{key}" in err
    line = repository.read("tfgen.yaml").splitlines().index('      vpc_id: ""') + 1
    assert f"tfgen.yaml:{line}:" in err


def test_dry_run_writes_nothing(repository) -> None:
    before = repository.tree()
    code, out, _ = repository.run(*ARGUMENTS, "--dry-run")
    assert code == 0
    assert "+  live:\n" in out
    assert "--- stacks/live/_platform/platform.tf" in out
    assert repository.tree() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["stg", "--account-id", "222222222222"], "tfgen.yaml:5:3: there is an environment 'stg'"),
        (["live"], "no AWS account was named"),
        (["live", "--account-id", "2"], "'2' is no AWS account ID"),
        (["Live", "--account-id", "222222222222"], "is no environment name: 'Live'"),
        (["internal-a", "--account-id", "222222222222"], "internal- is AWS's own"),
        (["live", "--region", "mars"], "'mars' is no AWS region"),
        (["live", "--vpc-id", "10.0.0.0/16"], "'10.0.0.0/16' is no ID of a VPC"),
        (["live", "--subnet", "a"], "--subnet takes IDs of subnets, not a"),
        (["live", "--public-subnet", "subnet-1"], "public subnets in two availability zones"),
        (["live", "--certificate-arn", "web"], "'web' is no ACM certificate"),
        (["live", "--region", "eu-west-1", "--certificate-arn", CERTIFICATE], "in eu-west-1"),
        (["live", "--test-cidr", "10.0.0.1/8"], "is no range of IPv4 addresses: '10.0.0.1/8'"),
        (["live", "--alarm-email", "me"], "is no e-mail address: 'me'"),
        (["live", "--vpc-id", "remote_state:_platform.vpc"], "the platform that is made from it"),
    ],
)
def test_wrong_flags_write_nothing(repository, arguments: list[str], words: str) -> None:
    before = repository.tree()
    account = [] if "--account-id" in arguments else ["--account-id", "222222222222"]
    more = account if len(arguments) > 1 else []
    code, _, err = repository.run("new-environment", *arguments, *more, "--yes")
    assert code == 2
    assert words in err
    assert "\n  -> " in err
    assert repository.tree() == before


def test_all_or_nothing(repository) -> None:
    repository.write("stacks/live/_platform/platform.tf", "# by hand\n")
    before = repository.tree()
    code, _, err = repository.run(*ARGUMENTS)
    assert code == 2
    assert "stacks/live/_platform/platform.tf exists and was not written by tfgen" in err
    assert repository.tree() == before


def test_generate_takes_a_platform_by_its_name(repository) -> None:
    code, _, err = repository.run("generate", "_platform")
    assert code == 2
    assert "no environment has a platform" in err
    repository.run(*ARGUMENTS)
    code, out, _ = repository.run("generate", "_platform", "--env", "live")
    assert (code, out) == (0, "0 create, 0 update, 0 delete, 0 conflict, 3 identical\n")
    code, _, err = repository.run("generate", "_platform", "--env", "stg")
    assert code == 2
    assert "environment 'stg' has no platform" in err
    # By the environment it comes along; by a service it does not.
    assert "3 identical" in repository.run("generate", "--env", "live")[1]
    assert "10 create" in repository.run("generate", "web")[1]
    text = repository.read("tfgen.yaml")
    repository.write("tfgen.yaml", f"{text}      deletion_protection: false\n")
    assert "update  stacks/live/_platform/platform.tf" in repository.run("generate")[1]
    assert "deletion_protection = false" in repository.read("stacks/live/_platform/platform.tf")


def test_a_platform_that_nobody_wants_any_more_is_a_leftover(repository) -> None:
    before = repository.read("tfgen.yaml")
    repository.run(*ARGUMENTS)
    repository.write("tfgen.yaml", before + '  live: {account_id: "222222222222"}\n')
    code, out, _ = repository.run("generate")
    assert code == 0
    assert "leftover  stacks/live/_platform" in out
    assert "tfgen destroy _platform --env live" in out


def test_every_key_of_a_platform_reaches_the_module(repository, data_root) -> None:
    values = {
        "certificate_arn": "ssm:/platform/certificate",
        "public_subnet_ids": "remote_state:network.public_subnet_ids",
        "client_cidrs": "[203.0.113.0/24]",
        "test_cidrs": "[198.51.100.0/24]",
        "alarm_emails": "[on-call@example.com]",
        "artifact_expiration_days": "7",
        "access_log_bucket": "example-logs",
        "deletion_protection": "false",
    }
    assert set(values) == set(Platform.model_fields)
    lines = "".join(f"      {key}: {value}\n" for key, value in values.items())
    text = repository.read("tfgen.yaml") + '  live:\n    account_id: "222222222222"\n'
    repository.write("tfgen.yaml", f"{text}    platform:\n{lines}")
    assert repository.run("generate", "_platform")[0] == 0
    written = repository.read("stacks/live/_platform/platform.tf")
    arguments = set(re.findall(r"^  (\w+) +=", written, re.M))
    variables = data_root("modules/platform/variables.tf").read_text()
    assert arguments - {"source"} == set(re.findall(r'^variable "(\w+)"', variables, re.M))
    assert 'alarm_emails             = ["on-call@example.com"]' in written
    assert "split(" not in repository.read("stacks/live/_platform/main.tf")
    assert repository.run("validate", "stacks/live")[0] == 0


def test_the_module_gives_what_can_be_referred_to(data_root) -> None:
    outputs = data_root("modules/platform/outputs.tf").read_text()
    assert set(re.findall(r'^output "(\w+)"', outputs, re.M)) == set(PLATFORM_OUTPUTS)


SAME = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c"


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (
            ["listeners:", f'  public: {{arn: "{SAME}", test_arn: "{SAME}"}}'],
            4,
            ["live.listeners.public.test_arn` is the same as `arn`", "another port"],
        ),
        (
            ["listeners:", "  public: {arn: remote_state:_platform.listener_arn}"],
            4,
            ["live.listeners.public.arn` refers to the platform of live, which has none"],
        ),
        (
            ["platform: {}", "kms_key_arn: remote_state:_platform.kms_key"],
            4,
            ["refers to 'kms_key'", "did you mean 'kms_key_arn'?"],
        ),
        (
            ["platform: {access_log_bucket: remote_state:_platform.artifact_bucket}"],
            3,
            ["access_log_bucket` refers to the platform that is made from it"],
        ),
        (["platform: {certificate: a}"], 3, ["unknown key", "did you mean `certificate_arn`?"]),
        (["platform: {artifact_expiration_days: 0}"], 3, ["artifact_expiration_days"]),
        (["platform: {client_cidrs: []}"], 3, ["client_cidrs"]),
    ],
)
def test_a_wrong_environment_is_refused(
    repository, lines: list[str], line: int, words: list[str]
) -> None:
    text = repository.read("tfgen.yaml")
    start = len(text.splitlines())
    added = "".join(f"    {one}\n" for one in ['account_id: "222222222222"', *lines])
    repository.write("tfgen.yaml", f"{text}  live:\n{added}")
    code, _, err = repository.run("generate")
    assert code == 2
    assert f"tfgen.yaml:{start + line}:" in err
    for word in words:
        assert word in err
    assert not (repository.root / "stacks").exists()


KEYS = {
    "project": "project: example\n",
    "defaults": "defaults: {region: us-east-1}  # near us\n",
    "tags": "tags:\n  a: 'b'\n\n  # the last of them\n",
    "environments": 'environments:\n>stg: {account_id: "111111111111"}   # first\n',
}
BETWEEN = st.sampled_from(["", "\n", "# a remark\n", "\n\n  # indented\n"])


@given(
    order=st.permutations(sorted(KEYS)),
    between=st.lists(BETWEEN, min_size=4, max_size=4),
    indent=st.sampled_from(["  ", "    ", " "]),
    ending=st.sampled_from(["", "\n", "\n...\n"]),
)
def test_wherever_it_stands_every_line_stays(
    order: list[str], between: list[str], indent: str, ending: str
) -> None:
    parts = [KEYS[key].replace(">", indent) for key in order]
    text = "".join(f"{gap}{part}" for gap, part in zip(between, parts, strict=True))
    text = text.rstrip("\n") + ending
    before = project.from_file(yaml_file.parse(text, Path("tfgen.yaml")))
    answers = new_environment.Answers("live", "222222222222", certificate_arn=CERTIFICATE)
    after = new_environment.add(before, answers)
    removed, _ = _changes(text, after.file.text)
    assert removed == []
    environments = after.settings.environments
    assert list(environments) == ["stg", "live"]
    assert environments["stg"] == before.settings.environments["stg"]
    assert environments["live"].platform == Platform(certificate_arn=CERTIFICATE)
    assert after.settings.model_copy(update={"environments": {}}) == before.settings.model_copy(
        update={"environments": {}}
    )
