"""The cases: small modules in `cases/TOPIC.txt`, and what Terraform says of them beside it.

A line `=== NAME` starts a case; what follows is its main.tf, and after a line `# file: PATH` it
goes on in that file. `=== NAME [bom]` puts a byte order mark before each file of it, `[crlf]`
gives its lines Windows' ends. The topic `pages` are the examples of `docs/rules/`, of the rules
that say what Terraform says.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.verdicts import Fault

from tfgen.rules import RULES

FOLDER = Path(__file__).parent / "cases"
_CASE = re.compile(r"^=== ([a-z0-9-]+)((?: \[\w+\])*)\n", re.MULTILINE)
_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
PAGES = "pages"
RULE_PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
_EXAMPLE = re.compile(r"^## (Fails|Passes)\n\n```hcl\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A module: the text of each file by its path. `id` is `TOPIC/NAME`."""

    topic: str
    name: str
    files: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """How the list of known misses names it."""
        return f"{self.topic}/{self.name}"

    @property
    def digest(self) -> str:
        """Of its files: what is recorded holds for exactly this text."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()[:8]

    @property
    def needs_provider(self) -> bool:
        """Whether Terraform starts the AWS provider for it, which takes seconds."""
        return any(re.search(r"\baws\b|\"aws_", text) for _, text in self.files)

    def write(self, folder: Path) -> None:
        """Writes the files below a folder."""
        for path, text in self.files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")


def topics() -> list[str]:
    """The names of the topics, in order."""
    return sorted([PAGES, *(path.stem for path in FOLDER.glob("*.txt"))])


def read_cases(topic: str) -> list[Case]:
    """The cases of a topic, in the order of its file."""
    if topic == PAGES:
        return list(_examples())
    text = (FOLDER / f"{topic}.txt").read_text(encoding="utf-8")
    _, *pieces = _CASE.split(text)
    triples = zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    return [Case(topic, name, tuple(_files(body, flags))) for name, flags, body in triples]


def _examples() -> Iterator[Case]:
    """`tfg101-fails` and `tfg101-passes` of each page; from 5xx on Terraform refuses nothing."""
    errors = [rule.code for rule in RULES if rule.severity == "error" and rule.code < "TFG5"]
    for code in errors:
        text = (RULE_PAGES / f"{code}.md").read_text(encoding="utf-8")
        for heading, example in _EXAMPLE.findall(text):
            yield Case(PAGES, f"{code}-{heading}".lower(), tuple(_files(example, "")))


def _files(body: str, flags: str) -> Iterable[tuple[str, str]]:
    first, *others = _FILE.split(body)
    pairs = [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]
    for name, text in pairs:
        if name == "main.tf" and not text and others:
            continue
        ends = text.replace("\n", "\r\n") if "[crlf]" in flags else text
        yield name, ("\ufeff" + ends if "[bom]" in flags else ends)


@dataclass(frozen=True)
class Recorded:
    """Terraform's errors in the case of that `digest`; none where it accepts it."""

    digest: str
    faults: tuple[Fault, ...]


def read_record(topic: str) -> dict[str, Recorded]:
    """What Terraform said of the cases of a topic, by their names."""
    path = FOLDER / f"{topic}.json"
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {
        name: Recorded(
            each["digest"],
            tuple(
                Fault(error["file"], error["line"], error["summary"]) for error in each["errors"]
            ),
        )
        for name, each in record.items()
    }


def write_record(topic: str, record: dict[str, Recorded]) -> None:
    """Writes what `read_record` reads."""
    shown = {
        name: {
            "digest": each.digest,
            "errors": [
                {"file": one.file, "line": one.line, "severity": "error", "summary": one.summary}
                for one in each.faults
            ],
        }
        for name, each in record.items()
    }
    text = json.dumps(shown, indent=1, ensure_ascii=False)
    (FOLDER / f"{topic}.json").write_text(text + "\n", encoding="utf-8")
