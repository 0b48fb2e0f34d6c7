"""What several commands tell people once."""

from __future__ import annotations

from collections.abc import Sequence


def retired(services: Sequence[str]) -> str:
    """The note on services that deploy by ecs-cli, and the command that moves the first one on.

    AWS maintains it no longer: https://github.com/aws/amazon-ecs-cli
    """
    return (
        f"note: AWS has retired ecs-cli, which still deploys {', '.join(services)}"
        f"\n      -> tfgen migrate {services[0]} --to codepipeline"
    )
