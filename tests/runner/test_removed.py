"""Stacks that a branch takes away: found, as they were, users before what they use."""

from __future__ import annotations

import shutil

import pytest
from git_infra import Infra

from tfgen import project
from tfgen.errors import UsageError
from tfgen.runner.changed_files import Head, Repository, head
from tfgen.runner.choice import Wanted, choose
from tfgen.runner.removed import former, removed, spared

READS = """\
data "terraform_remote_state" "platform" {
  backend = "local"

  config = {
    path = "../_platform/terraform.tfstate"
  }
}
"""


def names(stacks) -> list[str]:
    return [stack.name for stack in stacks]


def test_a_stack_without_configuration_has_gone(infra: Infra) -> None:
    infra.branch()
    opened = project.load(infra.root)
    assert choose(opened, Wanted(changed=True)).gone == ()
    (infra.root / "stacks/stg/web/main.tf").unlink()
    # What Terraform leaves behind is no configuration.
    infra.write("stacks/stg/web/terraform.tfstate", "{}")
    found = choose(opened, Wanted(changed=True))
    assert (names(found.stacks), names(found.gone)) == ([], ["stg/web"])
    assert choose(opened, Wanted(changed=True, environment="prd")).gone == ()
    assert names(choose(opened, Wanted(["we*"], "stg", changed=True)).gone) == ["stg/web"]
    with pytest.raises(UsageError, match="has no stack"):
        choose(opened, Wanted(["web"], "stg"))
    with pytest.raises(UsageError, match="has no stack"):
        choose(opened, Wanted(["api"], changed=True))


def test_all_stacks_may_go(infra: Infra) -> None:
    infra.branch()
    shutil.rmtree(infra.root / "stacks")
    found = choose(project.load(infra.root), Wanted(changed=True))
    assert found.stacks == ()
    assert {"prd/web", "stg/web"} <= set(names(found.gone))


def test_a_renamed_stack_has_gone_from_where_it_was(infra: Infra) -> None:
    infra.branch()
    (infra.root / "stacks/stg/web").rename(infra.root / "stacks/stg/shop")
    found = choose(project.load(infra.root), Wanted(changed=True))
    assert (names(found.stacks), names(found.gone)) == (["stg/shop"], ["stg/web"])


def test_it_stands_as_it_was_with_all_that_it_reads(infra: Infra) -> None:
    infra.write("stacks/stg/_platform/main.tf", "")
    infra.write("stacks/stg/web/remote.tf", READS)
    infra.branch()
    shutil.rmtree(infra.root / "stacks/stg")
    infra.write("modules/inner/main.tf", "# changed by the branch\n")
    infra.write("tfgen.yaml", infra.root.joinpath("tfgen.yaml").read_text().replace("1111", "3333"))
    opened = project.load(infra.root)
    repository = Repository(opened.root)
    base = repository.changes().base
    gone = removed(opened, repository, base)
    assert names(gone) == ["stg/_platform", "stg/web", "stg/web-admin"]
    before = infra.git("status", "--porcelain")
    with former(opened, base, names(gone)) as then:
        assert then.project.environment("stg").account_id == "111111111111"
        assert "changed" not in (then.project.root / "modules/inner/main.tf").read_text()
        platform, web, _ = then.stacks
        assert (web.path / "remote.tf").read_text() == READS
        order = then.last_first()
        assert {one.name: names(order[one]) for one in then.stacks} == {
            "stg/_platform": ["stg/web", "stg/web-admin"],
            "stg/web": [],
            "stg/web-admin": [],
        }
        assert platform.path.is_relative_to(opened.private_folder)
    assert not then.project.root.exists()
    assert infra.git("status", "--porcelain") == before


STATE = """\
terraform {
  # backend "s3" { key = "of-a-comment" }
  backend "s3" {
    bucket = "states"
    key    = "stg/web.tfstate" # where it has always been
    region = "us-east-1"
  }
}
"""


def test_who_moves_with_its_state_is_not_destroyed(infra: Infra) -> None:
    infra.write("stacks/stg/web/backend.tf", STATE)
    infra.write("stacks/stg/old/backend.tf", STATE.replace("web", "old"))
    infra.branch()
    (infra.root / "stacks/stg/web").rename(infra.root / "stacks/stg/shop")
    text = (infra.root / "stacks/stg/shop/backend.tf").read_text()
    infra.write("stacks/stg/shop/backend.tf", text.replace("    key    =", "    key ="))
    shutil.rmtree(infra.root / "stacks/stg/old")
    opened = project.load(infra.root)
    found = choose(opened, Wanted(changed=True))
    assert names(found.gone) == ["stg/old", "stg/web"]
    with former(opened, found.base, names(found.gone)) as then:
        left = {stack.name: why for stack, why in spared(opened, then).items()}
    assert left.keys() == {"stg/web"}
    assert (left["stg/web"].failed, "that of stg/shop" in left["stg/web"].why) == (False, True)


def test_a_local_state_is_not_taken_for_an_empty_one(infra: Infra) -> None:
    infra.branch()
    for name in ("stg/web", "prd/web"):
        (infra.root / "stacks" / name / "main.tf").unlink()
    infra.write("stacks/stg/web/terraform.tfstate", '{"resources": [1]}')
    opened = project.load(infra.root)
    found = choose(opened, Wanted(changed=True))
    with former(opened, found.base, names(found.gone)) as then:
        left = {stack.name: why for stack, why in spared(opened, then).items()}
    assert left["stg/web"].failed
    assert "tfgen destroy web --env stg" in left["stg/web"].why
    assert not left["prd/web"].failed
    assert "unknown" in left["prd/web"].why


@pytest.mark.parametrize("name", ["main.tofu", "main.tf.json", "main.tofu.json"])
def test_another_kind_of_configuration_is_one(infra: Infra, name: str) -> None:
    infra.branch()
    path = infra.root / "stacks/stg/web/main.tf"
    path.rename(path.with_name(name))
    assert choose(project.load(infra.root), Wanted(changed=True)).gone == ()


def test_a_stack_that_has_gone_is_named_among_others(infra: Infra) -> None:
    infra.branch()
    (infra.root / "stacks/stg/web/main.tf").unlink()
    infra.write("stacks/stg/web-admin/more.tf", "")
    opened = project.load(infra.root)
    for wanted in (["web", "web-admin"], ["web*"], []):
        found = choose(opened, Wanted(wanted, "stg", changed=True))
        assert (names(found.stacks), names(found.gone)) == (["stg/web-admin"], ["stg/web"])
    with pytest.raises(UsageError, match="'wen' has no stack"):
        choose(opened, Wanted(["web", "wen"], "stg", changed=True))


def test_a_commit_that_is_not_here_is_explained(infra: Infra) -> None:
    infra.branch()
    opened = project.load(infra.root)
    with pytest.raises(UsageError, match="cannot be had") as caught, former(opened, "0" * 40, []):
        pass
    assert "fetch-depth" in caught.value.hint


def test_a_head_is_its_commit_and_its_files(infra: Infra) -> None:
    infra.git("init", "-q", "-b", "main")
    assert head(infra.root) == Head()
    infra.branch()
    first = head(infra.root)
    assert first == Head(*infra.git("rev-parse", "HEAD", "HEAD^{tree}").split())
    infra.commit()
    assert head(infra.root).commit != first.commit
    assert head(infra.root).tree == first.tree
    assert head(infra.root.parent) == Head()
