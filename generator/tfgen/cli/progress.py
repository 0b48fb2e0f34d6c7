"""What a long run tells while it goes on, on stderr: a live table, or lines for a log."""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from tfgen.report.plan_text import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from tfgen.runner.progress import Progress

_HEARTBEAT_SECONDS = 30.0
Clock = Callable[[], float]


@contextmanager
def progress(*, quiet: bool = False, drawn: bool = True) -> Iterator[Progress]:
    """Tells of a run until the end of the block.

    On a terminal a line for each stack that is worked on, with its phase and seconds; elsewhere, or
    where other lines are shown meanwhile (`drawn` is False), a line for each that is done, and a
    sign of life every half minute. `quiet` tells notes only.
    """
    if drawn and sys.stderr.isatty() and not os.environ.get("CI"):
        with Live().shown() as live:
            yield live
    else:
        lines = Lines(os.environ, quiet=quiet)
        with lines.beating():
            yield lines


class _Running:
    """The stacks that are worked on: since when, and at what."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._phases: dict[str, tuple[str, float]] = {}

    def begin(self, stack: str, what: str) -> None:
        """A stack begins with something; its time runs from its first phase."""
        _, since = self._phases.get(stack, ("", self._clock()))
        self._phases[stack] = (what, since)

    def end(self, stack: str) -> None:
        """A stack is done."""
        self._phases.pop(stack, None)

    def rows(self) -> list[tuple[str, str, float]]:
        """Stack, phase and seconds, the longest running first."""
        now = self._clock()
        rows = [(stack, what, now - since) for stack, (what, since) in self._phases.items()]
        return sorted(rows, key=lambda row: -row[2])


class Lines:
    """Progress for logs. In GitHub's Actions what Terraform said is folded below its stack."""

    def __init__(
        self, environ: Mapping[str, str], *, quiet: bool = False, clock: Clock = time.monotonic
    ) -> None:
        self._grouped = environ.get("GITHUB_ACTIONS") == "true"
        self._quiet = quiet
        self._running = _Running(clock)
        self._lock = threading.Lock()

    def phase(self, stack: str, what: str) -> None:
        """A stack begins with something."""
        with self._lock:
            self._running.begin(stack, what)

    def ended(self, stack: str, result: str, seconds: float, log: str = "") -> None:
        """A stack is done."""
        with self._lock:
            self._running.end(stack)
            if self._quiet:
                return
            title = f"{plain(stack)}: {result}, {seconds:.1f} s"
            if self._grouped and log:
                _folded(title, log)
            else:
                typer.echo(title, err=True)

    def note(self, text: str) -> None:
        """Something worth knowing beside."""
        with self._lock:
            typer.echo(plain(text), err=True)

    def beat(self) -> None:
        """Says what is worked on, so that nobody takes the run for dead."""
        with self._lock:
            rows = self._running.rows()
            if rows:
                told = ", ".join(f"{plain(one)} {what} {secs:.0f} s" for one, what, secs in rows)
                typer.echo(f"still at work: {told}", err=True)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beats until the end of the block."""
        over = threading.Event()

        def beats() -> None:
            while not over.wait(_HEARTBEAT_SECONDS):
                self.beat()

        thread = threading.Thread(target=beats, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _folded(title: str, log: str) -> None:
    """A group of lines that GitHub folds; nothing within it is taken for a command.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    token = secrets.token_hex(16)
    lines = "\n".join(plain(line) for line in log.splitlines())
    text = f"::group::{title}\n::stop-commands::{token}\n{lines}\n::{token}::\n::endgroup::"
    typer.echo(text, err=True)


class Live:
    """Progress for a terminal: what is worked on is redrawn in place, what is done stays."""

    def __init__(self, console: Console | None = None, clock: Clock = time.monotonic) -> None:
        from rich.console import Console as RichConsole

        self._console = console or RichConsole(stderr=True, highlight=False, markup=False)
        self._running = _Running(clock)
        self._lock = threading.Lock()

    @contextmanager
    def shown(self) -> Iterator[Live]:
        """Draws until the end of the block."""
        from rich.live import Live as RichLive

        with RichLive(
            get_renderable=self.table,
            console=self._console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ):
            yield self

    def table(self) -> Table:
        """The stacks that are worked on, as a table."""
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable.grid(padding=(0, 2))
        with self._lock:
            for stack, what, seconds in self._running.rows():
                table.add_row(Text(plain(stack)), Text(what), Text(f"{seconds:.0f} s"))
        return table

    def phase(self, stack: str, what: str) -> None:
        """A stack begins with something."""
        with self._lock:
            self._running.begin(stack, what)

    def ended(self, stack: str, result: str, seconds: float, log: str = "") -> None:  # noqa: ARG002 (as the protocol has it)
        """A stack is done; its log is in a file."""
        with self._lock:
            self._running.end(stack)
        self.note(f"{stack}: {result}, {seconds:.1f} s")

    def note(self, text: str) -> None:
        """Something worth knowing beside."""
        self._console.print(plain(text), soft_wrap=True)
