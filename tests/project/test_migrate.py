"""`tfgen migrate`: which step follows which, what it writes into the spec, what it generates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen import yaml_file
from tfgen.errors import InputError, UsageError
from tfgen.migration import rewriting, steps
from tfgen.migration.steps import State

PAIRS = [pair for pair, kind in steps.KINDS.items() if kind != "release"]

COMMENTED = """\
# The shop's front.
name: web
strategy: "codepipeline"  # no blue/green yet
source: {repository: example/web}   # ours
containers:
  web:
    port: 3000
    health_check:
      command:
        - CMD-SHELL
        - 'curl -f http://localhost:3000/healthz || exit 1   # a long line that nobody wants to be \
folded by a machine'
ingress:
    # the only one
  - listener: public
    container: web
    hosts:
      - web.example.com
    priority: 100

environments:
  # for all to try
  stg:
    cpu: 512   # enough
    memory: 1024
  prd: {}
"""


def _begun(source: str, target: str, slot: str) -> State:
    return steps.begin("web", State(source, slot if source != "ecs-cli" else ""), target)


@given(st.sampled_from(PAIRS), st.sampled_from(["", "b"]))
def test_every_migration_ends_with_its_target_in_one_slot(pair: tuple[str, str], slot: str) -> None:
    course = steps.course("web", _begun(*pair, slot))
    assert course[-1].strategy == pair[1]
    assert not course[-1].source
    assert len({one.slot for one in course}) == 1
    assert course[-1].slot == ("" if pair[0] == "ecs-cli" else steps.other(slot))


@given(st.sampled_from(PAIRS), st.sampled_from(["", "b"]), st.integers(0, 1))
def test_a_step_back_undoes_a_step(pair: tuple[str, str], slot: str, number: int) -> None:
    before = State(pair[0], slot if pair[0] != "ecs-cli" else "")
    now = steps.begin("web", before, pair[1])
    for _ in range(0 if now.last else number):
        following = steps.forward("web", now)
        assert steps.back("web", following) == now
        now = following
    while now.strategy != pair[0]:
        now = steps.back("web", now)
    assert steps.forward("web", now) == before


REFUSED = [
    (State("codepipeline", ""), "blue-green", "there is no strategy 'blue-green'"),
    (State("codepipeline", ""), "ecs-cli", "ecs-cli is retired"),
    (State("codedeploy", "b"), "ecs-cli", "ecs-cli is retired"),
    (State("ecs-cli", ""), "codedeploy", "no way from ecs-cli straight to codedeploy"),
    (State("codedeploy", ""), "codedeploy", "deploys by codedeploy already"),
    (State("codedeploy", "b", "codepipeline", 2), "codepipeline", "on its way from codepipeline"),
]


@pytest.mark.parametrize(("now", "target", "words"), REFUSED)
def test_what_cannot_begin(now: State, target: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)) as caught:
        steps.begin("web", now, target)
    assert caught.value.hint


@pytest.mark.parametrize("text", [COMMENTED, COMMENTED.replace("  prd: {}\n", "  prd:\n")])
def test_a_spec_is_as_before_after_all_steps_back(text: str) -> None:
    now, written = State("codepipeline", ""), text
    seen = []
    for move in ("begin", "forward", "back", "back", "forward"):
        now = (
            steps.begin("web", now, "codedeploy")
            if move == "begin"
            else getattr(steps, move)("web", now)
        )
        written = rewriting.rewritten(yaml_file.parse(written, Path("web.yaml")), {"stg": now})
        seen.append(written)
    assert written.replace("  prd:\n", "  prd: {}\n") == COMMENTED
    first = set(seen[0].splitlines()) - set(text.splitlines())
    assert {line.strip() for line in first} == {
        "strategy: codedeploy",
        "slot: b",
        "migration:",
        "from: codepipeline",
        "step: 1",
    }


def test_the_strategy_becomes_that_of_the_spec_with_the_last_environment() -> None:
    file = yaml_file.parse(COMMENTED, Path("web.yaml"))
    done = State("codedeploy", "b")
    one = yaml_file.parse(rewriting.rewritten(file, {"stg": done}), file.path)
    assert one.data["strategy"] == "codepipeline"
    assert one.data["environments"]["stg"]["strategy"] == "codedeploy"
    both = yaml_file.parse(rewriting.rewritten(one, {"prd": done}), file.path)
    assert both.data["strategy"] == "codedeploy"
    assert both.data["environments"] == {
        "stg": {"cpu": 512, "memory": 1024, "slot": "b"},
        "prd": {"slot": "b"},
    }


def test_environments_that_share_an_anchor_are_left_to_a_person() -> None:
    text = COMMENTED.replace("  stg:\n", "  stg: &all\n").replace("prd: {}", "prd: *all")
    file = yaml_file.parse(text, Path("web.yaml"))
    with pytest.raises(InputError, match="cannot be rewritten") as caught:
        rewriting.rewritten(file, {"stg": State("codedeploy", "b", "codepipeline", 1)})
    assert "migration: {from: codepipeline, step: 1}" in caught.value.hint
    assert caught.value.where is not None
    assert caught.value.where.line == 20


def _generated(repository, *arguments: str) -> str:
    code, out, err = repository.run("migrate", "web", *arguments)
    assert code == 0, err
    assert repository.run("generate", "--check")[0] == 0
    return out


def _valid(repository, *arguments: str) -> str:
    out = _generated(repository, *arguments)
    code, found, err = repository.run("validate", "stacks/stg")
    assert code == 0, found + err
    return out


@pytest.fixture
def started(repository):
    """The repository with its stacks."""
    assert repository.run("generate")[0] == 0
    return repository


def test_every_step_there_and_back_is_a_valid_stack(started) -> None:
    before = started.tree()
    out = _valid(started, "--to", "codedeploy", "--env", "stg")
    assert out.count("interrupts: nothing") == 4
    assert "web-stg 100%, web-stg-b 0%" in out
    assert "tfgen migrate web --next --env stg" in out
    first = started.tree()
    changed = {name for name in first if before.get(name) != first[name]}
    assert {name for name in changed if not name.startswith("stacks/stg/")} == {"services/web.yaml"}
    assert {"stacks/stg/web/migration.tf", "stacks/stg/web/deployment.tf"} <= changed
    _valid(started, "--next")
    _generated(started, "--back")
    assert started.tree() == first
    _valid(started, "--back")
    assert "codedeploy" not in started.read("stacks/stg/web/pipeline.tf")
    _generated(started, "--next")
    assert started.tree() == before


def test_the_rule_keeps_its_address_and_weighs_the_two_services(started) -> None:
    weights = []
    _generated(started, "--to", "codedeploy", "--env", "stg")
    for _ in range(3):
        text = started.read("stacks/stg/web/service.tf")
        assert 'resource "aws_lb_listener_rule" "public_web" {' in text
        assert "ignore_changes = [action]" not in text
        assert "precondition" in text
        weights.append(re.findall(r"arn += local\.(\w+)_groups.*\n +weight = (\d+)", text))
        _generated(started, "--next")
    assert weights == [
        [("former", "100"), ("new", "0")],
        [("former", "0"), ("new", "100")],
        [("new", "100")],
    ]
    text = started.read("stacks/stg/web/service.tf")
    assert "aws_lb_target_group.public_web_b_blue.arn" in text
    assert "ignore_changes = [action]" in text
    assert "stacks/stg/web/migration.tf" not in started.tree()


def test_no_pipeline_starts_by_itself_until_the_end(started) -> None:
    _generated(started, "--to", "codedeploy", "--env", "stg")
    for _ in range(3):
        text = started.read("stacks/stg/web/pipeline.tf")
        assert re.search(r'DetectChanges += "false"', text)
        _generated(started, "--next")
    assert "DetectChanges" not in started.read("stacks/stg/web/pipeline.tf")


def test_the_service_without_requests_is_as_large_as_the_other(started) -> None:
    spec = started.read("services/web.yaml")
    started.write("services/web.yaml", spec + "scaling: {min: 2, max: 6, cpu: 60}\n")
    assert started.run("generate")[0] == 0
    _generated(started, "--to", "codedeploy", "--env", "stg")
    follows = "max(2, aws_ecs_service.this.desired_count)"
    new, former = (started.read(f"stacks/stg/web/{name}.tf") for name in ("service", "migration"))
    assert new.count(follows) == 2
    assert follows not in former
    _generated(started, "--next")
    new, former = (started.read(f"stacks/stg/web/{name}.tf") for name in ("service", "migration"))
    assert former.count("max(2, aws_ecs_service.this_b.desired_count)") == 1
    assert "desired_count)" not in new


LEGACY = """\
    name: web
    strategy: ecs-cli
    source: {repository: example/web}
    build:
      organization_id: 1234abcd-12ab-34cd-56ef-1234567890ab
      project_id: abcd1234-ab12-cd34-ef56-abcdef123456
    containers:
      web: {port: 3000}
    ingress: {listener: public, container: web, hosts: [web.example.com], priority: 100}
    environments:
      stg: {}
    """


def test_what_ecs_cli_made_is_imported_and_can_be_given_back(repository) -> None:
    repository.write("services/web.yaml", LEGACY)
    assert repository.run("generate")[0] == 0
    before = repository.tree()
    _valid(repository, "--to", "codepipeline")
    text = repository.read("stacks/stg/web/migration.tf")
    assert 'id = "${local.cluster_name}/${local.name}"' in text
    _valid(repository, "--back")
    text = repository.read("stacks/stg/web/migration.tf")
    assert text.count("destroy = false") == text.count("from = ") == 2
    assert "import {" not in text
    _generated(repository, "--next")
    assert repository.tree() == before
    _generated(repository, "--to", "codepipeline")
    _generated(repository, "--next")
    assert "stacks/stg/web/migration.tf" not in repository.tree()
    assert "strategy: codepipeline" in repository.read("services/web.yaml")


def test_without_an_option_it_tells_where_the_service_stands(started) -> None:
    _generated(started, "--to", "codedeploy", "--env", "stg")
    code, out, _ = started.run("migrate", "web")
    assert code == 0
    assert "stg: codepipeline -> codedeploy, step 1: a second service, web-stg-b" in out
    assert "prd: codepipeline; no migration is under way" in out


def test_a_dry_run_shows_the_step_and_writes_nothing(started) -> None:
    before = started.tree()
    code, out, _ = started.run("migrate", "web", "--to", "codedeploy", "--dry-run")
    assert code == 0
    assert "+    slot: b" in out
    assert '+resource "aws_codedeploy_app" "this" {' in out
    assert started.tree() == before


BAD = {
    "unknown strategy": (["--to", "codeploy"], "", "there is no strategy 'codeploy'"),
    "none under way": (["--next"], "", "no migration of web is under way"),
    "none to go back": (["--back"], "", "no migration of web is under way"),
    "two ways at once": (["--to", "codedeploy", "--next"], "", "exclude each other"),
    "unknown environment": (["--next", "--env", "dev"], "", "dev"),
    "rolling's own key": (
        ["--to", "codedeploy"],
        "deployment: {wait: true}\n",
        "`deployment.wait`: belongs to rolling deployments",
    ),
    "namespace": (
        ["--to", "codedeploy"],
        "service_connect: {namespace: internal}\n",
        "does not work with Service Connect",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_wishes_change_nothing(started, case: str) -> None:
    arguments, more, words = BAD[case]
    if more:
        started.write("services/web.yaml", started.read("services/web.yaml") + more)
        assert started.run("generate")[0] == 0
    before = started.tree()
    code, _, err = started.run("migrate", "web", *arguments)
    assert code == 2
    assert words in err
    assert started.tree() == before


def test_a_job_has_no_requests_to_move(repository) -> None:
    repository.write(
        "services/web.yaml",
        """\
        name: web
        kind: job
        strategy: codepipeline
        source: {repository: example/web}
        containers: {web: {}}
        schedule: {expression: rate(1 hour)}
        environments: {stg: {}}
        """,
    )
    assert repository.run("generate")[0] == 0
    code, _, err = repository.run("migrate", "web", "--to", "codedeploy")
    assert code == 2
    assert "a job cannot be blue/green" in err


def test_a_stack_that_is_out_of_date_does_not_move(started) -> None:
    started.write("services/web.yaml", started.read("services/web.yaml") + "owner: sre\n")
    code, _, err = started.run("migrate", "web", "--to", "codedeploy")
    assert code == 2
    assert "tfgen generate web" in err


def test_a_file_in_the_way_is_not_written_over(started) -> None:
    path = started.write("stacks/stg/web/migration.tf", "locals {}\n")
    before = started.tree()
    code, _, err = started.run("migrate", "web", "--to", "codedeploy")
    assert code == 2
    assert "migration.tf exists and was not written by tfgen" in err
    assert path.read_text(encoding="utf-8") == "locals {}\n"
    assert started.tree() == before


def test_a_name_that_leaves_no_room_for_the_second_service(repository) -> None:
    name = "front-of-the-shop"
    spec = repository.read("services/web.yaml").replace("name: web\n", f"name: {name}\n")
    (repository.root / "services/web.yaml").unlink()
    repository.write(f"services/{name}.yaml", spec.replace("  prd: {cpu: 512, memory: 2048}\n", ""))
    assert repository.run("generate")[0] == 0
    code, _, err = repository.run("migrate", name, "--to", "codedeploy")
    assert code == 2
    assert "is too long" in err


@pytest.mark.parametrize(
    ("migration", "words"),
    [
        ("{from: codedeploy, step: 1}", "no way from codedeploy to codedeploy"),
        ("{from: ecs-cli, step: 1}", "no way from ecs-cli to codedeploy"),
        ("{from: codepipeline, step: 4}", "less than or equal to 3"),
    ],
)
def test_a_migration_written_by_hand_that_there_is_not(repository, migration: str, words) -> None:
    spec = repository.read("services/web.yaml")
    wrong = f"stg: {{strategy: codedeploy, slot: b, migration: {migration}}}"
    repository.write("services/web.yaml", spec.replace("stg: {}", wrong))
    code, _, err = repository.run("generate")
    assert code == 2
    assert words in err
    assert "services/web.yaml:8" in err
