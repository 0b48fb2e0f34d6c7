"""The rules that `tfgen validate` applies: one file and one line in `RULES` each."""

from __future__ import annotations

from tfgen.rules import (
    missing_local_module,
    missing_module_argument,
    missing_module_output,
    module_providers,
    syntax_error,
    undeclared_data_source,
    undeclared_local,
    undeclared_module,
    undeclared_provider,
    undeclared_resource,
    undeclared_variable,
    unexplained_suppression,
    unknown_module_argument,
)
from tfgen.rules.frame import AcrossRule, Rule

RULES: tuple[Rule, ...] = (
    syntax_error.RULE,
    unexplained_suppression.RULE,
    undeclared_variable.RULE,
    undeclared_local.RULE,
    undeclared_resource.RULE,
    undeclared_data_source.RULE,
    undeclared_module.RULE,
    missing_module_output.RULE,
    undeclared_provider.RULE,
    missing_local_module.RULE,
    unknown_module_argument.RULE,
    missing_module_argument.RULE,
    module_providers.RULE,
)

ACROSS: tuple[AcrossRule, ...] = ()
"""The rules about several stacks."""
