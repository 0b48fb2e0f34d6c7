"""The characters of a text as people see them (grapheme clusters), where that is simple."""

from __future__ import annotations

# Ranges of characters that never join with a neighbour, but for a line break `\r\n`.
_ALONE = (
    (0x20, 0xAC),
    (0xAE, 0x2FF),
    (0x2010, 0x2027),
    (0x3000, 0x3029),
    (0x3041, 0x3096),
    (0x30A0, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
)


def graphemes(text: str) -> list[str] | None:
    """The characters as Unicode's text segmentation finds them; None where it is not simple."""
    if text.isascii():
        if "\r\n" not in text:
            return list(text)
        out: list[str] = []
        for char in text:
            if char == "\n" and out and out[-1] == "\r":
                out[-1] = "\r\n"
            else:
                out.append(char)
        return out
    simple = all(any(low <= ord(c) <= high for low, high in _ALONE) or c in "\n\t" for c in text)
    return list(text) if simple else None
