"""Paths -> findings: reads every module below some paths and applies the rules to it.

Nothing here starts `terraform init` or uses the network; Terraform is asked about syntax only,
and only where it is there.
"""

from __future__ import annotations

from tfgen.validation.engine import validate as validate
from tfgen.validation.paths import source_texts as source_texts
