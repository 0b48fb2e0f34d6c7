"""Asks Terraform about the cases and writes down what it says.

`python tests/agreement/record.py [TOPIC | TOPIC/CASE]…`; without names, the cases that are new.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.verdicts import Fault, terraform_verdict
from corpus import Case, read_cases, read_record, topics, write_record

from tfgen.terraform.binary import find
from tfgen.terraform.mirror import terraform_environ


def ask(case: Case, terraform: str, environ: dict[str, str]) -> tuple[Fault, ...]:
    """Terraform's errors in a case; raises RuntimeError where it cannot judge it here."""
    with tempfile.TemporaryDirectory(prefix="tfgen-agreement-") as scratch:
        case.write(Path(scratch))
        verdict = terraform_verdict(Path(scratch), terraform, environ)
    if verdict.outside:
        raise RuntimeError(f"{case.id}: {verdict.outside}")
    return verdict.faults


def main(names: list[str]) -> None:
    """Records each topic anew as far as it is named, and what has no record yet."""
    terraform, environ = str(find().path), terraform_environ(os.environ)
    for topic in topics():
        known = read_record(topic)
        record: dict[str, tuple[Fault, ...]] = {}
        for case in read_cases(topic):
            if case.name in known and not {topic, case.id} & set(names):
                record[case.name] = known[case.name]
                continue
            try:
                record[case.name] = ask(case, terraform, environ)
            except RuntimeError as error:
                print(f"NOT RECORDED {error}", flush=True)
                continue
            places = [f"{each.file}:{each.line} {each.summary}" for each in record[case.name]]
            print(case.id, *(places or ["valid"]), sep="\n    ", flush=True)
        write_record(topic, record)


if __name__ == "__main__":
    main(sys.argv[1:])
