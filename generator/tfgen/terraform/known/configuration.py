"""Errors of the configuration, of providers, modules and versions."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_DOCS = "https://developer.hashicorp.com/terraform"

ROWS: tuple[Known, ...] = (
    known(
        "lock-file-platform",
        r"(?<!\S)(?P<provider>[\w.-]+/[\w-]+/[\w-]+) \S+ doesn't match any of the checksums"
        r".*different platforms",
        ".terraform.lock.hcl has no checksum of {provider} for this machine's platform: it was"
        " written on another one.",
        "tfgen lock --platform linux_amd64 --platform darwin_arm64, and commit the lock file",
        f"{_DOCS}/cli/commands/providers/lock",
    ),
    known(
        "checksum-mismatch",
        r"does not match any of the checksums recorded",
        "The provider on this disk is not the one of .terraform.lock.hcl: the lock file came from"
        " elsewhere, or the provider was exchanged.",
        "rm -r .terraform/providers in the stack's folder, then {terraform} init; if it says the"
        " same of a fresh download, do not use it",
        f"{_DOCS}/language/files/dependency-lock#checksum-verification",
    ),
    known(
        "provider-unreachable",
        r"Failed to query available provider packages.*"
        r"(?:could not connect|no such host|failed to request|timeout|connection refused)",
        "The provider is in no mirror of this machine, and its registry cannot be reached: there"
        " is no network, a proxy is missing, or the name is wrong.",
        "tfgen doctor (says where the providers come from)",
        f"{_DOCS}/cli/config/config-file#provider-installation",
    ),
    known(
        "provider-not-found",
        r"Failed to query available provider packages.*"
        r"(?:does not have a provider named|no available releases match)",
        "There is no such provider, or none of the wanted version, where Terraform looks.",
        "tfgen doctor (says where the providers come from)",
        f"{_DOCS}/language/providers/requirements",
    ),
    known(
        "lock-file-outdated",
        r"Inconsistent dependency lock file",
        "The configuration wants providers that .terraform.lock.hcl does not hold, or not in this"
        " version.",
        "{terraform} init -upgrade, and commit the lock file",
        f"{_DOCS}/language/files/dependency-lock",
    ),
    known(
        "plugins-not-installed",
        r"Required plugins are not installed|Missing required provider",
        "The providers of this stack are not in its .terraform folder.",
        "{terraform} init",
        f"{_DOCS}/cli/commands/init#plugin-installation",
        unless=r"does not match any of the checksums recorded",
    ),
    known(
        "provider-crashed",
        r"Plugin did not respond|plugin process exited|The plugin encountered an error",
        "The provider ended in the middle of its work: it crashed, or the machine had no memory"
        " left for it.",
        "fewer at once (-j 1), or more memory; if it is not that, report it to the provider",
        f"{_DOCS}/plugin/how-terraform-works",
    ),
    known(
        "module-not-installed",
        r"Module not installed",
        "A module that this stack calls has not been fetched yet.",
        "{terraform} init",
        f"{_DOCS}/cli/commands/init#child-module-installation",
    ),
    known(
        "module-unreachable",
        r"Failed to download module|Unreadable module directory",
        "The source of a module cannot be read: the path or address is wrong, git is not allowed"
        " in, or there is no network.",
        "look at `source` in the module block; for git, try: git ls-remote ADDRESS",
        f"{_DOCS}/language/modules/sources",
    ),
    known(
        "terraform-version",
        r"Unsupported Terraform Core version",
        "required_version does not admit the Terraform of this machine.",
        "tfgen doctor --install",
        f"{_DOCS}/language/terraform#terraform-required_version",
    ),
    known(
        "unknown-keys",
        r"Invalid (?P<what>for_each|count) argument.*(?:until apply|known only after apply)",
        "{what} hangs on a value that exists only after an apply, so that the plan cannot tell how"
        " many resources there will be.",
        "take keys that stand in the configuration, and put such values only on the right side",
        f"{_DOCS}/language/meta-arguments/for_each#limitations-on-values-used-in-for_each",
    ),
    known(
        "cycle",
        r"Cycle: ",
        "These resources wait for each other in a circle.",
        "take one reference out of it (a rule of its own instead of an inline block, mostly);"
        " tfgen validate names the places",
        "https://developer.hashicorp.com/terraform/internals/graph",
    ),
    known(
        "missing-value",
        r"No value for required variable",
        "A variable has no value: in a stack that tfgen generated, a value of tfgen.yaml that is"
        " not filled in yet.",
        "fill it in (tfgen validate names it), or export TF_VAR_name",
        f"{_DOCS}/language/values/variables",
    ),
    known(
        "protected",
        r"Instance cannot be destroyed",
        "The plan would destroy something that prevent_destroy protects: it holds what cannot be"
        " made again.",
        "undo the change that destroys or replaces it, or take prevent_destroy out first, in a"
        " change of its own",
        f"{_DOCS}/language/meta-arguments/lifecycle#prevent_destroy",
    ),
    known(
        "inconsistent-result",
        r"Provider produced inconsistent (?:result after apply|final plan)",
        "AWS answered otherwise than the provider expected, mostly because it reads a moment behind"
        " what was just written. What was made may be missing in the state, or marked as tainted.",
        "plan again and read it; what is there and not in the state is taken in by"
        " {terraform} import",
        "https://github.com/hashicorp/terraform-provider-aws/issues/20452",
    ),
)
