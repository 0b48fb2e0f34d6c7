"""What the keys of one spec mean to each other. Each check is a function in the table below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tfgen import fargate
from tfgen.container_spec import CONTAINER_NAME
from tfgen.names import label
from tfgen.problem import Problem
from tfgen.spec import ServiceSpec

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
CONDITION_VALUES = 5
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
TARGET_GROUPS = 5


def problems(spec: ServiceSpec) -> Iterator[Problem]:
    """Everything in `spec` that AWS would refuse or that cannot work."""
    for check in CHECKS:
        yield from check(spec)


def _size(spec: ServiceSpec) -> Iterator[Problem]:
    if reason := fargate.problem(spec.cpu, spec.memory):
        yield Problem(
            ("memory" if spec.cpu in fargate.SIZES else "cpu",), reason, "change cpu or memory"
        )


def _containers(spec: ServiceSpec) -> Iterator[Problem]:
    for name in spec.containers:
        if not CONTAINER_NAME.match(name):
            yield Problem(
                ("containers", name),
                f"{name!r} is no container name",
                "use letters, digits, hyphens and underscores",
            )
    if not any(container.essential for container in spec.containers.values()):
        yield Problem(("containers",), "no container is essential", "ECS wants at least one")
    if not spec.built:
        yield Problem(
            ("containers",),
            "every container has an `image`, so there is none for the pipeline to deploy",
            "leave `image` out of the container that runs your application",
        )


def _shares(spec: ServiceSpec) -> Iterator[Problem]:
    """Containers share what the task has, and ECS Exec writes to their disks."""
    containers = spec.containers.values()
    for key, limit in (("cpu", spec.cpu), ("memory", spec.memory)):
        asked = sum(getattr(container, key) or 0 for container in containers)
        if asked > limit:
            yield Problem(
                (key,),
                f"the containers ask for {key} {asked} together, the task has {limit}",
                f"raise {key}, or lower it in the containers",
            )
    for name, container in spec.containers.items():
        if container.memory and (container.memory_reservation or 0) > container.memory:
            yield Problem(
                ("containers", name, "memory_reservation"),
                f"is over the container's memory, {container.memory}",
                "a reservation is at most the limit",
            )
        if spec.execute_command and container.read_only_root:
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
            yield Problem(
                ("containers", name, "read_only_root"),
                "ECS Exec needs a root that can be written, and `execute_command` is on",
                "turn one of them off",
            )


def _health_checks(spec: ServiceSpec) -> Iterator[Problem]:
    for name, container in spec.containers.items():
        check = container.health_check
        if check and check.command[0] not in ("CMD", "CMD-SHELL"):
            yield Problem(
                ("containers", name, "health_check", "command"),
                f"begins with {check.command[0]!r}",
                'begin with CMD or CMD-SHELL: [CMD-SHELL, "curl -f http://localhost:3000/"]',
            )


def _rollout(spec: ServiceSpec) -> Iterator[Problem]:
    """ECS rounds the maximum down and the minimum up; it can move only where one is between."""
    if spec.strategy == "codedeploy" or spec.kind == "job":
        return
    tasks = max(spec.scaling.min, 1)
    most = tasks * spec.deployment.maximum_percent // 100
    least = -(-tasks * spec.deployment.minimum_healthy_percent // 100)
    if most <= least:
        yield Problem(
            ("deployment",),
            f"with {tasks} tasks ECS may run {most} at most and {least} at least: it can neither "
            "start a new one nor stop an old one",
            "maximum_percent: 200",
        )


def _ports(spec: ServiceSpec) -> Iterator[Problem]:
    # Containers of one task share a network interface (network mode awsvpc).
    users: dict[int, str] = {}
    for name, container in spec.containers.items():
        if container.port is None:
            continue
        if other := users.get(container.port):
            yield Problem(
                ("containers", name, "port"),
                f"port {container.port} is also the port of container {other!r}",
                "containers of one task share their ports; give one of them another",
            )
        users[container.port] = name


def _variables(spec: ServiceSpec) -> Iterator[Problem]:
    for name, container in spec.containers.items():
        for variable in container.environment.keys() & container.secrets.keys():
            yield Problem(
                ("containers", name, "secrets", variable),
                f"{variable} is both in `environment` and in `secrets`",
                "ECS refuses that; keep one of them",
            )


def _dependencies(spec: ServiceSpec) -> Iterator[Problem]:
    for name, container in spec.containers.items():
        for other, condition in container.depends_on.items():
            location = ("containers", name, "depends_on", other)
            if other not in spec.containers:
                known = ", ".join(spec.containers)
                yield Problem(location, f"there is no container {other!r}", f"containers: {known}")
            elif condition == "HEALTHY" and spec.containers[other].health_check is None:
                yield Problem(
                    location,
                    f"waits for {other!r} to be HEALTHY, which has no `health_check`",
                    f"add containers.{other}.health_check, or wait for START",
                )
            elif condition in ("COMPLETE", "SUCCESS") and spec.containers[other].essential:
                yield Problem(
                    location,
                    f"waits for {other!r} to end, which is essential: the task would end with it",
                    f"add containers.{other}.essential: false",
                )
    if cycle := _cycle(spec):
        path = " -> ".join(cycle)
        yield Problem(
            ("containers", cycle[0], "depends_on"),
            f"containers wait for each other: {path}",
            "take one of these dependencies out",
        )


def _cycle(spec: ServiceSpec) -> list[str]:
    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        container = spec.containers.get(name)
        following = container.depends_on if container else ()
        return next((found for other in following if (found := walk(other, [*path, name]))), [])

    return next((found for name in spec.containers if (found := walk(name, []))), [])


def _ingress(spec: ServiceSpec) -> Iterator[Problem]:
    if spec.kind != "web" and spec.ingress:
        yield Problem(
            ("ingress",), f"a {spec.kind} takes no requests", "remove `ingress`, or use kind: web"
        )
    for index, ingress in enumerate(spec.ingress):
        at = ("ingress", index)
        container = spec.containers.get(ingress.container)
        if container is None:
            known = ", ".join(spec.containers)
            yield Problem(
                (*at, "container"),
                f"there is no container {ingress.container!r}",
                f"containers: {known}",
            )
        elif container.port is None:
            yield Problem(
                (*at, "container"), f"container {ingress.container!r} has no `port`", "add its port"
            )
        values = len(ingress.hosts) + len(ingress.paths)
        if not 1 <= values <= CONDITION_VALUES:
            yield Problem(
                at,
                f"has {values} hosts and paths; a listener rule takes 1 to {CONDITION_VALUES}",
                'for example hosts: [web.example.com], or paths: ["/*"]',
            )
        if ingress.health_check.timeout >= ingress.health_check.interval:
            yield Problem(
                (*at, "health_check", "timeout"),
                "the health check's timeout must be shorter than its interval",
                "for example timeout: 5 and interval: 15",
            )
    if len(spec.ingress) > TARGET_GROUPS:
        yield Problem(
            ("ingress",),
            f"has {len(spec.ingress)} entries; a service stands behind at most {TARGET_GROUPS}",
            "put hosts and paths that lead to one container into one entry",
        )
    targets = Counter(label(f"{i.listener}_{i.container}") for i in spec.ingress)
    for name in (name for name, count in targets.items() if count > 1):
        yield Problem(
            ("ingress",),
            f"two entries are of one listener and container, {name}",
            "put the hosts and paths into one entry",
        )


def _permissions(spec: ServiceSpec) -> Iterator[Problem]:
    for index, permission in enumerate(spec.permissions):
        wide = [action for action in permission.actions if "*" in action or "?" in action]
        if wide and "*" in permission.resources:
            yield Problem(
                ("permissions", index),
                f"allows {', '.join(wide)} on every resource",
                "name the actions, or the resources, that the application needs",
            )


def _scaling(spec: ServiceSpec) -> Iterator[Problem]:
    if spec.scaling.min > spec.scaling.max:
        yield Problem(
            ("scaling", "max"),
            f"max {spec.scaling.max} is under min {spec.scaling.min}",
            "raise max or lower min",
        )
    if spec.scaling.requests_per_target and not spec.ingress:
        yield Problem(
            ("scaling", "requests_per_target"),
            "counts requests, and there is no `ingress`",
            "add `ingress`, or scale on cpu",
        )
    if spec.alarms.http_5xx and not spec.ingress:
        yield Problem(
            ("alarms", "http_5xx"),
            "counts responses, and there is no `ingress`",
            "add `ingress`, or remove this alarm",
        )
    scaling = spec.scaling
    targets = scaling.cpu or scaling.memory or scaling.requests_per_target or scaling.queue
    if spec.scaling.max > spec.scaling.min and not targets:
        yield Problem(
            ("scaling",),
            "max is over min, but nothing says when to scale",
            "add cpu: 60 (percent), memory, requests_per_target or queue",
        )


CHECKS = (
    _size,
    _containers,
    _shares,
    _health_checks,
    _ports,
    _variables,
    _dependencies,
    _ingress,
    _permissions,
    _scaling,
    _rollout,
)
