"""Plans that lie where others can read: only the key opens them, only as what they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.errors import InputError
from tfgen.runner.sealing import seal, unseal

KEY = b"0123456789abcdef0123456789abcdef"


@given(st.binary(max_size=200))
def test_what_is_sealed_is_opened(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("plans")
    plan = folder / "web.tfplan"
    plan.write_bytes(content)
    sealed = folder / "web.tfplan.sealed"
    seal(plan, sealed, "stg/web", KEY)
    plan.unlink()
    # After the line that every sealed plan begins with.
    assert len(content) < 8 or content not in sealed.read_bytes().partition(b"\n")[2]
    unseal(sealed, plan, "stg/web", KEY)
    assert plan.read_bytes() == content
    assert {path.stat().st_mode & 0o777 for path in (plan, sealed)} == {0o600}


@pytest.mark.parametrize(
    ("stack", "key", "touch"),
    [
        ("stg/api", KEY, None),
        ("stg/web", KEY[::-1], None),
        ("stg/web", KEY, -1),
        ("stg/web", KEY, 0),
        ("stg/web", KEY, 25),
    ],
)
def test_nothing_else_opens_it(tmp_path: Path, stack: str, key: bytes, touch: int | None) -> None:
    plan = tmp_path / "web.tfplan"
    plan.write_bytes(b"the plan")
    sealed = tmp_path / "web.tfplan.sealed"
    seal(plan, sealed, "stg/web", KEY)
    plan.unlink()
    if touch is not None:
        content = bytearray(sealed.read_bytes())
        content[touch] ^= 1
        sealed.write_bytes(content)
    with pytest.raises(InputError, match="no plan of stg/"):
        unseal(sealed, plan, stack, key)
    assert not plan.exists()


@pytest.mark.parametrize("content", [b"", b"tfgen sealed plan 1\n", b"PK\x03\x04 a plain plan"])
def test_what_was_never_sealed_is_said(tmp_path: Path, content: bytes) -> None:
    sealed = tmp_path / "web.tfplan.sealed"
    sealed.write_bytes(content)
    with pytest.raises(InputError, match="sealed with this key"):
        unseal(sealed, tmp_path / "web.tfplan", "stg/web", KEY)
