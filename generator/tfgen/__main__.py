"""`tfgen`, and `python -m tfgen`."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    try:
        from tfgen.cli import app
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(app.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
