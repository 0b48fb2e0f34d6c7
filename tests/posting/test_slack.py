"""A Slack message within Slack's limits, and its webhook's address in no message."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.errors import FailedError, UsageError
from tfgen.posting import slack
from tfgen.report import plan_slack
from tfgen.review.model import Impact, StackReview, Words
from tfgen.review.subject import DRIFT

# How often the server looks whether it is to stop.
_POLL = 0.02
PATH = "/services/T0/B0/s3cret"


def stack(name: str, *lines: str, error: str = "", address: str = "a.b") -> StackReview:
    words = (Words(address, "change", Impact.drifted, lines),) if lines else ()
    result = "failed" if error else "changed" if lines else "no-op"
    return StackReview("stg", name, f"stacks/stg/{name}", result, words, error=error)


def message(*stacks: StackReview) -> tuple[str, list[str]]:
    """The fallback and the blocks' texts, held to Slack's limits."""
    payload = json.loads(plan_slack.render(stacks, DRIFT))
    assert payload.keys() == {"text", "blocks"}
    assert 0 < len(payload["text"]) <= plan_slack.LONGEST
    assert 0 < len(payload["blocks"]) <= plan_slack.BLOCKS == 50
    texts = []
    for block in payload["blocks"]:
        assert block.keys() == {"type", "text"}
        assert (block["type"], block["text"]["type"]) == ("section", "mrkdwn")
        texts.append(block["text"]["text"])
        assert 0 < len(texts[-1]) <= plan_slack.LONGEST == 3_000
    assert sum(map(len, texts)) < 13_000
    return payload["text"], texts


def test_what_drifted_is_told_and_what_failed_comes_first() -> None:
    text, blocks = message(
        stack("quiet"), stack("web", "tags.a: none -> 1"), stack("zz", error="no luck\n-> again")
    )
    assert text == "tfgen drift: 1 drifted, 1 failed, of 3 stacks"
    assert blocks == [
        f"*{text}*",
        "*stg/zz*: failed\nno luck",
        "*stg/web*\n\N{BULLET} a.b changed outside of Terraform\n      tags.a: none -&gt; 1",
    ]
    assert message(stack("quiet"))[0] == "tfgen drift: no drift, of 1 stacks"


@pytest.mark.parametrize("number", [48, 49, 200, 3_000])
def test_many_stacks_fit_and_the_rest_is_counted(number: int) -> None:
    _, blocks = message(*(stack(f"s{at}", "x" * 40) for at in range(number)))
    told = len(blocks) - 1
    if number == 48:
        assert told == 48
    else:
        assert blocks[-1] == f"and {number - told + 1} more stacks: see the report"


def test_long_stacks_leave_room_for_others() -> None:
    long = [f"line {at} {'&' * 400}" for at in range(500)]
    _, blocks = message(*(stack(f"s{at}", *long) for at in range(20)))
    assert "lines more" in blocks[1]
    assert "more stacks" in blocks[-1]


@given(st.lists(st.text("<!channel>&@|*`\n\r\x1b\u202e\ud800ab", max_size=400), min_size=1))
def test_no_text_is_a_mention_a_link_or_too_long(texts: list[str]) -> None:
    stacks = [stack("web", *texts, address=texts[0]), stack("api", error=texts[0] or "x")]
    text, blocks = message(*stacks)
    for shown in (text, *blocks):
        assert not set("<>\r\x1b\u202e") & set(shown)
        # An ampersand is the start of an escape, even where a text was cut.
        assert shown.count("&") == sum(map(shown.count, ("&amp;", "&lt;", "&gt;")))
        shown.encode()


@pytest.fixture
def served() -> Iterator[tuple[str, list[Any], list[int]]]:
    """A server that plays Slack: its webhook, what it was sent, the status that it answers."""
    sent: list[Any] = []
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response(status[0])
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(b"ok" if status[0] == 200 else b"no_service")

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}", sent, status
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_posted(served: tuple[str, list[Any], list[int]]) -> None:
    url, sent, _ = served
    payload = plan_slack.render([stack("web", "\N{SNOWMAN}")], DRIFT)
    slack.send(url, payload)
    assert sent == [(PATH, "application/json; charset=utf-8", json.loads(payload))]


@pytest.mark.parametrize("status", [302, 403, 404, 410, 429, 500])
def test_a_refusal_is_loud_and_tells_no_address(
    served: tuple[str, list[Any], list[int]], status: int
) -> None:
    url, sent, answered = served
    answered[0] = status
    with pytest.raises(FailedError, match=f"{status} no_service") as caught:
        slack.send(url, "{}")
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}"
    assert len(sent) == 1


def test_nobody_there_is_loud_and_tells_no_address() -> None:
    for url in (f"http://127.0.0.1:9{PATH}", f"http://127.0.0.1:x{PATH}", "http://a b/s3cret"):
        with pytest.raises(FailedError, match="does not answer") as caught:
            slack.send(url, "{}")
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "s3cret", "file:///s3cret", "https:///s3cret", "https://[s3cret"]
)
def test_what_is_no_address_is_refused_before_minutes_pass(
    url: str, repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(slack.VARIABLE, url)
    code, _, err = repository.run("drift", "--notify", "slack")
    assert code == 2
    assert slack.VARIABLE in err
    assert "s3cret" not in err
    with pytest.raises(UsageError):
        slack.webhook({slack.VARIABLE: url})
