"""TFG701 to TFG713: the pipeline itself, its stages, actions, artifacts and settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]
Write = Callable[..., str]

SOURCE = 'ConnectionArn = "c"\nFullRepositoryId = "e/w"\nBranchName = "main"'
PROJECT = 'ProjectName = "web"'
SERVICE = 'ClusterName = "prd"\nServiceName = "web"'


@pytest.fixture
def source(action: Write) -> str:
    return action("Source", "CodeStarSourceConnection", SOURCE, outputs="source", name="Source")


@pytest.fixture
def build(action: Write) -> str:
    return action("Build", "CodeBuild", PROJECT, "source", "image", name="Build")


@pytest.fixture
def deploy(action: Write) -> str:
    return action("Deploy", "ECS", SERVICE, "image", name="Deploy")


def test_a_sound_pipeline(source: str, build: str, deploy: str, stages: Write, find: Find) -> None:
    assert find(stages([source], [build], [deploy])) == []


def test_an_artifact_must_be_made_before(
    source: str, build: str, deploy: str, stages: Write, find: Find
) -> None:
    (finding,) = find(stages([source], [deploy], [build]))
    assert finding.code == "TFG701"
    assert "action Build makes it, and runs later" in finding.message


def test_actions_of_one_run_order_run_at_the_same_time(
    source: str, build: str, deploy: str, stages: Write, find: Find
) -> None:
    (finding,) = find(stages([source], [build, deploy]))
    assert "action Build makes it, and runs at the same time" in finding.message


def test_a_later_run_order_of_one_stage_is_after(
    source: str, build: str, action: Write, stages: Write, find: Find
) -> None:
    later = action("Deploy", "ECS", SERVICE, "image", more="run_order = 2")
    assert find(stages([source], [later, build])) == []


@pytest.mark.parametrize(
    "more",
    [
        'variable "more" {}\n',
        'variable "images" {\n  type = list(string)\n}\n',
    ],
)
def test_what_is_not_known_is_not_reported(
    more: str, source: str, build: str, action: Write, stages: Write, find: Find
) -> None:
    dynamic = (
        'dynamic "stage" {\nfor_each = var.more\ncontent {\nname = stage.value\n'
        + action("Build", "CodeBuild", PROJECT, "source", "other")
        + "}\n}\n"
    )
    unknown = build.replace('["image"]', "var.images")
    late = action("Deploy", "ECS", SERVICE, "other")
    text = stages([source], [unknown], [late], more=dynamic if "more" in more else "")
    if "more" in more:
        assert find(more + text, "TFG701") == []
    else:
        assert find(more + text) == []


def test_artifacts_of_one_name(source: str, build: str, stages: Write, find: Find) -> None:
    test = build.replace('"Build"\n', '"Test"\n')
    (finding,) = find(stages([source], [build, test]))
    assert (finding.code, finding.message) == (
        "TFG702",
        "action Build makes an artifact `image` already",
    )


def test_an_artifact_with_a_dot(source: str, build: str, stages: Write, find: Find) -> None:
    (finding,) = find(stages([source], [build.replace('["image"]', '["image.json"]')]))
    assert (finding.code, finding.message) == ("TFG702", "`image.json` is no name of an artifact")


def test_names_of_stages_and_actions(
    source: str, build: str, deploy: str, stages: Write, find: Find
) -> None:
    text = stages([source], [build], [deploy]).replace('"S2"', '"S1"')
    (finding,) = find(text)
    assert (finding.code, finding.message) == ("TFG703", "this pipeline has two stages named S1")
    (finding,) = find(stages([source], [build], [deploy]).replace('"S2"', '"To prd"'))
    assert finding.message == "`To prd` is no name of a stage"


def test_one_name_in_two_stages(source: str, build: str, stages: Write, find: Find) -> None:
    again = build.replace('["image"]', '["other"]')
    assert find(stages([source], [build], [again])) == []


def test_source_actions_stand_first(source: str, build: str, stages: Write, find: Find) -> None:
    other = source.replace('["source"]', '["other"]')
    (finding,) = find(stages([source], [other, build]))
    assert (finding.code, "outside of the first" in finding.message) == ("TFG704", True)


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ('category = "Deploy"', 'category = "Build"', "its category is Deploy"),
        ('owner = "AWS"', 'owner = "ThirdParty"', 'owner = "AWS"'),
        ('version = "1"', 'version = "2"', 'version = "1"'),
        ('provider = "ECS"', 'provider = "Ecs"', 'provider = "ECS"'),
    ],
)
def test_action_types(
    old: str, new: str, remedy: str, source: str, build: str, deploy: str, stages: Write, find: Find
) -> None:
    (finding,) = find(stages([source], [build], [deploy.replace(old, new)]))
    assert (finding.code, finding.remedy) == ("TFG705", remedy)


@pytest.mark.parametrize("owner", ["Custom", "AWS"])
def test_a_provider_of_somebody_else(
    owner: str, source: str, action: Write, stages: Write, find: Find
) -> None:
    other = action("Test", "Jenkins", 'Anything = "x"', "source", "a b c", owner=owner)
    assert find(stages([source], [other])) == []


def test_s3_is_a_source_and_a_deployment(
    source: str, action: Write, stages: Write, find: Find
) -> None:
    good = action("Deploy", "S3", 'BucketName = "b"\nExtract = "true"', "source")
    assert find(stages([source], [good])) == []
    lacking = action("Deploy", "S3", 'BucketName = "b"\nExtract = "false"', "source")
    (finding,) = find(stages([source], [lacking]))
    assert (finding.code, "lacks ObjectKey" in finding.message) == ("TFG707", True)
    wrong = action("Deploy", "S3", 'S3Bucket = "b"\nExtract = "true"', "source")
    assert [one.code for one in find(stages([source], [wrong]))] == ["TFG706", "TFG707"]


def test_an_unknown_configuration(source: str, build: str, stages: Write, find: Find) -> None:
    text = build.replace(f"{{\n{PROJECT}\n}}", "merge({}, var.settings)")
    assert 'variable "settings"' not in text
    assert find('variable "settings" {}\n' + stages([source], [text])) == []
    old = build.replace("configuration = {", "configuration {")
    assert find(stages([source], [old])) == []


def test_what_a_default_leaves_empty(source: str, build: str, stages: Write, find: Find) -> None:
    defaults = 'variable "none" {\n  default = []\n}\nvariable "settings" {\n  default = {}\n}\n'
    settings = build.replace(f"{{\n{PROJECT}\n}}", "var.settings")
    assert find(defaults + stages([source], [settings])) == []
    inputs = build.replace('["source"]', "var.none")
    assert find(defaults + stages([source], [inputs])) == []
    given = inputs.replace("var.none", "[]")
    assert [one.code for one in find(stages([source], [given]))] == ["TFG708"]


def test_a_setting_that_is_null_is_not_given(
    source: str, action: Write, stages: Write, find: Find
) -> None:
    null = action("Build", "CodeBuild", "ProjectName = null\nBatchEnabled = null", "source")
    (finding,) = find(stages([source], [null]))
    assert (finding.code, "lacks ProjectName" in finding.message) == ("TFG707", True)


def test_several_inputs_of_a_build(source: str, build: str, stages: Write, find: Find) -> None:
    two = source.replace('["source"]', '["other"]').replace('"Source"\n', '"Other"\n', 1)
    both = build.replace('["source"]', '["source", "other"]')
    (finding,) = find(stages([source, two], [both]))
    assert (finding.code, "lacks PrimarySource" in finding.message) == ("TFG707", True)
    named = both.replace(PROJECT, f'{PROJECT}\nPrimarySource = "sources"')
    (finding,) = find(stages([source, two], [named]))
    assert (finding.code, finding.remedy[:22]) == ("TFG709", "did you mean `source`?")


def test_numbers_of_artifacts(source: str, build: str, stages: Write, find: Find) -> None:
    (finding,) = find(stages([source.replace('["source"]', '["source", "more"]')], [build]))
    assert (finding.code, finding.severity) == ("TFG708", "error")
    assert finding.remedy == "an action of CodeStarSourceConnection has 1 output artifact"


TRIGGER = (
    'pipeline_type = "V2"\ntrigger {\nprovider_type = "CodeStarSourceConnection"\n'
    'git_configuration {\nsource_action_name = "Source"\n}\n}\n'
)


@pytest.mark.parametrize(("value", "codes"), [("true", ["TFG710"]), ("false", []), ("var.x", [])])
def test_detection_beside_a_trigger(
    value: str, codes: list[str], source: str, build: str, stages: Write, find: Find
) -> None:
    first = source.replace(SOURCE, f"{SOURCE}\nDetectChanges = {value}")
    text = 'variable "x" {}\n' + stages([first], [build], more=TRIGGER)
    assert [one.code for one in find(text)] == codes


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ('execution_mode = "PARALLEL"', "the execution mode PARALLEL"),
        ('variable {\nname = "tag"\n}', "a variable"),
        (TRIGGER.replace("V2", "V1"), "a trigger"),
    ],
)
def test_what_v1_lacks(
    more: str, what: str, source: str, build: str, stages: Write, find: Find
) -> None:
    (finding,) = find(stages([source], [build], more=more))
    assert finding.code == "TFG711"
    assert finding.message == f"{what} needs a pipeline of type V2, and this one is V1"
    assert (
        find('variable "kind" {}\n' + _of_unknown_kind(stages([source], [build], more=more))) == []
    )


def _of_unknown_kind(text: str) -> str:
    if "pipeline_type" in text:
        return text.replace('pipeline_type = "V1"', "pipeline_type = var.kind")
    return text.replace('name = "web"\n', 'name = "web"\npipeline_type = var.kind\n', 1)


def test_the_source_of_a_trigger(source: str, build: str, stages: Write, find: Find) -> None:
    assert find(stages([source], [build], more=TRIGGER)) == []
    wrong = TRIGGER.replace('"Source"', '"Sorce"')
    (finding,) = find(stages([source], [build], more=wrong))
    assert (finding.code, finding.remedy) == ("TFG712", "did you mean Source?")


def test_github_by_token(build: str, action: Write, stages: Write, find: Find) -> None:
    settings = 'Owner = "e"\nRepo = "w"\nBranch = "main"'
    token = action("Source", "GitHub", settings, outputs="source", owner="ThirdParty")
    (finding,) = find(stages([token], [build]))
    assert (finding.code, finding.severity) == ("TFG713", "warning")


def test_a_pipeline_of_a_called_module_is_reported_there_only(
    source: str, build: str, deploy: str, stages: Write, find: Find
) -> None:
    inner = stages([source], [deploy], [build])
    assert find(f'module "p" {{\n  source = "./p"\n}}\n# file: p/main.tf\n{inner}') == []
