"""From findings to mended files: formatted, all or nothing, and only what may be touched."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen import header
from tfgen.errors import MachineError
from tfgen.fixing import disk, formatting
from tfgen.fixing.mending import Mending, mended, texts_by_path
from tfgen.fixing.table import FIXES, FORMATTING
from tfgen.hcl.judge import judge
from tfgen.rules import RULES
from tfgen.rules.frame import Finding

Make = Callable[..., Finding]
TASK = """\
resource "aws_ecs_task_definition" "this" {
  family                = "web"
  container_definitions = jsonencode([])
}
"""
TASK_MENDED = """\
resource "aws_ecs_task_definition" "this" {
  family                = "web"
  container_definitions = jsonencode([])
  skip_destroy          = true
}
"""
LONE = 'locals {\n  a = "${var.x}"\n}\n'
SKIP_DESTROY, LONE_STRING, FORMAT = "TFG506", "TFG006", "TFG005"


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def texts(mending: Mending) -> dict[str, str]:
    return {path.name: new for path, (_, new) in texts_by_path(mending).items()}


@pytest.mark.parametrize("with_terraform", [True, False])
def test_what_was_formatted_stays_formatted(
    tmp_path: Path, finding: Make, terraform_bin: str, with_terraform: bool
) -> None:
    write(tmp_path / "main.tf", TASK)
    found = finding(1, 1, code=SKIP_DESTROY, path=Path("main.tf"))
    done = mended([found], tmp_path, terraform_bin if with_terraform else None)
    assert texts(done) == {"main.tf": TASK_MENDED}
    assert (tmp_path / "main.tf").read_text() == TASK


def test_what_was_not_formatted_is_left_so_unless_asked(
    tmp_path: Path, finding: Make, terraform_bin: str
) -> None:
    write(tmp_path / "main.tf", 'locals {\na="${var.x}"\n}\n')
    lone = finding(2, 3, code=LONE_STRING, path=Path("main.tf"))
    unformatted = finding(2, 1, code=FORMAT, path=Path("main.tf"))
    assert texts(mended([lone], tmp_path, terraform_bin)) == {"main.tf": "locals {\na=var.x\n}\n"}
    both = mended([lone, unformatted], tmp_path, terraform_bin)
    assert texts(both) == {"main.tf": "locals {\n  a = var.x\n}\n"}


@pytest.mark.parametrize(
    "text",
    [
        b"locals {\r\na=1\r\n}\r\n",
        'locals {\n  a="名😀"\n}'.encode(),
        b"\xef\xbb\xbflocals {\n  a=1\n}\n",
        b"a=[\n1,\n  2]\n\n\n",
    ],
)
def test_formatting_is_that_of_terraform(
    tmp_path: Path, finding: Make, terraform_bin: str, text: bytes
) -> None:
    path = write(tmp_path / "main.tf", text)
    found = finding(1, 1, code=FORMAT, path=Path("main.tf"))
    done = mended([found], tmp_path, terraform_bin)
    disk.write({path: new for path, (_, new) in texts_by_path(done).items()})
    mine = path.read_bytes()
    path.write_bytes(text)
    environ = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    subprocess.run([terraform_bin, "fmt", "-list=false", str(tmp_path)], check=True, env=environ)
    assert mine == path.read_bytes() != text


def test_a_byte_order_mark_stays_where_only_an_edit_is_made(tmp_path: Path, finding: Make) -> None:
    path = write(tmp_path / "main.tf", b"\xef\xbb\xbf" + LONE.encode())
    found = finding(2, 7, code=LONE_STRING, path=Path("main.tf"))
    disk.write(
        {path: new for path, (_, new) in texts_by_path(mended([found], tmp_path, None)).items()}
    )
    assert path.read_bytes() == b"\xef\xbb\xbf" + LONE.replace('"${var.x}"', "var.x").encode()


@pytest.mark.parametrize(
    "text",
    [
        LONE + 'locals {\n  b = "\n}\n',
        LONE.encode() + b"# \xff\n",
        LONE.encode("utf-16"),
    ],
)
def test_a_file_that_is_not_wholly_understood_stays(
    tmp_path: Path, finding: Make, terraform_bin: str, text: str | bytes
) -> None:
    write(tmp_path / "main.tf", text)
    found = [finding(2, 7, code=code, path=Path("main.tf")) for code in (LONE_STRING, FORMAT)]
    assert mended(found, tmp_path, terraform_bin).files == ()


def test_other_files_of_that_folder_are_mended(tmp_path: Path, finding: Make) -> None:
    write(tmp_path / "main.tf", LONE)
    write(tmp_path / "broken.tf", "locals {\n")
    found = finding(2, 7, code=LONE_STRING, path=Path("main.tf"))
    assert list(texts(mended([found], tmp_path, None))) == ["main.tf"]


def test_a_rename_reaches_every_file_or_none(tmp_path: Path, finding: Make) -> None:
    block = 'data "aws_s3_bucket_object" "x" {\n  bucket = "b"\n}\n'
    use = "locals {\n  a = data.aws_s3_bucket_object.x.body\n}\n"
    write(tmp_path / "main.tf", block)
    write(tmp_path / "use.tf", use)
    found = finding(1, 1, code="TFG410", path=Path("main.tf"))
    assert sorted(texts(mended([found], tmp_path, None))) == ["main.tf", "use.tf"]
    write(tmp_path / "use.tf", header.stamped(use, "services/x.yaml", "x"))
    assert mended([found], tmp_path, None).files == ()


EIP = 'resource "aws_eip" "a" {\n  vpc = true\n}\n'
RULE = 'resource "aws_cloudwatch_event_rule" "a" {\n  is_enabled = true\n}\n'
OBJECT = 'data "aws_s3_bucket_object" "a" {\n  bucket = "b"\n}\n'
USE = "locals {\n  a = data.aws_s3_bucket_object.a.body\n}\n"


def renames(folder: Path, finding: Make, *names: str) -> dict[str, str]:
    """What the findings of TFG410, at the first block of each file, make of the files."""
    found = [finding(line, 1, code="TFG410", path=Path(name)) for name in names for line in (1, 2)]
    return texts(mended(found, folder, None))


@pytest.mark.parametrize("text", [EIP, RULE, OBJECT])
@pytest.mark.parametrize("name", ["override.tf", "x_override.tf"])
def test_what_an_override_file_declares_again_stays(
    tmp_path: Path, finding: Make, text: str, name: str
) -> None:
    write(tmp_path / "main.tf", text)
    assert list(renames(tmp_path, finding, "main.tf")) == ["main.tf"]
    write(tmp_path / name, text)
    assert renames(tmp_path, finding, "main.tf", name) == {}


def test_what_an_override_file_in_json_declares_again_stays(tmp_path: Path, finding: Make) -> None:
    write(tmp_path / "main.tf", EIP)
    path = write(tmp_path / "override.tf.json", '{"resource": {"aws_eip": {"b": {"vpc": true}}}}')
    assert list(renames(tmp_path, finding, "main.tf")) == ["main.tf"]
    write(path, path.read_text().replace('"b"', '"a"'))
    assert renames(tmp_path, finding, "main.tf") == {}


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_file_with_another_name_keeps_its_names(tmp_path: Path, finding: Make, link: str) -> None:
    real = write(tmp_path / "shared" / "use.tf", USE)
    write(tmp_path / "main.tf", OBJECT)
    path = tmp_path / "use.tf"
    path.symlink_to(real) if link == "symbolic" else path.hardlink_to(real)
    assert renames(tmp_path, finding, "main.tf") == {}


def test_a_file_that_a_link_leads_to_keeps_its_names(tmp_path: Path, finding: Make) -> None:
    real = write(tmp_path / "a" / "main.tf", OBJECT)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "main.tf").symlink_to(real)
    (tmp_path / "b" / "circle.tf").symlink_to("circle.tf")
    assert list(renames(tmp_path, finding, "a/main.tf")) == ["main.tf"]
    assert renames(tmp_path, finding, "a/main.tf", "b/main.tf") == {}


@pytest.mark.parametrize("place", ["m/x.tftest.hcl", "m/tests/x.tftest.hcl", "tests/x.tftest.hcl"])
@pytest.mark.parametrize(
    ("test", "stays"),
    [
        ("override_data {\n  target = data.aws_s3_bucket_object.a\n}\n", True),
        ('mock_provider "aws" {\n  mock_data "aws_s3_bucket_object" {}\n}\n', True),
        ("override_data {\n  target = data.aws_s3_bucket_objects.a\n}\n", False),
    ],
)
def test_a_data_source_that_a_test_names_stays(
    tmp_path: Path, finding: Make, place: str, test: str, stays: bool
) -> None:
    write(tmp_path / "m" / "main.tf", OBJECT)
    write(tmp_path / place, test)
    assert (renames(tmp_path, finding, "m/main.tf") == {}) is stays


def test_a_test_that_cannot_be_read_may_name_it(tmp_path: Path, finding: Make) -> None:
    write(tmp_path / "main.tf", OBJECT)
    os.mkfifo(tmp_path / "x.tftest.hcl")
    assert renames(tmp_path, finding, "main.tf") == {}


@pytest.mark.parametrize("pipe", ["p.tf", "p.tfvars", "link.tf"])
def test_nothing_waits_for_a_pipe(tmp_path: Path, terraform_bin: str, pipe: str) -> None:
    other = write(tmp_path / "a" / "main.tf", "a=1\n")
    folder = write(tmp_path / "b" / "main.tf", "a=1\n").parent
    (folder / "gone.tf").symlink_to("nothing")
    os.mkfifo(tmp_path / "pipe")
    (folder / pipe).symlink_to(tmp_path / "pipe") if pipe == "link.tf" else os.mkfifo(folder / pipe)
    assert formatting.unformatted([folder, other.parent], terraform_bin) == [other]
    assert judge([folder], terraform_bin) is None


def test_a_generated_file_is_named_and_stays(
    tmp_path: Path, finding: Make, terraform_bin: str
) -> None:
    path = write(tmp_path / "main.tf", header.stamped("a=1\n" + LONE, "services/x.yaml", "x"))
    found = [finding(6, 7, code=code, path=Path("main.tf")) for code in (LONE_STRING, FORMAT)]
    done = mended(found, tmp_path, terraform_bin)
    assert (done.files, done.generated) == ((), (path,))


def test_findings_that_nothing_mends(tmp_path: Path, finding: Make) -> None:
    write(tmp_path / "main.tf", LONE)
    assert mended([finding(2, 9, path=Path("main.tf"))], tmp_path, None) == Mending((), ())


def test_every_fix_is_for_a_rule() -> None:
    assert {*FIXES, FORMATTING} <= {rule.code for rule in RULES}


class TestDisk:
    """Texts on the disk, all of them or none."""

    def test_modes_and_links_stay(self, tmp_path: Path) -> None:
        real = write(tmp_path / "real" / "main.tf", "old")
        real.chmod(0o640)
        link = tmp_path / "link.tf"
        link.symlink_to(real)
        disk.write({link: "new\r\n"})
        assert link.is_symlink()
        assert real.read_bytes() == b"new\r\n"
        assert stat.S_IMODE(real.stat().st_mode) == 0o640

    def test_one_that_cannot_be_written_keeps_all_as_they_were(self, tmp_path: Path) -> None:
        first = write(tmp_path / "a" / "main.tf", "old")
        gone = tmp_path / "b" / "main.tf"
        with pytest.raises(MachineError):
            disk.write({first: "new", gone: "new"})
        assert first.read_text() == "old"
        assert [path.name for path in first.parent.iterdir()] == ["main.tf"]


def test_terraform_accepts_what_the_fixes_leave(
    tmp_path: Path, finding: Make, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    """Each fix once, in one module, before the real provider."""
    text = """\
