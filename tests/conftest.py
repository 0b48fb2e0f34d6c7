"""What all tests share: the Terraform of this machine."""

from __future__ import annotations

import os

import pytest

from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ


@pytest.fixture(scope="session")
def terraform_bin() -> str:
    """The path of the Terraform binary; `make test` installs it where it is missing."""
    return str(find().path)


@pytest.fixture(scope="session")
def terraform_env() -> dict[str, str]:
    """The environment for running Terraform, the provider's mirror included."""
    return terraform_environ(os.environ)
