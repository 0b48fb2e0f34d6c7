"""The wheel holds all that the command needs, and starts light."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("boto3", "botocore", "hcl2", "moto", "jinja2", "pydantic", "ruamel", "python_terraform")


def test_wheel_holds_templates_catalog_and_types(tmp_path: Path) -> None:
    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(zipfile.ZipFile(built).namelist())
    for wanted in (
        "tfgen/py.typed",
        "tfgen/_data/templates/terraform/main.tf.j2",
        "tfgen/_data/modules/image-build/buildspec.yml",
        "tfgen/terraform/releases/terraform.txt",
    ):
        assert wanted in names
    assert not [name for name in names if "/.terraform" in name or name.endswith(".pyc")]


def test_installed_wheel_works_away_from_the_source(tmp_path: Path) -> None:
    """The package as it is unpacked from the wheel, without the repository around it."""
    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    zipfile.ZipFile(built).extractall(tmp_path / "site")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); "
        "from tfgen import resources; from tfgen.cli import app; "
        "assert 'site' in str(resources.folder('modules')); "
        "sys.exit(app.run(['init', 'infra', '--environment', 'stg=111111111111', '--yes']) or "
        "app.run(['new-service', 'web', '--yes', '--chdir', 'infra']))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "infra/modules/alarms/main.tf").exists()
    assert (tmp_path / "infra/stacks/stg/web/main.tf").exists()


def test_version_and_help_import_nothing_heavy() -> None:
    script = (
        "import sys; from tfgen.cli import app; code = app.run(sys.argv[1:]); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    for arguments in (["--version"], ["--help"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "", done.stdout
