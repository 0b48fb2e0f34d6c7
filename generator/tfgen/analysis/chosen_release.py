"""The files that say which release of Terraform runs in a folder and below."""

from __future__ import annotations

from pathlib import Path

from tfgen.evaluate.looked_at import note

# What tfenv, asdf, mise and tfswitch read.
_CHOOSING = (".terraform-version", ".tool-versions", "mise.toml", ".mise.toml", ".tfswitchrc")


def is_chosen(folder: Path) -> bool:
    """Whether a file says which release runs in a folder, so that the one on PATH may not."""
    for above in (folder, *folder.parents):
        for name in _CHOOSING:
            path = above / name
            note(path)
            if path.is_file():
                return True
    return False
