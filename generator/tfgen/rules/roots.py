"""Whether a folder is a stack, to which `terraform apply` is applied, or a module for others."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Block, File
from tfgen.hcl.module import Module

_BACKENDS = ("backend", "cloud")


def is_root(module: Module) -> bool:
    """Whether a module has a backend or configures a provider, as only root modules should.

    https://developer.hashicorp.com/terraform/language/modules/develop/providers
    """
    if any(True for _ in backends(module)):
        return True
    return any(block.body.attributes for _, block in module.blocks("provider"))


def backends(module: Module) -> Iterator[tuple[File, Block]]:
    """The `backend` and `cloud` blocks of a module."""
    for file, settings in module.blocks("terraform"):
        for name in _BACKENDS:
            for block in settings.body.of_type(name):
                yield file, block
