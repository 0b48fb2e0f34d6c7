"""An AWS in this process, and the probes that show what each override is for.

A probe makes calls and asserts what AWS answers. Here overrides can be left out one by one;
test_real_provider.py shows with Terraform what they are for.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Collection, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tfgen.sandbox import overrides

Clients = Callable[[str], Any]
Probe = Callable[[Clients], None]

PROBES: dict[str, Probe] = {}


def shows(name: str) -> Callable[[Probe], Probe]:
    """Says of a probe which override it is about; a client is had by its service's name."""

    def register(probe: Probe) -> Probe:
        assert name not in PROBES
        PROBES[name] = probe
        return probe

    return register


@contextlib.contextmanager
def embedded(without: Collection[str] = ()) -> Iterator[Clients]:
    """An AWS in this process, with the overrides but for those named in `without`."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [variable for variable in os.environ if variable.startswith("AWS_")]:
            patch.delenv(variable)
        patch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
        for owner, override in overrides.OVERRIDES:
            method = getattr(owner, override.__name__, overrides.missing)
            patch.setattr(owner, override.__name__, method, raising=False)
        overrides.install(without)
        with mock_aws():
            yield _session().client


@functools.cache
def _session() -> Any:
    """One session for all, since each would read the descriptions of the services again."""
    return boto3.session.Session("any", "any", region_name="ap-northeast-1")
