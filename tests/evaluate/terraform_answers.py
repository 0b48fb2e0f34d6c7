"""What Terraform answers to expressions, many of them in one run."""

from __future__ import annotations

import json
import subprocess
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VARIABLES = """\
variable "any" {}
variable "str" { type = string }
variable "num" { type = number }
variable "flag" { type = bool }
variable "strings" { type = list(string) }
variable "set" { type = set(string) }
variable "map" { type = map(string) }
variable "object" {
  type = object({ a = string, b = optional(number, 3), c = list(object({ d = string })) })
}
variable "tuple" { type = tuple([string, number]) }
variable "secret" {
  type      = string
  sensitive = true
}
"""

_IN_A_FILE = 10

# What the expressions read: path -> content.
FILES: dict[str, bytes] = {
    "a.tpl": b"Hello ${name}!\n%{ for x in xs ~}\n- ${x}\n%{ endfor ~}\nend",
    "one.tpl": b"${x}",
    "b.tpl": b"a ${upper(y)} %{ if flag }yes%{ else }no%{ endif }\n",
    "shell.tpl": b"#!/bin/bash\necho ${VAR}\n",
    "shell2.tpl": b"#!/bin/bash\necho ${VAR:-x}\n",
    "attr.tpl": b"x ${a.b.c}\n",
    "empty.tpl": b"",
    "plain.tpl": b"no newline",
    "plain2.tpl": b"plain\n\n",
    "esc.tpl": b'\\n ${"q"} "quoted" $${esc} %%{x} $$ %% $ %',
    "for.tpl": b"%{ for i, x in xs }${i}=${x}\n%{ endfor }",
    "nest.tpl": b'${templatefile("one.tpl",{x=y})}z',
    "bad.tpl": b"a%{ if x }",
    "bin.tpl": b"\xff\xfe",
    "js.tpl": b"${jsonencode({a=[for x in xs : upper(x)]})}",
    "trim.tpl": b" ${~ x ~} \n y",
    "here.tpl": b"a\n<<EOT\n${x}\nEOT\n",
    "ind.tpl": b"\tindent\n    ${x}\n  y\n",
    "sub/x.txt": b"",
    "sub/y.md": b"",
    "sub/deep/z.txt": b"",
}


@dataclass(frozen=True)
class Answer:
    """The lines (from 0) and summaries of errors, or the type and value where there are none.

    `type` is None, too, for what Terraform does not know before it applies.
    """

    errors: tuple[tuple[int, str], ...] = ()
    type: object = None
    value: object = None


def write_files(folder: Path) -> None:
    """Puts the files that the expressions read into a folder."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def ask(
    expressions: Sequence[str], folder: Path, terraform: str, environ: Mapping[str, str]
) -> list[Answer]:
    """The answers to expressions, by `validate` and, for values without variables, `apply`."""
    write_files(folder)
    errors = _errors(expressions, folder, terraform, environ)
    plain = [
        number
        for number, expression in enumerate(expressions)
        if number not in errors and "var." not in expression
    ]
    values = _values([expressions[number] for number in plain], folder, terraform, environ)
    known = dict(zip(plain, values, strict=True))
    return [
        Answer(errors=tuple(sorted(set(errors[number]))))
        if number in errors
        else Answer((), *known.get(number, (None, None)))
        for number in range(len(expressions))
    ]


def _run(folder: Path, terraform: str, environ: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [terraform, *arguments],
        cwd=folder,
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def _errors(
    expressions: Sequence[str], folder: Path, terraform: str, environ: Mapping[str, str]
) -> dict[int, list[tuple[int, str]]]:
    # Terraform parses the file again for each error that it shows, and its graph grows with the
    # square of the locals: a few expressions in each of many files are quickest.
    starts: dict[str, list[int]] = {}
    (folder / "variables.tf").write_text(VARIABLES, encoding="utf-8")
    for first in range(0, len(expressions), _IN_A_FILE):
        text, places = f"locals {{\n  all{first} = [\n", []
        for expression in expressions[first : first + _IN_A_FILE]:
            places.append(text.count("\n") + 1)
            text += f"{expression}{_ends(expression)}\n"
        (folder / f"{first}.tf").write_text(text + "  ]\n}\n", encoding="utf-8")
        starts[f"{first}.tf"] = places
    answer = json.loads(_run(folder, terraform, environ, "validate", "-json"))
    for path in folder.glob("*.tf"):
        path.unlink()
    found: dict[int, list[tuple[int, str]]] = {}
    for one in answer["diagnostics"]:
        places = starts[one["range"]["filename"]]
        line = one["range"]["start"]["line"]
        place = bisect_right(places, line) - 1
        number = int(one["range"]["filename"].removesuffix(".tf")) + place
        found.setdefault(number, []).append((line - places[place], one["summary"]))
    return found


def _ends(expression: str) -> str:
    """A comma, on a line of its own after a heredoc."""
    return "  ," if expression.endswith("\n") else ","


def _values(
    expressions: Sequence[str], folder: Path, terraform: str, environ: Mapping[str, str]
) -> list[tuple[object, object]]:
    items = "".join(f"{one}{_ends(one)}\n" for one in expressions)
    text = f'output "all" {{\n  sensitive = true\n  value = [\n{items}  ]\n}}\n'
    (folder / "main.tf").write_text(text, encoding="utf-8")
    (folder / "terraform.tfstate").unlink(missing_ok=True)
    _run(folder, terraform, environ, "apply", "-auto-approve", "-no-color")
    found = json.loads((folder / "terraform.tfstate").read_text(encoding="utf-8"))
    output = found["outputs"]["all"]
    return list(zip(output["type"][1], output["value"], strict=True))
