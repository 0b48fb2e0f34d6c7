"""What is raised for text that does not fit hcl2's grammar; to import it costs nothing."""

from __future__ import annotations


class GrammarError(Exception):
    """The text does not fit the grammar at `offset` (characters from 0).

    `expected` are the names of the grammar's terminals that could stand there.
    """

    def __init__(self, offset: int, expected: frozenset[str]) -> None:
        super().__init__(offset, expected)
        self.offset = offset
        self.expected = expected
