"""The shape of the house: who imports whom, how long a module may be (docs/architecture.md)."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "generator" / "tfgen"

# From the first in the flow to the last; a module imports from its own line or from above it.
FLOW = (
    "errors resources names listing fargate private_files user_cache yaml_file edge hcl problem",
    "evaluate provider_schema",
    "analysis",
    "view",
    "environment_checks project",
    "container_spec spec spec_checks strategy_checks stack targets services",
    "lookups containers service_stack platform_stack",
    "deployment_template compose_file migration strategies",
    "render header writer stack_texts generation new_spec new_environment scaffold",
    "app_side",
    "infra_ci",
    "catalog rules validation",
    "fingerprints choosing baseline rule_pages fixing",
    "review",
    "report posting",
    "aws terraform",
    "runner",
    "sandbox",
    "rehearsal",
    "cli",
    "__main__",
)
# What only one place may import: the package, and the prefixes of the modules that may.
ONLY = {
    "hcl2": ("hcl.",),
    "lark": ("hcl.",),
    "python_terraform": ("terraform.gateway",),
    "jinja2": ("render",),
    "typer": ("cli.",),
    "pydantic": ("edge", "project", "spec", "container_spec"),
    "moto": ("sandbox.",),
    "github": ("posting.github", "posting.github_runs"),
    "boto3": ("aws.", "sandbox."),
}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(_modules())


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _place(module: str) -> int:
    top = module.split(".", maxsplit=1)[0]
    return next(number for number, line in enumerate(FLOW) if top in line.split())


def test_every_module_has_a_place_in_the_flow() -> None:
    known = {name for line in FLOW for name in line.split()}
    assert {name.split(".")[0] for name in MODULES if name != "__init__"} == known


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_only_what_stands_above(module: str) -> None:
    for imported in _imports(MODULES[module]):
        if not imported.startswith("tfgen."):
            continue
        other = imported.removeprefix("tfgen.")
        if other.split(".")[0] == "__version__" or module == "__init__":
            continue
        assert _place(other) <= _place(module), f"{module} imports {imported}"


@pytest.mark.parametrize("folder", ["strategies", "report"])
def test_leaves_do_not_know_each_other(folder: str) -> None:
    names = {name for name in MODULES if name.startswith(f"{folder}.")}
    for name in names:
        siblings = {f"tfgen.{other}" for other in names - {name}}
        assert not siblings & set(_imports(MODULES[name])), name


def test_rules_do_not_know_each_other() -> None:
    rules = {name for name, tree in MODULES.items() if name.startswith("rules.") and _is_rule(tree)}
    assert len(rules) > 50
    for name in rules:
        others = {f"tfgen.{other}" for other in rules - {name}}
        assert not others & set(_imports(MODULES[name])), name


def _is_rule(tree: ast.Module) -> bool:
    """Whether a module sets `RULE`."""
    return any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "RULE" for target in node.targets)
        for node in tree.body
    )


@pytest.mark.parametrize("package", sorted(ONLY))
def test_one_place_for_each_library(package: str) -> None:
    users = {
        module
        for module, tree in MODULES.items()
        if any(name.split(".")[0] == package for name in _imports(tree))
    }
    assert users
    for user in users:
        assert f"{user}.".startswith(ONLY[package]), f"{user} imports {package}"


def test_modules_are_small() -> None:
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert statistics.median(lengths.values()) < 150


def test_public_functions_are_documented() -> None:
    missing = [
        f"{module}.{node.name}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and node in tree.body
    ]
    assert missing == []
