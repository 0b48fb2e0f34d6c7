"""What in a folder of Terraform files decides whether it has to be initialised anew.

A line scanner, not a parser: it costs less than a millisecond a file, where parsing HCL costs
more than the `init` that it saves. What it takes too much costs an `init` too many; where it might
take too little (a comment inside a line, braces that do not add up), it takes the whole file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_TOKEN = re.compile(r"\\.|\$\$\{|%%\{|\$\{|%\{|//|.", re.DOTALL)
_COMMENT = re.compile(r"(#|//).*")
_HEREDOC = re.compile(r"<<-?\s*([\w-]+)\s*$")
_HEADER = re.compile(r'^(\w+)((?:\s+(?:"[^"]*"|[\w-]+))*)\s*\{')
_LABEL = re.compile(r'"([^"]*)"|([\w-]+)')
_SOURCE = re.compile(r"(?:^|[{\s])source\s*=")
_LITERAL_SOURCE = re.compile(r'(?:^|[{\s])source\s*=\s*"([^"$%\\]*)"')
_VERSION = re.compile(r"(?:^|[{\s])version\s*=")
_PROVIDER = re.compile(r"\s*provider\s*=")
# Blocks whose type names a provider by its first word: `aws_ecs_service` needs `aws`.
_PROVIDED = {"resource", "data", "ephemeral", "provider"}
_LOCAL_SOURCE = ("./", "../")


@dataclass(frozen=True)
class Requirements:
    """The parts of a folder that `init` reads.

    `parts` in their order; `modules` are the local sources to follow; `certain` is False when a
    source is an expression, so that nobody can say without Terraform what it needs.
    """

    parts: tuple[str, ...]
    modules: tuple[str, ...]
    certain: bool

    @property
    def remote_backend(self) -> bool:
        """Whether a `terraform` block names a backend other than `local`."""
        text = "\n".join(self.parts)
        found = set(re.findall(r'\bbackend\s+"?(\w+)"?\s*\{', text))
        return bool(found - {"local"}) or bool(re.search(r"\bcloud\s*\{", text))


def read_requirements(folder: Path) -> Requirements:
    """Scans the configuration files of one folder. Raises OSError, UnicodeDecodeError."""
    parts: list[str] = []
    modules: list[str] = []
    certain = True
    for path in _configuration_files(folder):
        text = path.read_text(encoding="utf-8")
        found = _scan_json(text) if path.name.endswith(".json") else _scan(text)
        # An override file (`override.tf`, `*_override.tf`) wins over others: names count.
        parts += [path.name if "override" in path.name else "", *found.parts]
        modules += found.modules
        certain = certain and found.certain
    return Requirements(tuple(parts), tuple(modules), certain)


def _configuration_files(folder: Path) -> list[Path]:
    endings = (".tf", ".tf.json", ".tofu", ".tofu.json")
    return sorted(path for path in folder.iterdir() if path.name.endswith(endings))


def _scan_json(text: str) -> Requirements:
    """JSON is data, so the module sources are found; all the rest counts as it is."""
    try:
        sources = list(_json_sources(json.loads(text)))
    except ValueError:
        return Requirements((text,), (), certain=False)
    certain = all(isinstance(source, str) and "${" not in source for source in sources)
    local = [source for source in sources if str(source).startswith(_LOCAL_SOURCE)]
    return Requirements((text,), tuple(local), certain)


def _json_sources(document: Any) -> Iterator[Any]:
    blocks = document.get("module", {}) if isinstance(document, dict) else {}
    for group in blocks if isinstance(blocks, list) else [blocks]:
        for body in group.values() if isinstance(group, dict) else ():
            for module in body if isinstance(body, list) else [body]:
                if isinstance(module, dict) and "source" in module:
                    yield module["source"]


def _scan(text: str) -> Requirements:
    scanner = _Scanner()
    for line in text.split("\n"):
        scanner.read(line)
    if not (scanner.doubtful or scanner.depth or scanner.heredoc):
        return Requirements(tuple(scanner.parts), tuple(scanner.modules), scanner.certain)
    sources = _LITERAL_SOURCE.findall(text)
    local = [source for source in sources if source.startswith(_LOCAL_SOURCE)]
    return Requirements((text,), tuple(local), scanner.certain)


class _Scanner:
    """Follows the top-level blocks of one file, and keeps the lines that matter."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.modules: list[str] = []
        self.certain = True
        self.doubtful = False
        self.depth = 0
        self.heredoc = ""
        self._block = ""

    def read(self, line: str) -> None:
        if self.heredoc:
            if line.strip() == self.heredoc:
                self.heredoc = ""
            return
        bare = _code(line)
        # A comment that starts inside a line can hide a brace or a header.
        self.doubtful = self.doubtful or "/*" in bare or bare.count('"') % 2 == 1
        if self.depth == 0:
            self._open(_HEADER.match(line.lstrip("\ufeff \t")))
        self._keep(line, bare)
        self.depth += sum(map(bare.count, "{[(")) - sum(map(bare.count, "}])"))
        self.doubtful = self.doubtful or self.depth < 0
        heredoc = _HEREDOC.search(bare)
        self.heredoc = heredoc[1] if heredoc else ""

    def _open(self, header: re.Match[str] | None) -> None:
        self._block = header[1] if header else ""
        if header is None:
            return
        labels = [quoted or bare for quoted, bare in _LABEL.findall(header[2])]
        if self._block == "module":
            self.parts.append(f"module {' '.join(labels)}")
        elif self._block in _PROVIDED and labels:
            provider = f"provider {labels[0].split('_')[0]}"
            if provider not in self.parts:
                self.parts.append(provider)

    def _keep(self, line: str, bare: str) -> None:
        if self._block == "terraform" or _PROVIDER.match(bare):
            self.parts.append(line.strip())
        elif self._block == "module":
            self._keep_module(line, bare)

    def _keep_module(self, line: str, bare: str) -> None:
        # Deeper down, `source` and `version` are the module's own arguments.
        if self.depth > 1:
            return
        if _VERSION.search(bare):
            self.parts.append(line.strip())
        if _SOURCE.search(bare):
            self.parts.append(line.strip())
            literal = _LITERAL_SOURCE.search(line)
            self.certain = self.certain and literal is not None
            if literal and literal[1].startswith(_LOCAL_SOURCE):
                self.modules.append(literal[1])


def _code(line: str) -> str:
    """The line without its comment, every string made `""`; a string left open ends it in `"`."""
    if "${" in line or "%{" in line:
        return _code_around_templates(line)
    return _COMMENT.sub("", _STRING.sub('""', line))


def _code_around_templates(line: str) -> str:
    """The same for strings with templates, which hold strings, which hold templates."""
    kept: list[str] = []
    # What is open: strings, and the braces of the templates in them.
    opened: list[str] = []
    for piece in _TOKEN.findall(line):
        if opened[-1:] == ['"']:
            if piece in {"${", "%{"}:
                opened.append("{")
            elif piece == '"':
                opened.pop()
        elif piece == '"':
            kept += [] if opened else ['""']
            opened.append(piece)
        elif not opened:
            if piece in {"#", "//"}:
                break
            kept.append(piece)
        elif piece == "{":
            opened.append(piece)
        elif piece == "}":
            opened.pop()
    return "".join(kept) + ('"' if opened else "")
