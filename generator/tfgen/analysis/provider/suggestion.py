"""The words with which a problem names what was likely meant."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.analysis.nearest import nearest


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for an unknown name: the nearest of `known`, else `otherwise`."""
    close = nearest(name, known)
    return f"did you mean `{close}`?" if close else otherwise
