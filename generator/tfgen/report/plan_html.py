"""What became of stacks, as one page that needs nothing from elsewhere.

The page is built as a tree, so that no text of a plan can become markup; its policy
(https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP) lets only its own script run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from xml.etree import ElementTree as ET

from tfgen.review.model import Guard, Impact, StackReview, Words
from tfgen.review.subject import PLAN, Subject

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_RISKS = (Impact.downtime, Impact.outage, Impact.scaling, Impact.gone)
_CARE = (Impact.replacement, Impact.destruction, Impact.drifted)
_KEYS = "/ searches, e opens all, c closes all, Tab and Enter go from stack to stack."


def render(stacks: Sequence[StackReview], subject: Subject = PLAN) -> str:
    """The page; stacks that failed, are blocked or at risk stand first and open."""
    style, script = _resource("plan_page.css"), _resource("plan_page.js")
    root = ET.Element("html", lang="en")
    _head(root, style, script, subject.title)
    body = ET.SubElement(root, "body")
    main = ET.SubElement(body, "main")
    _text(main, "h1", subject.title)
    _text(main, "p", _counts(stacks, subject), "counts")
    form = ET.SubElement(main, "form", role="search")
    ET.SubElement(
        form, "input", {"type": "search", "aria-label": "Search", "placeholder": "Search ( / )"}
    )
    found = _text(main, "p", f"{len(stacks)} of {len(stacks)} stacks", "counts")
    found.attrib |= {"id": "found", "role": "status"}
    for stack in sorted(stacks, key=_rank):
        _stack(main, stack, subject)
    _text(body, "footer", _KEYS)
    ET.SubElement(body, "script").text = script
    return "<!doctype html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"


def _resource(name: str) -> str:
    return files("tfgen.report").joinpath(name).read_text(encoding="utf-8")


def _head(root: ET.Element, style: str, script: str, title: str) -> None:
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _text(head, "title", title)
    ET.SubElement(head, "style").text = style


def _text(parent: ET.Element, tag: str, text: str, kind: str = "") -> ET.Element:
    element = ET.SubElement(parent, tag, {"class": kind} if kind else {})
    element.text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def _counts(stacks: Sequence[StackReview], subject: Subject) -> str:
    words = {"failed": "failed", "skipped": "skipped", "changed": subject.changed, "no-op": "no-op"}
    numbers = [(sum(stack.result == one for stack in stacks), words[one]) for one in words]
    blocked = sum(stack.blocked for stack in stacks)
    parts = [f"{number} {word}" for number, word in [*numbers, (blocked, "blocked")] if number]
    return ", ".join(parts) or "no stacks"


def _level(stack: StackReview) -> str:
    if stack.result == "failed" or stack.blocked or stack.impact in _RISKS:
        return "risk"
    if stack.result == "skipped" or stack.impact in _CARE:
        return "care"
    return "fine" if stack.result == "changed" else "quiet"


def _rank(stack: StackReview) -> tuple[int, str]:
    return ("risk", "care", "fine", "quiet").index(_level(stack)), stack.name


def _stack(parent: ET.Element, stack: StackReview, subject: Subject) -> None:
    details = ET.SubElement(parent, "details", {"data-level": _level(stack)})
    if _level(stack) == "risk":
        details.set("open", "open")
    summary = ET.SubElement(details, "summary")
    _text(summary, "strong", stack.name)
    _text(summary, "span", _means(stack, subject), "means")
    body = ET.SubElement(details, "div", {"class": "body"})
    if stack.error:
        _text(body, "pre", stack.error)
    for guard in stack.guards:
        _guard(body, guard)
    for note in stack.notes:
        _text(body, "p", note, "note")
    for words in stack.words:
        _words(body, words)
    if stack.text:
        _text(body, "pre", stack.text.strip())


def _means(stack: StackReview, subject: Subject) -> str:
    if stack.result != "changed":
        return stack.result
    numbers = ((stack.count(kind), word) for kind, word in subject.counts.items())
    counts = [f"{number} {word}" for number, word in numbers if number]
    return f"{', '.join(counts)} ({stack.impact.value})"


def _guard(parent: ET.Element, guard: Guard) -> None:
    word = "blocked" if guard.blocking else "allowed"
    place = f" {guard.address}" if guard.address else ""
    kind = "guard" if guard.blocking else "guard allowed"
    _text(parent, "p", f"{word}: {guard.code}{place}: {guard.message}", kind)


def _words(parent: ET.Element, words: Words) -> None:
    title = ET.SubElement(parent, "h3")
    _text(title, "span", words.kind, "kind")
    _text(title, "code", words.address)
    _text(title, "span", words.impact.value, "means")
    if words.lines:
        listed = ET.SubElement(parent, "ul")
        for line in words.lines:
            _text(listed, "li", line)
