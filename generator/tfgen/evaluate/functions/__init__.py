"""The functions of Terraform: importing this package makes all implementations known."""

from __future__ import annotations

from tfgen.evaluate.functions import (
    conversions,
    elements,
    encoding,
    files,
    formatting,
    hashing,
    lists,
    maps,
    network,
    numeric,
    regexes,
    sets,
    strings,
    times,
)

__all__ = [
    "conversions",
    "elements",
    "encoding",
    "files",
    "formatting",
    "hashing",
    "lists",
    "maps",
    "network",
    "numeric",
    "regexes",
    "sets",
    "strings",
    "times",
]
