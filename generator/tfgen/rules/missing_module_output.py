"""TFG106: `module.x.y` where the local module called `x` has no output `y`."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, nearest


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of an output that a local module lacks."""
    module = subject.module
    for use in module.uses:
        called = module.local_modules.get(use.address[0]) if use.kind == "module" else None
        if called is None or called.opaque or not use.rest or use.rest[0] in called.outputs:
            continue
        name, output = use.address[0], use.rest[0]
        close = nearest(output, called.outputs)
        add = f"add the output `{output}` to {called.folder.name}"
        remedy = f"did you mean module.{name}.{close}? if not, {add}" if close else add
        message = f"the module `{name}` has no output `{output}`"
        yield RULE.finding(use.file.path, use.position, message, remedy)


RULE = Rule("TFG106", "output that a local module lacks", "error", check)
