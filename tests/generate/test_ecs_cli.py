"""Strategy `ecs-cli`: the stack, the application's files, and what is wrong with such files."""

from __future__ import annotations

import contextlib
import functools
import io
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tfgen import project, services, yaml_file
from tfgen.app_side import ecs_cli as app_side
from tfgen.compose_file import check, text, variables
from tfgen.errors import InputError, InputErrors
from tfgen.project import Project
from tfgen.render import render
from tfgen.services import Service
from tfgen.strategies import ecs_cli

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "legacy-ecs-cli"
SETTINGS = """\
project: example
defaults: {region: eu-west-1}
environments:
  stg:
    account_id: "111111111111"
    network: {vpc_id: vpc-1, subnet_ids: [subnet-1], assign_public_ip: true}
    listeners: {public: {arn: "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/a"}}
  prd: {account_id: "222222222222", listeners: {public: {}}}
"""
PROJECT = project.from_file(yaml_file.parse(SETTINGS, Path("tfgen.yaml")))


@functools.cache
def service(spec: str | None = None) -> tuple[Project, Service]:
    """A service of PROJECT: the example's, or that of the text `spec`."""
    written = spec or (EXAMPLE / "shop.yaml").read_text(encoding="utf-8")
    file = yaml_file.parse(written, Path("services/shop.yaml"))
    return PROJECT, services.from_file(PROJECT, file)


def rendered(name: str, environment: str = "stg") -> str:
    return render(ecs_cli.stack(*service(), environment)).files[name]


def test_terraform_owns_neither_the_service_nor_a_task_definition() -> None:
    everything = "".join(render(ecs_cli.stack(*service(), "stg")).files.values())
    assert 'resource "aws_ecs_service"' not in everything
    assert 'resource "aws_ecs_task_definition"' not in everything
    assert everything.count('resource "aws_lb_target_group"') == 2
    assert 'DetectChanges    = "false"' in everything


def test_the_deploy_step_has_every_variable_and_no_other() -> None:
    spec = service()[1].environments["stg"]
    block = rendered("service.tf").partition("compose_environment = {")[2].partition("\n  }")[0]
    names = re.findall(r"^    (\w+) +=", block, re.M)
    assert sorted([*names, variables.IMAGE]) == sorted(variables.stand_ins(spec))
    assert 'ASSIGN_PUBLIC_IP       = "ENABLED"' in block
    assert 'WEB__RAILS_MAX_THREADS = "5"' in block
    assert 'WEB__RAILS_MAX_THREADS = "10"' in rendered("service.tf", "prd")
    assert "parameter/shop/database-url" in block


def test_two_containers_do_not_share_a_variable() -> None:
    spec = (EXAMPLE / "shop.yaml").read_text(encoding="utf-8")
    twin = "  WEB:\n    image: busybox\n    environment: {RAILS_ENV: test}\n"
    with pytest.raises(InputError, match="'WEB' and 'web' would both be WEB__RAILS_ENV") as caught:
        ecs_cli.stack(*service(spec.replace("containers:\n", f"containers:\n{twin}", 1)), "stg")
    assert str(caught.value.where) == "services/shop.yaml:17:1"


def test_the_example_is_what_the_application_is_given(tmp_path: Path) -> None:
    made = app_side.files(*service())
    for path, written in made.items():
        assert (EXAMPLE / "app" / path).read_text(encoding="utf-8") == written, path
    found = variables.check_source(EXAMPLE / "app", service()[1].environments["stg"])
    assert found.services["web"]["environment"]["RAILS_MAX_THREADS"] == "5"


def test_nothing_in_the_application_names_an_account() -> None:
    for path in (EXAMPLE / "app").rglob("*"):
        if path.is_file():
            assert list(text.literals(path.read_text(encoding="utf-8"))) == [], path


