"""A new service by flags: its spec, its stacks, what is printed."""

from __future__ import annotations

import json

import jsonschema
import pytest


def test_new_service_with_defaults(repository) -> None:
    code, out, err = repository.run("new-service", "admin", "--yes")
    assert code == 0, err
    assert "repository: example/admin" in repository.read("services/admin.yaml")
    assert "priority: 110" in repository.read("services/admin.yaml")
    for environment in ("stg", "prd"):
        assert f"stacks/{environment}/admin/\n  main.tf" in out
        assert (repository.root / f"stacks/{environment}/admin/service.tf").exists()
    assert "validated: 0 findings" in out
    following = out[out.index("Next:") :].splitlines()[1:]
    assert len(following) == 3
    assert following[0] == "  tfgen rehearse admin --env stg"
    assert "404" in err
    assert repository.run("generate", "admin", "--check")[0] == 0


def test_flags_and_settings_arrive_in_the_spec(repository) -> None:
    code, _, err = repository.run(
        *("new-service", "jobs", "--kind", "worker", "--cpu", "512", "--memory", "2048"),
        *("--repository", "acme/jobs", "--branch", "release", "--environment", "prd", "--yes"),
        *("--set", "scaling={min: 2, max: 2}", "--set", "containers.jobs.environment.QUEUE=mail"),
        *("--set", "environments.prd.architecture=ARM64"),
    )
    assert code == 0, err
    spec = repository.read("services/jobs.yaml")
    for line in ("kind: worker", "repository: acme/jobs", "QUEUE: mail", "architecture: ARM64"):
        assert line in spec
    assert "ingress" not in spec
    assert not (repository.root / "stacks/stg/jobs").exists()


def test_dry_run_writes_nothing(repository) -> None:
    before = repository.tree()
    code, out, _ = repository.run("new-service", "admin", "--yes", "--dry-run")
    assert code == 0
    assert "--- services/admin.yaml" in out
    assert "--- stacks/prd/admin/pipeline.tf" in out
    assert repository.tree() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--environment", "dev"], "no environment 'dev'"),
        (["--set", "scaling"], "no KEY=VALUE"),
        (["--set", "memmory=3"], "did you mean `memory`"),
        (["--set", "name.x=3"], "name is no mapping"),
        (["--set", "scaling={min: "], "no YAML value"),
        (["--strategy", "codedeploy", "--kind", "worker"], "moves the requests of one `ingress`"),
        (["--strategy", "magic"], "'magic'"),
        (["--cpu", "300"], "no task of cpu 300"),
        (["--repository", "nope"], "`source.repository`"),
    ],
)
def test_wrong_flags_write_nothing(repository, arguments: list[str], words: str) -> None:
    before = repository.tree()
    code, _, err = repository.run("new-service", "admin", "--yes", *arguments)
    assert code == 2
    assert words in err
    assert repository.tree() == before


def test_init_makes_a_repository_that_works(tmp_path, repository) -> None:
    folder = tmp_path / "new"
    arguments = ("--environment", "stg=111111111111", "--region", "eu-west-1", "--yes")
    code, out, err = repository.run("init", str(folder), *arguments)
    assert code == 0, err
    assert "autoscaling" in out
    code, out, err = repository.run("new-service", "web", "--yes", "--chdir", str(folder))
    assert code == 0, err
    assert "vpc_id" in (folder / "stacks/stg/web/main.tf").read_text()
    code, _, err = repository.run("plan", "web", "--chdir", str(folder))
    assert code == 2
    assert "not filled in: environments.stg.network.vpc_id" in err
    assert "tfgen.yaml:18:" in err
    assert repository.run("init", str(folder), *arguments)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--environment", "stg=1"],
        ["--environment", "stg"],
        ["--environment", "Stg=111111111111"],
        ["--environment", "stg=111111111111", "--environment", "stg=222222222222"],
        [],
        ["--environment", "stg=111111111111", "--region", "mars"],
        ["--environment", "stg=111111111111", "--project", "Not A Name"],
    ],
)
def test_init_with_wrong_flags_leaves_nothing(tmp_path, repository, arguments: list[str]) -> None:
    folder = tmp_path / "new"
    assert repository.run("init", str(folder), "--yes", *arguments)[0] == 2
    assert not folder.exists()


def test_schemas_are_json_and_know_the_keys(repository) -> None:
    for name, keys in (
        ("service", {"name", "containers", "environments", "ingress"}),
        ("project", {"project", "environments", "backend"}),
    ):
        code, out, _ = repository.run("schema", name)
        assert code == 0
        assert keys <= set(json.loads(out)["properties"])


def test_schema_accepts_the_example(repository, data_root) -> None:
    from tfgen import yaml_file

    schema = json.loads(repository.run("schema", "service")[1])
    spec = yaml_file.read(data_root("examples/rails/web.yaml")).data
    jsonschema.validate(spec, schema)
    overlay = {
        "source": {"branch": "x"},
        "containers": {"web": {"environment": {"A": 1, "B": True}}},
    }
    jsonschema.validate({**spec, "environments": {"stg": overlay}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**spec, "environments": {"stg": {"memmory": 1}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**spec, "memmory": 1}, schema)


def test_schema_of_the_project_accepts_what_tfgen_accepts(repository) -> None:
    from tfgen import yaml_file

    schema = json.loads(repository.run("schema", "project")[1])
    data = yaml_file.read(repository.root / "tfgen.yaml").data
    jsonschema.validate(data, schema)
    network = data["environments"]["stg"]["network"]
    for subnets in ("ssm:/a", None):
        network["subnet_ids"] = subnets
        jsonschema.validate(data, schema)
    data["environments"]["stg"]["account_id"] = "1"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
