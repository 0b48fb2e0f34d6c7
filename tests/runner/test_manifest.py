"""A manifest of saved plans: signed, versioned, and refused when it was touched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tfgen.errors import InputError, UsageError
from tfgen.review.live import Live, RunningService
from tfgen.runner.configuration import configuration_digest
from tfgen.runner.manifest import Entry, Manifest, Ran, differing, files, ran, read, write
from tfgen.runner.meaning import meaning

KEY = {"TFGEN_PLAN_KEY": "0123456789abcdef0123456789abcdef"}


def live(revision: int, image: str) -> Live:
    service = RunningService("c", "web", "web-stg", revision, {"web": image})
    return Live({service.key: service})


LIVE = live(7, "web:7")
ENTRY = Entry(
    "stg/web",
    "stg/web.tfplan",
    "aa",
    "bb",
    "lineage",
    3,
    "1.11.4",
    "111111111111",
    {"registry.terraform.io/hashicorp/aws": "5.100.0"},
    ("stateful",),
    (("c", "web"),),
    ("web-stg",),
    ran(LIVE),
    destroy=True,
)
MANIFEST = Manifest("abc123", (ENTRY,), "tree", "base")


@pytest.mark.parametrize("environ", [{}, KEY])
def test_what_is_written_is_read(tmp_path: Path, environ: dict[str, str]) -> None:
    write(tmp_path, MANIFEST, environ)
    assert read(tmp_path, environ) == MANIFEST
    assert (tmp_path / "manifest.json").stat().st_mode & 0o777 == 0o600
    assert MANIFEST.entry("stg/web") == ENTRY
    assert MANIFEST.entry("stg/we") is None


def test_a_signed_manifest_cannot_be_touched(tmp_path: Path) -> None:
    write(tmp_path, MANIFEST, KEY)
    path = tmp_path / "manifest.json"
    text = path.read_text()
    touched = (("aa", "ab"), ("abc123", "abc124"), ("web:7", "web:8"), (": 3", ": 4"))
    for old, new in touched:
        assert old in text
        path.write_text(text.replace(old, new))
        with pytest.raises(InputError, match="not signed with this key"):
            read(tmp_path, KEY)
    path.write_text(text)
    with pytest.raises(InputError, match="not signed with this key"):
        read(tmp_path, {"TFGEN_PLAN_KEY": "another key of some length"})
    with pytest.raises(UsageError, match="TFGEN_PLAN_KEY is not set"):
        read(tmp_path, {})
    document = json.loads(text)
    del document["signature"]
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match="is not signed, although"):
        read(tmp_path, KEY)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shorter than 16"):
        write(tmp_path, MANIFEST, {"TFGEN_PLAN_KEY": "secret"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 2, "commit": ""}',
        '{"version": 2, "commit": "", "tree": "", "base": "", "plans": [{"stack": 1}]}',
    ],
)
def test_what_is_no_manifest_is_explained(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path, {})
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=r"no manifest|has version") as caught:
        read(tmp_path, {})
    assert "tfgen plan --out" in caught.value.hint


def test_another_revision_or_image_is_told() -> None:
    assert differing(ENTRY, LIVE) == []
    assert differing(ENTRY, live(8, "web:7")) == ["service web ran revision 7, now 8"]
    assert len(differing(ENTRY, live(7, "web:8"))) == 1
    assert ENTRY.ran == {"c web": Ran(7, {"web": "web:7"})}
    assert differing(replace(ENTRY, ran={}), LIVE) == ["service web did not run"]
    assert differing(replace(ENTRY, ran=None), LIVE) == [
        "what ran when the plan was made is not known"
    ]
    assert ran(None) is None


def test_two_clusters_may_have_a_service_of_one_name() -> None:
    ones = [RunningService(c, "web", "f", 1, {}, f"{c} is busy") for c in ("a", "b")]
    both = Live({one.key: one for one in ones})
    assert both.under_way == ("service web: a is busy", "service web: b is busy")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stack", 5),
        ("stack", "web"),
        ("stack", "../../x/y"),
        ("file", 5),
        ("file", "a\0b"),
        ("providers", []),
        ("providers", None),
        ("services", [["c"]]),
        ("blocked", 5),
        ("ran", {"x": 1}),
        ("serial", "3"),
        ("destroy", "yes"),
        ("unknown", 1),
    ],
)
def test_an_entry_that_is_none_is_refused(tmp_path: Path, key: str, value: object) -> None:
    write(tmp_path, MANIFEST, {})
    path = tmp_path / "manifest.json"
    document = json.loads(path.read_text())
    document["plans"][0][key] = value
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match="no manifest of plans"):
        read(tmp_path, {})


def test_a_stack_that_has_gone_needs_its_commit(tmp_path: Path) -> None:
    write(tmp_path, replace(MANIFEST, base=""), {})
    with pytest.raises(InputError, match="no manifest of plans"):
        read(tmp_path, {})


def test_nesting_without_end_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(InputError, match="no manifest of plans"):
        read(tmp_path, {})


def test_the_configuration_is_all_that_is_read(tmp_path: Path) -> None:
    stack, module = tmp_path / "stacks/stg/web", tmp_path / "modules/m"
    for folder in (stack, module, stack / ".terraform"):
        folder.mkdir(parents=True)
    (stack / "main.tf").write_text('module "m" {\n  source = "../../../modules/m"\n}\n')
    (module / "main.tf").write_text("")
    first = configuration_digest(stack)
    (stack / ".terraform/x").write_text("x")
    (stack / "terraform.tfstate").write_text("{}")
    (tmp_path / "README.md").write_text("x")
    assert configuration_digest(stack) == first
    # `terraform init` writes it where none is committed; the manifest holds the versions in it.
    (stack / ".terraform.lock.hcl").write_text("")
    assert configuration_digest(stack) == first
    for path in (module / "new.tf", stack / "x.auto.tfvars"):
        path.write_text("a = 1")
        assert configuration_digest(stack) != first
        path.unlink()
    assert configuration_digest(stack) == first


def test_two_plans_mean_the_same_whatever_was_read() -> None:
    def plan(image: str, action: str = "update", more: str = "no-op") -> dict[str, object]:
        change = {"actions": [action], "before": {"i": "a"}, "after": {"i": image}}
        quiet = {"actions": [more], "before": None, "after": {"x": image}}
        return {
            "timestamp": image,
            "resource_changes": [
                {"address": "a.b", "change": change},
                {"address": "a.c", "change": quiet},
            ],
        }

    assert meaning(plan("b")) == meaning({**plan("b"), "timestamp": "later"})
    assert meaning(plan("b")) != meaning(plan("c"))
    assert meaning(plan("b")) != meaning(plan("b", "delete"))
    assert meaning(plan("b")) != meaning(plan("b", more="create"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"plans": 5}', '{"plans": [{"file": "../x/y.tfplan"}, {"file": "a"}]}'],
)
def test_what_an_earlier_run_kept_is_told_by_its_manifest_alone(tmp_path: Path, text: str) -> None:
    assert files(tmp_path) == set()
    write(tmp_path, MANIFEST, KEY)
    assert files(tmp_path) == {"stg/web.tfplan"}
    (tmp_path / "manifest.json").write_text(text)
    assert files(tmp_path) == set()
