"""An apply waits for deployments and pipelines to end, and not for ever."""

from __future__ import annotations

import pytest

from tfgen.errors import FailedError
from tfgen.review.live import Live, RunningService
from tfgen.runner.quiet import Quiet
from tfgen.terraform import interrupts
from tfgen.terraform.diagnostics import InterruptError

IDLE = Live({}, {"web": ""})


def busy(what: str = "a deployment is under way") -> Live:
    service = RunningService("stg", "web", "web-stg", 7, {}, what)
    return Live({"web": service}, {"pipe": "an execution is under way"})


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept, self.looked = 0.0, [], []

    def look(self, live: Live) -> Live:
        self.looked.append(self.now)
        return live

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def quiet(seconds: float, time: Time, notes: list[str]) -> Quiet:
    return Quiet(seconds, notes.append, time.sleep, lambda: time.now)


def test_what_is_quiet_is_not_waited_for() -> None:
    time, notes = Time(), []
    assert quiet(0, time, notes).wait(lambda: IDLE) is IDLE
    assert (time.slept, notes) == ([], [])


def test_it_looks_again_ever_more_slowly_until_all_is_quiet() -> None:
    time, notes = Time(), []
    seen = iter([busy()] * 6 + [IDLE])
    assert quiet(60, time, notes).wait(lambda: time.look(next(seen))) is IDLE
    assert time.looked == [0, 1, 3, 7, 15, 25, 35]
    assert notes[0] == "service web: a deployment is under way; waiting, 60 s at most"
    assert len(notes) == 6


@pytest.mark.parametrize(("seconds", "looked"), [(0, [0]), (5, [0, 1, 3, 5])])
def test_it_gives_up_in_time_and_says_what_goes_on(seconds: float, looked: list[float]) -> None:
    time = Time()
    with pytest.raises(FailedError, match="pipeline pipe: an execution") as caught:
        quiet(seconds, time, []).wait(lambda: time.look(busy()))
    assert time.looked == looked
    assert "--wait MINUTES" in caught.value.hint


def test_who_stops_it_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    monkeypatch.setattr(interrupts, "requested", lambda: time.now >= 4)
    with pytest.raises(InterruptError, match="nothing was applied"):
        quiet(3600, time, []).wait(busy)
    assert time.now == 4