def test_dollars_of_the_spec_begin_no_variables(tmp_path: Path) -> None:
    spec = (EXAMPLE / "shop.yaml").read_text(encoding="utf-8")
    command = '["sh", "-c", "echo $HOME ${IMAGE} $$ $(date) #x: y"]'
    changed = spec.replace("    port: 3000\n", f"    port: 3000\n    command: {command}\n")
    written = app_side.files(*service(changed))
    for name in ("docker-compose.yml", "ecs-params.yml"):
        (tmp_path / name).write_text(written[name], encoding="utf-8")
    found = variables.check_source(tmp_path, service(changed)[1].environments["stg"])
    assert found.services["web"]["command"][2] == "echo $HOME ${IMAGE} $$ $(date) #x: y"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'RAILS_MAX_THREADS: "10"',
            "ONLY_HERE: a",
            "environment 'prd' needs another docker-compose",
        ),
        (
            "public.ecr.aws/nginx/nginx:1.27",
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com/nginx:1",
            "'nginx' holds the account id 111111111111",
        ),
    ],
)
def test_what_the_files_cannot_express(old: str, new: str, words: str) -> None:
    spec = (EXAMPLE / "shop.yaml").read_text(encoding="utf-8")
    assert old in spec
    with pytest.raises(InputError, match=words):
        app_side.files(*service(spec.replace(old, new)))


