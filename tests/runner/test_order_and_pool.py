"""Stacks wait for those they need, run side by side otherwise, and fail alone."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.errors import FailedError, InputError
from tfgen.runner.order import dependencies
from tfgen.runner.pool import Pool, default_jobs
from tfgen.runner.selection import StackFolder

STATE = """\
data "terraform_remote_state" "it" {{
  backend = "{backend}"

  config = {{
    {key} = "{value}"
    region = "us-east-1"
  }}
}}
"""


def stack(root: Path, name: str, text: str = "") -> StackFolder:
    environment, service = name.split("/")
    path = root / "stacks" / name
    path.mkdir(parents=True)
    (path / "main.tf").write_text(text)
    return StackFolder(environment, service, path)


def test_the_state_that_is_read_comes_first(tmp_path: Path) -> None:
    backend = (
        'terraform {\n  backend "s3" {\n    bucket = "b"\n    key    = "net/x.tfstate"\n  }\n}\n'
    )
    network = stack(tmp_path, "stg/network", backend)
    by_key = STATE.format(backend="s3", key="key", value="net/x.tfstate")
    by_path = STATE.format(backend="local", key="path", value="../network/terraform.tfstate")
    other = STATE.format(backend="s3", key="key", value="net/x.tfstate.old")
    one, two = stack(tmp_path, "stg/a", by_key), stack(tmp_path, "stg/b", by_path)
    three = stack(tmp_path, "stg/c", other)
    found = dependencies([one, two, three, network])
    assert found == {one: {network}, two: {network}, three: set(), network: set()}


def test_the_platform_comes_first_in_its_environment(tmp_path: Path) -> None:
    platform, web = stack(tmp_path, "stg/_platform"), stack(tmp_path, "stg/web")
    elsewhere = stack(tmp_path, "prd/web")
    found = dependencies([web, elsewhere, platform])
    assert found == {web: {platform}, elsewhere: set(), platform: set()}


def test_what_a_spec_declares_comes_first(tmp_path: Path) -> None:
    api, web, other = (stack(tmp_path, name) for name in ("stg/api", "stg/web", "prd/api"))
    assert dependencies([api, web, other], {web: ["api"]})[web] == {api}


def test_stacks_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    api, web = stack(tmp_path, "stg/api"), stack(tmp_path, "stg/web")
    with pytest.raises(InputError, match=r"stg/\w+ -> stg/\w+ -> stg/\w+"):
        dependencies([api, web], {web: ["api"], api: ["web"]})


def folders(number: int) -> list[StackFolder]:
    return [StackFolder("stg", f"s{at}", Path(f"/s{at}")) for at in range(number)]


@given(st.data())
def test_a_failure_skips_its_dependents_and_nothing_else(data: st.DataObject) -> None:
    stacks = folders(data.draw(st.integers(1, 8)))
    order = {
        one: {other for other in stacks[:at] if data.draw(st.booleans())}
        for at, one in enumerate(stacks)
    }
    broken = {one for one in stacks if data.draw(st.integers(0, 3)) == 0}
    began: list[StackFolder] = []

    def work(one: StackFolder) -> str:
        began.append(one)
        return "failed" if one in broken else "fine"

    pool = Pool(work, lambda *_: "skipped", lambda result: result != "fine")
    results = dict(zip(stacks, pool.run(stacks, order, 3), strict=True))
    for one in stacks:
        above = [results[other] for other in order[one]]
        expected = "skipped" if set(above) - {"fine"} else "failed" if one in broken else "fine"
        assert results[one] == expected
        positions = [began.index(other) for other in order[one] if other in began]
        assert one not in began or all(at < began.index(one) for at in positions)


def test_no_more_than_asked_run_at_once() -> None:
    now, most, lock = 0, 0, threading.Lock()

    def work(_: StackFolder) -> str:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return "fine"

    Pool(work, lambda *_: "", lambda _: False).run(folders(9), {}, 3)
    assert most == 3


def test_once_stopped_nothing_new_begins() -> None:
    stacks = folders(3)
    began: list[StackFolder] = []

    def work(one: StackFolder) -> str:
        began.append(one)
        return "fine"

    order = {stacks[1]: [stacks[0]], stacks[2]: [stacks[1]]}
    pool = Pool(work, lambda *_: "", lambda _: False, lambda: len(began) > 1)
    assert pool.run(stacks, order, 2) == ("fine", "fine")
    assert began == stacks[:2]


def test_an_error_of_the_work_goes_on() -> None:
    def work(_: StackFolder) -> str:
        raise FailedError("no")

    with pytest.raises(FailedError):
        Pool(work, lambda *_: "", lambda _: False).run(folders(2), {}, 2)


def test_jobs_are_what_the_machine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_jobs() >= 1
    monkeypatch.setattr("tfgen.runner.pool._free_gigabytes", lambda: 1.0)
    assert default_jobs() == 1
