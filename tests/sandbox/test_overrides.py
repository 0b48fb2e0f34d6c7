"""Each override makes the difference between what AWS answers and what moto does."""

from __future__ import annotations

import probes_blue_green
import probes_deploy
import probes_ecs
import probes_store
import pytest
from botocore.exceptions import ClientError
from probing import PROBES, embedded

from tfgen.sandbox import overrides

_NAMES = [overrides.name_of(override) for _, override in overrides.OVERRIDES]
_MODULES = (probes_blue_green, probes_deploy, probes_ecs, probes_store)


def test_every_override_has_its_probe() -> None:
    assert sorted(PROBES) == sorted(_NAMES)


@pytest.mark.parametrize("name", _NAMES)
def test_the_override_makes_the_difference(name: str) -> None:
    with embedded() as clients:
        PROBES[name](clients)
    with (
        embedded(without={name}) as clients,
        # The last is moto's own, where it adds up what Fargate tasks do not have.
        pytest.raises((AssertionError, ClientError, NotImplementedError, TypeError)),
    ):
        PROBES[name](clients)