# What is wrong: (file, old text, new text, line of the error or None, words of message and hint)
COMPOSE, PARAMS = "docker-compose.yml", "ecs-params.yml"
WRONG = {
    "minor version": (COMPOSE, '"3"', '"3.7"', 7, ["version '3.7'", 'version: "3"']),
    "version 1 by name": (COMPOSE, '"3"', '"1"', 7, ["version '1'"]),
    "no YAML": (COMPOSE, "services:", "services: [", None, ["not valid YAML"]),
    "nothing": (COMPOSE, "services:", "other:", None, ["no services", "the key `other`"]),
    "build only": (COMPOSE, 'image: "${IMAGE}"', "build: .", 11, ["no image", "${IMAGE}"]),
    "key of compose 2": (
        COMPOSE,
        "    ports:",
        "    mem_limit: 5\n    ports:",
        12,
        ["`mem_limit`"],
    ),
    "misspelt key": (COMPOSE, "    ports:", "    port:", 12, ["`port`", "did you mean `ports`"]),
    "not on Fargate": (
        COMPOSE,
        "    ports:",
        "    privileged: true\n    ports:",
        12,
        ["privileged"],
    ),
    "other host port": (COMPOSE, '"3000:3000"', '"8080:3000"', 13, ["no other port outside"]),
    "no container port": (COMPOSE, '"3000:3000"', '"3000:"', 13, ["has no container port"]),
    "port that is none": (COMPOSE, '"3000:3000"', '"3000-3005"', 13, ["no pair of port numbers"]),
    "long form of a port": (COMPOSE, '"3000:3000"', "{target: 3000}", 13, ["the long form"]),
    "no list of ports": (
        COMPOSE,
        '\n      - "3000:3000"',
        " 3000",
        12,
        ["`ports` is 3000", "a list"],
    ),
    "number as a command": (
        COMPOSE,
        "    ports:",
        "    command: [1]\n    ports:",
        12,
        ["of texts"],
    ),
    "empty service": (
        COMPOSE,
        "  nginx:\n",
        "  empty:\n  nginx:\n",
        30,
        ["'empty'", "mapping below"],
    ),
    "no mapping": (PARAMS, "    web:\n", "    web: 1\n    x:\n", 16, ["`web` is 1", "a mapping"]),
    "port of a target group": (COMPOSE, '"80:80"', '"81:81"', 32, ["no port 80", "80:80"]),
    "boolean": (COMPOSE, '"${WEB__RAILS_ENV}"', "true", 15, ["refuses true", '"true"']),
    "health check of 3.4": (
        COMPOSE,
        "      retries: 3",
        "      start_period: 3s",
        23,
        ["`start_period`", "ecs-params.yml"],
    ),
    "file that is not there": (
        COMPOSE,
        "    ports:",
        "    env_file: .env.production\n    ports:",
        12,
        ["no file .env.production"],
    ),
    "folder of a host": (
        COMPOSE,
        "    ports:",
        "    volumes: ['./a:/a']\n    ports:",
        12,
        ["no folders of a host"],
    ),
    "log driver": (COMPOSE, "driver: awslogs", "driver: json-file", 24, ["'json-file'", "awslogs"]),
    "log options": (
        COMPOSE,
        '        awslogs-region: "${REGION}"\n',
        "",
        24,
        ["lacks awslogs-region"],
    ),
    "unset variable": (COMPOSE, "${WEB__RAILS_ENV}", "${WEB__RAILSENV}", 15, ["WEB__RAILS_ENV}?"]),
    "plain dollar": (COMPOSE, "curl -fsS", "curl -fsS $(host)", 20, ["begins no variable", "$$"]),
    "hard-coded ARN": (
        COMPOSE,
        "${WEB__RAILS_ENV}",
        "arn:aws:s3:::uploads",
        15,
        ["the ARN arn:aws:s3:::uploads"],
    ),
    "hard-coded account": (
        COMPOSE,
        "${IMAGE}",
        "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop:1",
        11,
        ["account id 111111111111"],
    ),
    "hard-coded subnet": (PARAMS, "$SUBNET_IDS", "subnet-0123456789abcdef0", 32, ["subnet-0123"]),
    "hard-coded group": (PARAMS, "$SECURITY_GROUP_IDS", "sg-01234567", 33, ["the security group"]),
    "unset in params": (
        PARAMS,
        "$SUBNET_IDS",
        "$SUBNETS",
        32,
        ["variable SUBNETS", "SUBNET_IDS}?"],
    ),
    "default in params": (PARAMS, "${TASK_CPU}", "${TASK_CPU:-256}", 13, ["knows no defaults"]),
    "dollar in params": (PARAMS, "30s", "$$", 18, ["no plain `$`"]),
    "unknown key": (
        PARAMS,
        "task_execution_role",
        "task_excution_role",
        11,
        ["without a word", "`task_execution_role`", "no execution role"],
    ),
    "unknown service": (PARAMS, "    nginx:", "    ngin:", 24, ["no service 'ngin'", "'nginx'"]),
    "bridge": (PARAMS, "awsvpc\n", "bridge\n", 9, ["network mode awsvpc"]),
    "no size": (PARAMS, "    mem_limit: ${TASK_MEMORY}\n", "", 12, ["size of the task: mem_limit"]),
    "size that is none": (PARAMS, "${TASK_MEMORY}", "512GB", 12, ["no 512GB of memory", "2048"]),
    "no subnets": (PARAMS, "[$SUBNET_IDS]", "[]", 32, ["at least one subnet"]),
    "no list": (PARAMS, "[$SUBNET_IDS]", "$SUBNET_IDS", 32, ["takes a list", "brackets"]),
    "public address": (PARAMS, "${ASSIGN_PUBLIC_IP}", "yes", 34, ["ENABLED or DISABLED"]),
    "no such container": (PARAMS, "container_name: web", "container_name: app", 26, ["'app'"]),
    "no such condition": (PARAMS, "HEALTHY", "READY", 26, ["'READY' is no condition"]),
    "half a secret": (PARAMS, "- name: STRIPE_KEY\n", "- \n", 23, ["`name` and `value_from`"]),
    "secret and variable": (PARAMS, "STRIPE_KEY\n", "RAILS_ENV\n", 22, ["RAILS_ENV", "refuses"]),
    "placement": (
        PARAMS,
        "run_params:\n",
        "run_params:\n  task_placement: {strategy: [{type: spread}]}\n",
        30,
        ["places the tasks itself"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_files_that_cannot_be_deployed(tmp_path: Path, case: str) -> None:
    name, old, new, line, words = WRONG[case]
    for file in (COMPOSE, PARAMS):
        shutil.copy(EXAMPLE / "app" / file, tmp_path / file)
    path = tmp_path / name
    written = path.read_text(encoding="utf-8")
    body = "".join(one for one in written.splitlines(True) if not one.startswith("#"))
    assert old in body
    head = written[: len(written) - len(body)]
    path.write_text(head + body.replace(old, new, 1), encoding="utf-8")
    errors = _errors(tmp_path)
    assert any(str(one.where).startswith(f"{path}:{line or ''}") for one in errors), errors
    said = "\n".join(f"{one.where} {one.message} -> {one.hint}" for one in errors)
    for word in words:
        assert word in said


def _errors(folder: Path) -> list[InputError]:
    with pytest.raises(InputError) as caught:
        variables.check_source(folder, service()[1].environments["stg"])
    found = caught.value
    return found.errors if isinstance(found, InputErrors) else [found]


@pytest.mark.parametrize("name", [COMPOSE, PARAMS])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    other = PARAMS if name == COMPOSE else COMPOSE
    shutil.copy(EXAMPLE / "app" / other, tmp_path / other)
    [error] = _errors(tmp_path)
    assert f"there is no {name}" in error.message


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    for name, old in ((COMPOSE, "${IMAGE}"), (PARAMS, "${TASK_ROLE_ARN}")):
        written = (EXAMPLE / "app" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(written.replace(old, "${NOWHERE}").replace("80:80", "8:80"))
    assert [str(one.where).rpartition("/")[2] for one in _errors(tmp_path)] == [
        "ecs-params.yml:10",
        "docker-compose.yml:11:5",
        "docker-compose.yml:33:9",
    ]


@pytest.mark.parametrize("version", ["1", "2"])
def test_older_versions_are_read_too(tmp_path: Path, version: str) -> None:
    body = "web:\n  image: $IMAGE\n  mem_limit: ${MEMORY:-512m}\n  ports: ['3000']\n"
    if version == "2":
        body = "version: '2'\nservices:\n" + "".join(f"  {one}\n" for one in body.splitlines())
    (tmp_path / COMPOSE).write_text(body, encoding="utf-8")
    params = (EXAMPLE / "app" / PARAMS).read_text(encoding="utf-8")
    head, _, tail = params.partition("  services:")
    (tmp_path / PARAMS).write_text(head + tail[tail.index("\nrun_params") :], encoding="utf-8")
    given = variables.stand_ins(service()[1].environments["stg"]) | {"IMAGE": "shop:1"}
    found = check.check(tmp_path / COMPOSE, tmp_path / PARAMS, given, [("web", 3000)])
    assert (found.version, found.services["web"]["mem_limit"]) == (version, "512m")
    assert found.services["web"]["image"] == "shop:1"


def test_the_file_of_variables_serves_the_compose_file_only(tmp_path: Path) -> None:
    for name in (COMPOSE, PARAMS):
        written = (EXAMPLE / "app" / name).read_text(encoding="utf-8")
        changed = written.replace("WEB__RAILS_ENV", "MODE").replace("TASK_ROLE_ARN", "MODE")
        (tmp_path / name).write_text(changed, encoding="utf-8")
    (tmp_path / ".env").write_text("# ours\nMODE=production\n", encoding="utf-8")
    [error] = _errors(tmp_path)
    assert "ecs-params.yml:10" in str(error.where)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["2", "3"]))
def test_an_escaped_text_comes_out_as_it_was(written: str, version: str) -> None:
    escaped = written.replace("$", "$$")
    assert text.compose_value(escaped, {}, version=version) == (written, [])


@settings(deadline=None)
@given(st.text(), st.sampled_from(["$X", "${X}"]), st.sampled_from(["2", "3"]))
def test_a_variable_may_hold_any_text(value: str, written: str, version: str) -> None:
    assert text.compose_value(written, {"X": value}, version=version) == (value, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${X:-a}", "a"),
        ("${X-a}", ""),
        ("${Y-a}b", "ab"),
        ("${Z:-a}", "z"),
        ("$Z-a", "z"),
        ("a$$Z", "a$Z"),
    ],
)
def test_defaults_of_version_3(written: str, expected: str) -> None:
    assert text.compose_value(written, {"X": "", "Z": "z"}, version="3") == (expected, [])


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab: -[]{}$#'\"", max_size=12), max_size=6))
def test_expansion_keeps_the_lines(lines: list[str]) -> None:
    written = "".join(f"{line}\n" for line in lines)
    done, flaws = text.params_text(written, {})
    assert len(done.splitlines()) == len(lines)
    assert all(1 <= line <= len(lines) for line, _ in flaws)
    assert "$" in written or (done == written and not flaws)


LEAVES = st.none() | st.booleans() | st.integers(-1, 70000) | st.sampled_from(["", "$X", "80:80"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def places(node: object, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key and index of a document."""
    pairs = node.items() if isinstance(node, dict) else []
    pairs = enumerate(node) if isinstance(node, list) else pairs
    return [place for key, one in pairs for place in ((*above, key), *places(one, (*above, key)))]


@settings(deadline=None, max_examples=30)
@given(st.data(), st.sampled_from([COMPOSE, PARAMS]))
def test_a_value_of_any_kind_ends_in_a_message(data: st.DataObject, name: str) -> None:
    yaml = YAML(typ="safe")
    document = yaml.load((EXAMPLE / "app" / name).read_text(encoding="utf-8"))
    *above, last = data.draw(st.sampled_from(places(document)))
    node = document
    for key in above:
        node = node[key]
    node[last] = data.draw(VALUES)
    with tempfile.TemporaryDirectory() as folder:
        for file in (COMPOSE, PARAMS):
            shutil.copy(EXAMPLE / "app" / file, folder)
        out = io.StringIO()
        yaml.dump(document, out)
        Path(folder, name).write_text(out.getvalue(), encoding="utf-8")
        with contextlib.suppress(InputError):
            variables.check_source(Path(folder), service()[1].environments["stg"])
