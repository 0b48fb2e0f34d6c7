"""The sizes of Fargate tasks that AWS sells.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from __future__ import annotations

_GIB = 1024
_READABLE = 8

# CPU units -> the memory sizes, in MiB, that go with them.
SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1 * _GIB, 2 * _GIB),
    512: tuple(n * _GIB for n in range(1, 5)),
    1024: tuple(n * _GIB for n in range(2, 9)),
    2048: tuple(n * _GIB for n in range(4, 17)),
    4096: tuple(n * _GIB for n in range(8, 31)),
    8192: tuple(n * _GIB for n in range(16, 61, 4)),
    16384: tuple(n * _GIB for n in range(32, 121, 8)),
}


def problem(cpu: int, memory: int) -> str | None:
    """Why Fargate sells no task of `cpu` units and `memory` MiB, or None if it does."""
    if cpu not in SIZES:
        return f"Fargate sells no task of cpu {cpu}; it sells {_listed(tuple(SIZES))}"
    if memory not in SIZES[cpu]:
        return f"Fargate sells no {memory} MiB with cpu {cpu}; it sells {_listed(SIZES[cpu])}"
    return None


def _listed(numbers: tuple[int, ...]) -> str:
    shown = [str(n) for n in numbers]
    if len(shown) > _READABLE:
        return f"{shown[0]} to {shown[-1]} in steps of {numbers[1] - numbers[0]}"
    return ", ".join(shown)
