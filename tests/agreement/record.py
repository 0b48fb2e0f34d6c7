"""Asks Terraform about the cases and writes down what it says.

`python tests/agreement/record.py [TOPIC | TOPIC/CASE]…`: the cases that are named, and all that are
new or were changed. `--missed` asks tfgen instead, and prints what it misses.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.verdicts import Fault, compare, faults_of, terraform_verdict
from corpus import Case, Recorded, read_cases, read_record, topics, write_record

from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ
from tfgen.validation import validate


def ask(case: Case, terraform: str, environ: dict[str, str]) -> tuple[Fault, ...]:
    """Terraform's errors in a case; raises RuntimeError where it cannot judge it here."""
    with tempfile.TemporaryDirectory(prefix="tfgen-agreement-") as scratch:
        case.write(Path(scratch))
        verdict = terraform_verdict(Path(scratch), terraform, environ)
    if verdict.outside:
        raise RuntimeError(f"{case.id}: {verdict.outside}")
    return verdict.faults


def record(names: list[str]) -> None:
    """Records what is named, and what has no record of its present text."""
    terraform, environ = str(find().path), terraform_environ(os.environ)
    for topic in topics():
        known = read_record(topic)
        recorded: dict[str, Recorded] = {}
        for case in read_cases(topic):
            old = known.get(case.name)
            if old and old.digest == case.digest and not {topic, case.id} & set(names):
                recorded[case.name] = old
                continue
            try:
                faults = ask(case, terraform, environ)
            except RuntimeError as error:
                print(f"NOT RECORDED {error}", flush=True)
                continue
            recorded[case.name] = Recorded(case.digest, faults)
            places = [f"{each.file}:{each.line} {each.summary}" for each in faults]
            print(case.id, *(places or ["valid"]), sep="\n    ", flush=True)
        write_record(topic, recorded)


def show_missed() -> None:
    """Prints each case with an error that tfgen does not find, and those errors."""
    for topic in topics():
        known = read_record(topic)
        for case in read_cases(topic):
            with tempfile.TemporaryDirectory(prefix="tfgen-agreement-") as scratch:
                folder = Path(scratch)
                case.write(folder)
                ours = faults_of(validate([folder], terraform="", root=folder))
            missed = compare(known[case.name].faults, ours).missed
            if missed:
                places = [f"{each.file}:{each.line} {each.summary}" for each in missed]
                print(case.id, *places, sep="\n    ", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--missed"]:
        show_missed()
    else:
        record(sys.argv[1:])
