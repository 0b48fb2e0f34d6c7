"""What became of stacks, as JUnit XML: a stack a test, one that failed or is blocked a failure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from tfgen.review.model import StackReview
from tfgen.review.subject import PLAN, Subject

# https://www.w3.org/TR/xml/#charsets: these have no spelling in XML 1.0 at all.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(stacks: Sequence[StackReview], subject: Subject = PLAN) -> str:
    """A document with one suite."""
    failures = sum(bool(_failure(stack, subject)) for stack in stacks)
    skipped = sum(stack.result == "skipped" for stack in stacks)
    seconds = f"{sum(stack.seconds for stack in stacks):.2f}"
    suite = ET.Element(
        "testsuite",
        name=subject.title,
        tests=str(len(stacks)),
        failures=str(failures),
        skipped=str(skipped),
        time=seconds,
    )
    for stack in stacks:
        _case(suite, stack, subject)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, stack: StackReview, subject: Subject) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=stack.environment,
        name=stack.service,
        file=stack.path,
        time=f"{stack.seconds:.2f}",
    )
    if failure := _failure(stack, subject):
        ET.SubElement(case, "failure", message=_clean(failure.splitlines()[0])).text = _clean(
            failure
        )
    elif stack.result == "skipped":
        ET.SubElement(case, "skipped", message=_clean(stack.error))
    told = [f"{one.kind} {one.address} ({one.impact.value})" for one in stack.words]
    told += [f"note: {note}" for note in stack.notes]
    if told:
        ET.SubElement(case, "system-out").text = _clean("\n".join(told))


def _failure(stack: StackReview, subject: Subject) -> str:
    if stack.result == "failed":
        return stack.error or "failed"
    if stack.result == "changed" and subject.fails:
        return "\n".join(f"{one.address} {one.impact.value}" for one in stack.words)
    return "\n".join(f"{guard.code}: {guard.message}" for guard in stack.guards if guard.blocking)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
