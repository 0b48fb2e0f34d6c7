"""What a strategy, a kind or a build cannot do: one message with file, line and remedy."""

from __future__ import annotations

import pytest

BLUE_GREEN = """\
name: web
strategy: codedeploy
source: {repository: example/web}
containers:
  web: {port: 3000}
ingress: {listener: public, container: web, hosts: [a.example.com], priority: 1}
environments: {stg: {}}
"""
JOB = """\
name: web
kind: job
strategy: codepipeline
source: {repository: example/web}
containers: {web: {}}
schedule: {expression: "rate(1 day)"}
environments: {stg: {}}
"""
LEGACY = BLUE_GREEN.replace("codedeploy", "ecs-cli").replace(
    "environments:",
    "build:\n"
    "  organization_id: 1234abcd-12ab-34cd-56ef-1234567890ab\n"
    "  project_id: abcd1234-ab12-cd34-ef56-abcdef123456\n"
    "environments:",
)
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:check"

# what is wrong: (the spec, what is replaced, by what, line of the error, words of the message)
CASES = {
    "blue/green without a load balancer": (
        (
            BLUE_GREEN,
            "ingress: {listener: public, container: web, hosts: [a.example.com], priority: 1}",
            "scaling: {min: 1}",
        ),
        2,
        ["one `ingress`, and there are none", "strategy: codepipeline"],
    ),
    "blue/green with two target groups": (
        (
            BLUE_GREEN,
            "ingress: {listener: public, container: web, hosts: [a.example.com], priority: 1}",
            "ingress:\n"
            "  - {listener: public, container: web, hosts: [a.example.com], priority: 1}\n"
            "  - {listener: public, container: side, hosts: [b.example.com], priority: 2}",
        ),
        6,
        ["there are 2", "keep one entry"],
    ),
    "blue/green with Service Connect": (
        (BLUE_GREEN, "environments", "service_connect: {namespace: internal}\nenvironments"),
        7,
        ["does not work with Service Connect", "strategy: codepipeline"],
    ),
    "a hook that is no ARN": (
        (BLUE_GREEN, "environments", "deployment: {hooks: {BeforeInstall: check}}\nenvironments"),
        7,
        ["no ARN of a Lambda function: 'check'", "arn:aws:lambda:"],
    ),
    "a hook of a name that CodeDeploy lacks": (
        (
            BLUE_GREEN,
            "environments",
            f"deployment: {{hooks: {{BeforeLunch: {FUNCTION}}}}}\nenvironments",
        ),
        7,
        ["BeforeLunch"],
    ),
    "a configuration that CodeDeploy lacks": (
        (BLUE_GREEN, "environments", "deployment: {configuration: Slowly}\nenvironments"),
        7,
        ["CodeDeployDefault.ECSAllAtOnce"],
    ),
    "a hook of another account": (
        (
            BLUE_GREEN,
            "environments",
            "deployment: {hooks: {BeforeInstall: "
            "arn:aws:lambda:us-east-1:999999999999:function:f}}\nenvironments",
        ),
        7,
        ["account 123456789012 in us-east-1"],
    ),
    "shares of a rolling deployment": (
        (BLUE_GREEN, "environments", "deployment: {maximum_percent: 150}\nenvironments"),
        7,
        ["belongs to rolling deployments"],
    ),
    "everything on everything": (
        (
            BLUE_GREEN,
            "environments",
            "permissions: [{actions: ['sqs:*'], resources: ['*']}]\nenvironments",
        ),
        7,
        ["allows sqs:* on every resource"],
    ),
    "a topic that is none": (
        (BLUE_GREEN, "environments", "alarms: {topic_arns: [foo]}\nenvironments"),
        7,
        ["alarms.topic_arns[0]"],
    ),
    "waiting for what CodeDeploy does": (
        (BLUE_GREEN, "environments", "deployment: {wait: true}\nenvironments"),
        7,
        ["belongs to rolling deployments"],
    ),
    "a hook of a rolling deployment": (
        (
            BLUE_GREEN.replace("codedeploy", "codepipeline"),
            "environments",
            f"deployment: {{hooks: {{BeforeInstall: {FUNCTION}}}}}\nenvironments",
        ),
        7,
        ["belongs to blue/green", "strategy: codedeploy"],
    ),
    "app-ci without a provider": (
        (BLUE_GREEN, "environments", "build: {where: app-ci}\nenvironments"),
        7,
        ["needs a `provider`", "github-actions"],
    ),
    "a provider without app-ci": (
        (BLUE_GREEN, "environments", "build: {provider: circleci}\nenvironments"),
        7,
        ["belongs to `where: app-ci`"],
    ),
    "CircleCI without its UUIDs": (
        (BLUE_GREEN, "environments", "build: {where: app-ci, provider: circleci}\nenvironments"),
        7,
        ["organization_id", "project_id"],
    ),
    "an image of the application's CI for ecs-cli": (
        (LEGACY, "build:", "build:\n  where: app-ci\n  provider: circleci"),
        8,
        ["its own pipeline has built"],
    ),
    "scaling by ecs-cli": (
        (LEGACY, "environments", "scaling: {max: 3, cpu: 60}\nenvironments"),
        10,
        ["cannot scale it", "tfgen migrate web --to codepipeline"],
    ),
    "ARM64 by ecs-cli": (
        (LEGACY, "environments", "architecture: ARM64\nenvironments"),
        10,
        ["ecs-cli cannot do this", "tfgen migrate web --to codepipeline"],
    ),
    "ecs-cli without CircleCI's UUIDs": (
        (BLUE_GREEN, "codedeploy", "ecs-cli"),
        None,
        ["organization_id", "UUIDs"],
    ),
    "a worker that is blue/green": (
        (
            BLUE_GREEN,
            "ingress: {listener: public, container: web, hosts: [a.example.com], priority: 1}",
            "kind: worker",
        ),
        2,
        ["one `ingress`", "strategy: codepipeline"],
    ),
    "a job that is blue/green": (
        (JOB, "strategy: codepipeline", "strategy: codedeploy"),
        3,
        ["a job cannot be blue/green", "strategy: codepipeline"],
    ),
    "a job of ecs-cli": ((JOB, "codepipeline", "ecs-cli"), 3, ["schedules nothing"]),
    "a job without a schedule": (
        (JOB, 'schedule: {expression: "rate(1 day)"}\n', ""),
        None,
        ["a job needs a schedule", "cron("],
    ),
    "a service with a schedule": ((JOB, "kind: job", "kind: worker"), 6, ["runs all the time"]),
    "a schedule that is none": ((JOB, "rate(1 day)", "daily"), 6, ["schedule.expression"]),
    "a job on its way": (
        (JOB, "environments", "migration: {from: ecs-cli, step: 1}\nenvironments"),
        7,
        ["a job is none"],
    ),
    "a job that scales": (
        (JOB, "environments", "scaling: {max: 3, cpu: 60}\nenvironments"),
        7,
        ["one task at each start"],
    ),
    "Service Connect to a container without a port": (
        (
            BLUE_GREEN.replace("codedeploy", "codepipeline"),
            "environments",
            "service_connect: {namespace: internal, container: side}\nenvironments",
        ),
        7,
        ["no container 'side' with a `port`"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be(repository, case: str) -> None:
    (text, old, new), line, words = CASES[case]
    assert old in text
    repository.write("services/web.yaml", text.replace(old, new))
    before = repository.tree()
    code, _, err = repository.run("generate")
    assert code == 2, err
    assert f"web.yaml:{line}" in err if line else "web.yaml" in err
    assert all(word in err for word in words), err
    assert "Traceback" not in err
    assert repository.tree() == before


def test_two_services_want_one_priority_of_a_blue_green_listener(repository) -> None:
    repository.write("services/web.yaml", BLUE_GREEN)
    repository.write("services/api.yaml", BLUE_GREEN.replace("name: web", "name: api"))
    code, _, err = repository.run("generate")
    assert code == 2
    assert "priority 1 at listener 'public'" in err
    assert "web.yaml:6" in err


def test_a_listener_cannot_be_its_own_test_listener(repository) -> None:
    text = repository.read("tfgen.yaml")
    arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c"
    changed = text.replace(f'{{arn: "{arn}"}}', f'{{arn: "{arn}", test_arn: "{arn}"}}')
    assert changed != text
    repository.write("tfgen.yaml", changed)
    repository.write("services/web.yaml", BLUE_GREEN)
    code, _, err = repository.run("generate")
    assert code == 2
    assert "tfgen.yaml:10" in err
    assert "test_arn" in err


def test_the_template_is_what_ecs_takes(repository, monkeypatch) -> None:
    """A container that RegisterTaskDefinition would refuse is found when the stack is generated."""
    from tfgen import containers

    repository.write("services/web.yaml", BLUE_GREEN)
    monkeypatch.setattr(containers, "_settings", lambda _: {"stopTimeout": "soon"})
    code, _, err = repository.run("generate")
    assert code == 2
    assert "RegisterTaskDefinition would refuse the template" in err
    assert "stopTimeout" in err
    assert "web.yaml:4" in err


def test_ecs_cli_is_retired_and_that_is_said_once(repository) -> None:
    repository.write("services/web.yaml", LEGACY)
    repository.write(
        "services/api.yaml",
        LEGACY.replace("name: web", "name: api").replace("priority: 1", "priority: 2"),
    )
    code, _, err = repository.run("generate")
    assert code == 0
    assert err.count("retired") == 1
    assert "api, web" in err
    assert "tfgen migrate api --to codepipeline" in err


def test_what_a_template_of_the_project_writes_has_to_be_terraform(repository) -> None:
    repository.write("services/web.yaml", BLUE_GREEN)
    repository.write("tfgen.yaml", repository.read("tfgen.yaml") + "templates: mine\n")
    repository.write("mine/codedeploy/deployment.tf.j2", 'locals {}\nresource "a" "b" {\n')
    before = repository.tree()
    code, _, err = repository.run("generate")
    assert code == 2
    assert "stacks/stg/web/deployment.tf:" in err
    assert repository.tree() == before


def test_a_new_service_with_a_priority_that_is_taken(repository) -> None:
    repository.write("services/web.yaml", BLUE_GREEN)
    assert repository.run("generate")[0] == 0
    before = repository.tree()
    code, _, err = repository.run(
        "new-service", "api", "--set", "ingress.priority=1", "--environment", "stg", "--yes"
    )
    assert code == 2
    assert "priority 1 at listener 'public' of stg" in err
    assert "web.yaml:6" in err
    assert repository.tree() == before
