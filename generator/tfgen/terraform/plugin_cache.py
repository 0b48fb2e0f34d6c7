"""Terraform's plugin cache, which several `init` at once can corrupt.

https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache says that it
is not safe for concurrent use; without lock files it was seen to break every plan of a run
(https://github.com/hashicorp/terraform/issues/31964).
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tfgen.terraform.mirror import user_config_file

LOCK_FILE = ".terraform.lock.hcl"
_VARIABLE = "TF_PLUGIN_CACHE_DIR"
_SETTING = re.compile(r'^\s*plugin_cache_dir\s*=\s*"([^"\n]+)"', re.MULTILINE)
_SHOWN = 5


def plugin_cache(environ: Mapping[str, str]) -> Path | None:
    """The folder of the cache, by variable or by the user's CLI configuration; None without one."""
    named = environ.get(_VARIABLE, "")
    config = user_config_file(environ)
    if not named and config:
        found = _SETTING.search(config.read_text(encoding="utf-8", errors="replace"))
        named = found[1].replace("$HOME", environ.get("HOME", "")) if found else ""
    folder = Path(named) if named else None
    return folder if folder and folder.is_dir() else None


def warning(environ: Mapping[str, str], stacks: Sequence[Path]) -> str:
    """What is to be said of stacks without a lock file beside a cache; empty where nothing is."""
    cache = plugin_cache(environ)
    unlocked = [stack for stack in stacks if not (stack / LOCK_FILE).exists()]
    if not (cache and unlocked):
        return ""
    names = ", ".join(f"{stack.parent.name}/{stack.name}" for stack in unlocked[:_SHOWN])
    more = f" and {len(unlocked) - _SHOWN} more" if len(unlocked) > _SHOWN else ""
    return (
        f"note: Terraform copies and hashes each provider into every stack, and may corrupt its"
        f" plugin cache {cache}, while there is no lock file in {names}{more}"
        "\n      -> tfgen lock, and commit the files"
    )


@contextmanager
def one_at_a_time(environ: Mapping[str, str]) -> Iterator[None]:
    """Lets one `init` of tfgen's at a time work with the cache; without one all go on at once."""
    cache = plugin_cache(environ)
    if cache is None:
        yield
        return
    with ExitStack() as until_done:
        # A cache that came with an image, say, cannot be written to, by Terraform either.
        with suppress(OSError):
            lock = (cache / ".tfgen.lock").open("a", encoding="utf-8")
            fcntl.flock(until_done.enter_context(lock), fcntl.LOCK_EX)
        yield
