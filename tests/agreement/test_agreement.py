"""tfgen's findings in each case, beside what Terraform said of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from bench.agreement import MATCHED_AT_LEAST
from bench.verdicts import Comparison, Fault, compare, faults_of, terraform_verdict
from corpus import PAGES, Case, read_cases, read_record, topics
from known_misses import KNOWN_MISSES

from tfgen.rules.frame import Finding
from tfgen.validation import validate

TOPICS = topics()
CASES = [case for topic in TOPICS for case in read_cases(topic)]
RECORD = {
    f"{topic}/{name}": recorded for topic in TOPICS for name, recorded in read_record(topic).items()
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """What tfgen finds in the cases; each is a folder `TOPIC/NAME`."""
    top = tmp_path_factory.mktemp("cases")
    for case in CASES:
        case.write(top / case.topic / case.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TFGEN_CACHE", "off")
        return validate([top], terraform="", root=top)


@pytest.fixture(scope="module")
def compared(findings: tuple[Finding, ...]) -> dict[str, Comparison]:
    """The comparison of each case."""
    ours: dict[str, list[Fault]] = {case.id: [] for case in CASES}
    for fault in faults_of(findings):
        topic, name, file = fault.file.split("/", 2)
        ours[f"{topic}/{name}"].append(replace(fault, file=file))
    return {name: compare(RECORD[name].faults, faults) for name, faults in ours.items()}


def test_the_record_is_of_these_cases_and_no_others() -> None:
    digests = {case.id: case.digest for case in CASES}
    assert len(digests) == len(CASES), "a name stands twice"
    assert {name: each.digest for name, each in RECORD.items()} == digests


def test_there_are_enough_cases_of_both_kinds() -> None:
    rejected = sum(bool(each.faults) for each in RECORD.values())
    assert len(CASES) >= 300
    assert 0.4 < rejected / len(CASES) < 0.75


@pytest.mark.parametrize("topic", TOPICS)
def test_no_error_where_terraform_accepts(topic: str, compared: dict[str, Comparison]) -> None:
    assert {name: alarms for name, alarms in _of(topic, compared, "alarms").items() if alarms} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_error_is_found_at_its_line(topic: str, compared: dict[str, Comparison]) -> None:
    missed = {name: faults for name, faults in _of(topic, compared, "missed").items() if faults}
    assert missed.keys() - KNOWN_MISSES.keys() == set(), missed
    known = {name for name in KNOWN_MISSES if name.startswith(f"{topic}/")}
    assert known - missed.keys() == set(), "these agree now: take them off the list"


def _of(topic: str, compared: dict[str, Comparison], kind: str) -> dict[str, tuple[Fault, ...]]:
    return {
        name: getattr(each, kind) for name, each in compared.items() if name.startswith(f"{topic}/")
    }


def test_every_finding_says_what_to_do(findings: tuple[Finding, ...]) -> None:
    assert [(one.path.as_posix(), one.message) for one in findings if not one.remedy.strip()] == []


def test_enough_of_all_errors_are_found(compared: dict[str, Comparison]) -> None:
    matched = sum(len(each.matched) for each in compared.values())
    missed = sum(len(each.missed) for each in compared.values())
    assert matched / (matched + missed) >= MATCHED_AT_LEAST


def test_terraform_thinks_of_the_pages_what_they_say() -> None:
    verdicts = {case.id: bool(RECORD[case.id].faults) for case in CASES if case.topic == PAGES}
    assert len(verdicts) > 100
    assert {name for name, refused in verdicts.items() if refused} == {
        name for name in verdicts if name.endswith("-fails")
    }


def _sample(count: int, *, needs_provider: bool) -> list[Case]:
    """Some cases, always the same ones, from all over the corpus."""
    some = [case for case in CASES if case.needs_provider is needs_provider]
    return sorted(some, key=lambda case: hashlib.sha256(case.id.encode()).digest())[:count]


@pytest.mark.parametrize(
    "case",
    [*_sample(10, needs_provider=False), *_sample(2, needs_provider=True)],
    ids=lambda case: case.id,
)
def test_the_record_is_what_terraform_says(
    case: Case, tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    case.write(tmp_path)
    assert (
        terraform_verdict(tmp_path, terraform_bin, terraform_env).faults == RECORD[case.id].faults
    )
