"""The cases in which tfgen does not see every error that Terraform sees, and why.

The list is exact: a case that starts to agree is taken off. There is none for false alarms.
"""

from __future__ import annotations

KNOWN_MISSES: dict[str, str] = {}
