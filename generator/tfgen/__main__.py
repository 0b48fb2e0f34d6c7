"""`tfgen`, and `python -m tfgen`."""

from __future__ import annotations

import gc
import io
import sys

# Syntax trees and schemas are many objects that stay: to look through them again and again for
# garbage takes a third of the time of `validate`.
_OBJECTS_BEFORE_A_LOOK = 100_000


def main() -> None:
    """Runs the command line and exits with its code."""
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK)
    for stream in (sys.stdout, sys.stderr):
        # A name that is no UTF-8, or a terminal that knows few letters, is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        from tfgen.cli import app
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(app.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
