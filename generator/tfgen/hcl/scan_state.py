"""What the scanner keeps while it reads: what is open, what it has written, what it has found."""

from __future__ import annotations

from dataclasses import dataclass, field

from tfgen.hcl.lines import Lines
from tfgen.hcl.model import Comment, SyntaxProblem

CLOSER = {"{": "}", "(": ")", "[": "]", "${": "}", "%{": "}"}
"""The bracket that closes each opening one."""


@dataclass(frozen=True)
class Outline:
    """The text without what only its author's choice of names and values makes of it.

    Of each token stays a piece: a name is `x`, an integer `0`, the characters of a string `_`, all
    space between two tokens one ` `, empty lines one line break; keywords and signs stay. So much
    of what people write is the same, and has to be parsed once. `starts` and `ends` are the
    offsets of each piece in the text. `items`: how many pieces, and how many open brackets
    (from 1), there are at the end of each line that ends an argument, or opens or closes a block.
    """

    pieces: list[str]
    starts: list[int]
    ends: list[int]
    items: list[tuple[int, int]]

    def add(self, piece: str, start: int, end: int) -> None:
        """Adds a token's piece; what joins with the one before makes that one longer."""
        if piece in _JOINED and self.pieces and self.pieces[-1] == piece:
            self.ends[-1] = end
            return
        self.pieces.append(piece)
        self.starts.append(start)
        self.ends.append(end)


# A text with so many is something else than HCL.
_MOST_PROBLEMS = 50
_JOINED = frozenset({" ", "_"})


@dataclass
class Frame:
    """Something open: a bracket, a template (`${`, `%{`), a string (`"`), a heredoc (`<<`).

    `start` is its offset; `newlines` tells whether a newline ends something directly in it, and
    `block` whether it holds arguments and blocks;
    `marker` and `fresh_line` (at the start of a line) are those of a heredoc.
    """

    kind: str
    start: int
    newlines: bool = False
    block: bool = False
    marker: str = ""
    fresh_line: bool = False


@dataclass
class State:
    """The scanner's state over `text`; `offset` is the next character to read.

    `before` is what the last token was: "start" of a line, "open" bracket, "operand",
    "operator", "unary" operator or "separator". `broken` stops the scan: from here on nothing
    can be told apart. `line_start` is where an argument may start on a line of its own.
    """

    text: str
    offset: int = 0
    out: list[str] = field(default_factory=list)
    outline: Outline = field(default_factory=lambda: Outline([], [], [], []))
    stack: list[Frame] = field(default_factory=lambda: [Frame("", 0, newlines=True, block=True)])
    comments: list[Comment] = field(default_factory=list)
    problems: list[SyntaxProblem] = field(default_factory=list)
    broken: bool = False
    before: str = "start"
    last_operator: tuple[int, str] = (0, "")
    suspect: Frame | None = None
    line_start: int = 0

    def __post_init__(self) -> None:
        self.lines = Lines(self.text)

    @property
    def top(self) -> Frame:
        """The innermost open thing; of kind "" at the level of the file."""
        return self.stack[-1]

    def push(self, frame: Frame) -> None:
        """Opens something: what comes next is its first token."""
        self.stack.append(frame)
        self.before = "open"

    def pop(self) -> None:
        """Closes the innermost thing, which is then a whole operand."""
        self.stack.pop()
        self.before = "operand"

    def emit(self, end: int, masked: str, piece: str) -> None:
        """Reads on to `end`, with `masked` (of the same length) in place of the text.

        `piece` stands for the text in the outline.
        """
        self.out.append(masked)
        self.outline.add(piece, self.offset, end)
        self.offset = end

    def blank(self, end: int) -> None:
        """Reads on to `end` over what has no meaning."""
        self.emit(end, " " * (end - self.offset), " ")

    def characters(self, end: int) -> None:
        """Reads on to `end` over the characters of a string."""
        self.emit(end, "_" * (end - self.offset), "_")

    def end_item(self) -> None:
        """Notes that an argument, or the line of a block's brace, ends here."""
        self.outline.items.append((len(self.outline.pieces), len(self.stack)))

    def problem(self, offset: int, message: str, remedy: str) -> None:
        """Notes what is wrong at `offset`."""
        self.problems.append(SyntaxProblem(self.lines.position(offset), message, remedy))
        self.broken = self.broken or len(self.problems) >= _MOST_PROBLEMS

    def not_closed(self, frame: Frame, where: str) -> None:
        """Notes that a bracket is not closed; the scan ends here."""
        self.broken = True
        remedy = f"add the `{CLOSER[frame.kind]}` that is missing"
        self.problem(frame.start, f"this `{frame.kind}` is not closed {where}", remedy)

    def line(self, offset: int) -> int:
        """The number of the line, from 1, that holds `offset`."""
        return self.lines.position(offset).line

    def indent(self, offset: int) -> int:
        """The indent, in characters, of the line that holds `offset`, at most up to there."""
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        return len(before) - len(before.lstrip())
