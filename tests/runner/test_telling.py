"""What a review says of an error: all of it, and from where people of the repository stand."""

from __future__ import annotations

from pathlib import Path

from tfgen.errors import FailedError, InputError, InputErrors, Where
from tfgen.runner.telling import told


def test_one_error_is_told_with_its_place_and_remedy(tmp_path: Path) -> None:
    assert told(FailedError("it failed"), tmp_path) == "it failed"
    error = InputError("it is wrong", hint="mend it", where=Where(tmp_path / "a/main.tf", 3))
    assert told(error, tmp_path) == "a/main.tf:3: it is wrong\n-> mend it"


def test_of_several_each_is_told(tmp_path: Path) -> None:
    errors = InputErrors([InputError("one", hint="do this"), InputError("two")])
    assert told(errors, tmp_path) == "one\n-> do this\ntwo"
