"""Every wrong input ends in one message with file and line, exit code 2, and nothing written."""

from __future__ import annotations

import pytest

SPEC = {
    "name": "name: web\n",
    "strategy": "strategy: codepipeline\n",
    "source": "source: {repository: example/web}\n",
    "containers": "containers:\n  web: {port: 3000}\n",
    "ingress": "ingress: {listener: public, container: web, hosts: [a.example.com], priority: 1}\n",
    "environments": "environments: {stg: {}}\n",
}


def _spec(**changes: str) -> str:
    return "".join((SPEC | changes).values())


# what is wrong: (changed parts of the spec, line of the error, words of the message)
CASES = {
    "unknown key": ({"more": "memmory: 512\n"}, 8, ["`memmory`", "did you mean `memory`"]),
    "unknown key inside": (
        {"containers": "containers:\n  web:\n    port: 3000\n    enviroment: {A: b}\n"},
        7,
        ["`containers.web.enviroment`", "did you mean `environment`"],
    ),
    "wrong type": ({"more": "cpu: lots\n"}, 8, ["`cpu`", "'lots'"]),
    "float in the environment": (
        {"containers": "containers:\n  web: {port: 3000, environment: {RATIO: 1.10}}\n"},
        5,
        ["RATIO", "quotes"],
    ),
    "missing environments": ({"environments": ""}, None, ["`environments` is missing"]),
    "waits for nobody": (
        {"more": "depends_on: [wen]\n"},
        8,
        ["`depends_on[0]`", "there is no service 'wen'"],
    ),
    "waits for itself": (
        {"more": "depends_on: [web]\n"},
        8,
        ["`depends_on[0]`", "'web' is the service itself"],
    ),
    "no such guard": (
        {"more": "allow_guards: [statefull]\n"},
        8,
        ["`allow_guards[0]`", "statefull"],
    ),
    "unknown environment": (
        {"environments": "environments: {staging: {}}\n"},
        7,
        ["no environment 'staging'", "stg, prd"],
    ),
    "no such Fargate size": (
        {"more": "cpu: 256\nmemory: 4096\n"},
        9,
        ["no 4096 MiB with cpu 256", "512, 1024, 2048"],
    ),
    "no such cpu": ({"more": "cpu: 300\n"}, 8, ["no task of cpu 300"]),
    "malformed secret": (
        {"containers": "containers:\n  web: {port: 3000, secrets: {KEY: vault/key}}\n"},
        5,
        ["malformed secret reference", "ssm:/path"],
    ),
    "secret and variable of one name": (
        {
            "containers": 'containers:\n  web:\n    port: 3000\n    environment: {KEY: "1"}\n'
            "    secrets: {KEY: ssm:/key}\n"
        },
        8,
        ["KEY", "both"],
    ),
    "container that is not there": (
        {"ingress": "ingress: {listener: public, container: api, paths: [/], priority: 1}\n"},
        6,
        ["no container 'api'"],
    ),
    "listener that is not there": (
        {"ingress": "ingress: {listener: internal, container: web, paths: [/], priority: 1}\n"},
        6,
        ["no listener 'internal'", "public"],
    ),
    "no hosts and no paths": (
        {"ingress": "ingress: {listener: public, container: web, priority: 1}\n"},
        6,
        ["0 hosts and paths"],
    ),
    "containers that wait for each other": (
        {
            "containers": "containers:\n  web: {port: 3000, depends_on: {side: START}}\n"
            "  side: {image: busybox, depends_on: {web: START}}\n"
        },
        5,
        ["web -> side -> web"],
    ),
    "nothing to build": (
        {"containers": "containers:\n  web: {port: 3000, image: nginx}\n"},
        4,
        ["every container has an `image`"],
    ),
    "scaling without a reason": ({"more": "scaling: {min: 1, max: 3}\n"}, 8, ["when to scale"]),
    "max under min": ({"more": "scaling: {min: 3, max: 2}\n"}, 8, ["max 2 is under min 3"]),
    "name of another file": ({"name": "name: api\n"}, 1, ["'api'", "web.yaml"]),
    "name that AWS refuses": ({"name": "name: Web_App\n"}, 1, ["no name that AWS takes"]),
    "strategy that there is not": (
        {"strategy": "strategy: ecs-native\n"},
        2,
        ["'ecs-native'", "codepipeline"],
    ),
    "no YAML": ({"more": "alarms: {cpu: [}\n"}, 8, ["not valid YAML"]),
    "key twice": ({"more": "name: web\n"}, 8, ["not valid YAML", "duplicate"]),
    "a list": (
        {"name": "- web\n", **dict.fromkeys(list(SPEC)[1:], "")},
        None,
        ["must be a mapping"],
    ),
    "empty": (dict.fromkeys(SPEC, ""), None, ["found nothing"]),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_spec(repository, case: str) -> None:
    changes, line, words = CASES[case]
    repository.write("services/web.yaml", _spec(**changes))
    before = repository.tree()
    code, _, err = repository.run("generate")
    assert code == 2, err
    place = f"services/web.yaml:{line}:" if line else "services/web.yaml"
    assert place in err
    for word in words:
        assert word in err
    assert "Traceback" not in err
    assert "  -> " in err
    assert repository.tree() == before


def test_all_mistakes_at_once(repository) -> None:
    repository.write("services/web.yaml", _spec(more="cpu: 300\nscaling: {min: 3, max: 2}\n"))
    repository.write("services/api.yaml", "name: [\n")
    code, _, err = repository.run("generate")
    assert code == 2
    assert "services/api.yaml:2" in err
    assert "services/web.yaml:8" in err
    assert "services/web.yaml:9" in err
    assert "3 errors; nothing was changed" in err


def test_priority_used_twice(repository) -> None:
    text = _spec().replace("name: web", "name: api")
    repository.write("services/api.yaml", text.replace("priority: 1", "priority: 100"))
    code, _, err = repository.run("generate")
    assert code == 2
    assert "services/web.yaml:6" in err
    assert "priority 100 at listener 'public' of stg belongs to 'api' already (api.yaml:6)" in err


def test_name_too_long_for_a_target_group(repository) -> None:
    code, _, err = repository.run("new-service", "a-service-with-quite-a-long-name", "--yes")
    assert code == 2
    assert "is too long: AWS allows 32 characters" in err
    assert not (repository.root / "services/a-service-with-quite-a-long-name.yaml").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "Web", "web_1", "", "-x", "we--b", "wéb"])