data "aws_s3_bucket_object" "x" {
  bucket = "b"
  key    = "${local.key}"
}

data "aws_iam_policy_document" "a" {
}

data "aws_iam_policy_document" "b" {
  source_json = data.aws_iam_policy_document.a.json
}

resource "aws_eip" "x" {
  vpc = true
}

resource "aws_cloudwatch_event_rule" "x" {
  is_enabled          = false
  schedule_expression = "rate(5 minutes)"
}

resource "aws_ecs_task_definition" "x" {
  family                = data.aws_s3_bucket_object.x.body
  container_definitions = jsonencode([])
}

locals {
  key = "k"
}
"""
    path = write(tmp_path / "main.tf", text)
    places = [
        ("TFG410", 1, 1),
        (LONE_STRING, 3, 12),
        ("TFG410", 10, 3),
        ("TFG410", 14, 3),
        ("TFG410", 18, 3),
        (SKIP_DESTROY, 22, 1),
        (FORMAT, 3, 1),
    ]
    found = [finding(line, at, code=code, path=Path("main.tf")) for code, line, at in places]
    done = texts_by_path(mended(found, tmp_path, terraform_bin))
    disk.write({path: new for path, (_, new) in done.items()})
    for word in ("bucket_object", "source_json", "vpc ", "is_enabled", "${"):
        assert word not in path.read_text()
    again = mended(found, tmp_path, terraform_bin)
    assert again.files == ()
    for command in (["init", "-input=false"], ["fmt", "-check"], ["validate"]):
        result = subprocess.run(
            [terraform_bin, *command, "-no-color"],
            cwd=tmp_path,
            env=terraform_env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
    assert "Warning" not in result.stdout