def test_name_that_is_none(repository, name: str) -> None:
    before = repository.tree()
    code, _, err = repository.run("new-service", "--yes", "--", name)
    assert code == 2
    assert "no name that AWS takes" in err
    assert repository.tree() == before
    assert not list(repository.root.parent.glob("evil*"))


def test_name_that_exists(repository) -> None:
    code, _, err = repository.run("new-service", "web", "--yes")
    assert code == 2
    assert "service 'web' exists already" in err


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("project: example\nenvironments: {stg: {account_id: 111111111111}}\n", 2, "12 digits"),
        ('project: x\nenvironments: {stg: {account_id: "1"}}\n', 2, "12 digits"),
        ("project: x\n", None, "`environments` is missing"),
        (
            'project: x\nregion: eu\nenvironments: {stg: {account_id: "111111111111"}}',
            2,
            "`region`",
        ),
        (
            'project: x\nbackend: {type: s3}\nenvironments: {stg: {account_id: "111111111111"}}',
            2,
            "bucket",
        ),
        (
            'project: x\nenvironments:\n  stg:\n    account_id: "111111111111"\n'
            "    network: {vpc_id: ssm:oops}\n",
            5,
            "malformed reference",
        ),
    ],
)
def test_wrong_project(repository, text: str, line: int | None, words: str) -> None:
    repository.write("tfgen.yaml", text)
    code, _, err = repository.run("generate")
    assert code == 2
    assert (f"tfgen.yaml:{line}:" if line else "tfgen.yaml: ") in err
    assert words in err


def test_no_project(tmp_path, repository) -> None:
    code, _, err = repository.run("generate", "--chdir", str(tmp_path))
    assert code == 2
    assert "tfgen init DIR" in err


def test_unknown_service_names_the_nearest(repository) -> None:
    code, _, err = repository.run("generate", "wbe")
    assert code == 2
    assert "did you mean 'web'?" in err


def test_latin_1_is_no_traceback(repository) -> None:
    (repository.root / "services/web.yaml").write_bytes("name: w\xe9b\n".encode("latin-1"))
    code, _, err = repository.run("generate")
    assert code == 2
    assert "not UTF-8" in err


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{% if %}\n", "template is broken"),
        ("a\nb = {{ name }}\n", "printed without a filter"),
        ("a\nb = {{ nothing | hcl }}\n", "is undefined"),
    ],
)
def test_broken_template(repository, template: str, words: str) -> None:
    repository.write("tfgen.yaml", repository.read("tfgen.yaml") + "templates: mine\n")
    path = repository.write("mine/outputs.tf.j2", template)
    before = repository.tree()
    code, _, err = repository.run("generate")
    assert code == 2
    assert words in err
    assert f"mine/{path.name}:{1 + template.count(chr(10)) // 2}" in err
    assert repository.tree() == before


def test_a_template_that_replaces_none(repository) -> None:
    repository.write("tfgen.yaml", repository.read("tfgen.yaml") + "templates: mine\n")
    repository.write("mine/codepipeline/outputs.tf.j2", "")
    code, _, err = repository.run("generate")
    assert code == 2
    assert "takes the place of no template" in err
    assert "outputs.tf.j2" in err
