"""Stack -> files: the only Jinja environment.

Whatever a template prints has to be `Raw`, that is, to have gone through a filter of this file.
Text of a spec can therefore never be read as HCL: `hcl` quotes and escapes it, `plain` lets
through nothing that would need quoting.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen import listing, names, resources
from tfgen.errors import InputError, Where
from tfgen.hcl.align import align
from tfgen.hcl.write import Raw, expression
from tfgen.project import is_remote
from tfgen.stack import Stack, StackFile

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_PLAIN = re.compile(r"[\w./-]*", re.ASCII)


@dataclass(frozen=True)
class Rendered:
    """The text of each file of a stack, without headers. `folder` is relative to the project."""

    folder: str
    source: str
    files: Mapping[str, str]


def render(stack: Stack, overrides: Path | None = None) -> Rendered:
    """The files of `stack`; a template in the folder `overrides` takes the place of tfgen's own.

    Raises InputError, with the template's file and line, where a template is broken.
    """
    environment = _environment(overrides)
    texts = {file.name: _text(environment, file, stack) for file in stack.files}
    return Rendered(f"stacks/{stack.environment}/{stack.service}", stack.source, texts)


def digest(overrides: Path | None = None) -> str:
    """A hash of every template: it changes when any of them does."""
    found = hashlib.sha256()
    for folder in filter(None, (resources.folder("templates"), overrides)):
        for path in listing.files(folder, "**/*.j2"):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _text(environment: Environment, file: StackFile, stack: Stack) -> str:
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    hint = "mend the template, or remove it to use the one that came with tfgen"
    try:
        return align(environment.get_template(file.template).render(stack.values))
    except TemplateNotFound as error:
        raise InputError(f"there is no template {error}", hint=hint) from error
    except TemplateSyntaxError as error:
        where = Where(Path(error.filename or file.template), error.lineno)
        raise InputError(f"template is broken: {error.message}", where=where, hint=hint) from error
    except (
        TemplateError,
        TypeError,
        ValueError,
        LookupError,
        ArithmeticError,
        RecursionError,
    ) as error:
        where = _template_line(error) or Where(Path(file.template))
        reason = f"template cannot be rendered for {stack.service}: {error}"
        raise InputError(reason, where=where, hint=hint) from error


def _template_line(error: Exception) -> Where | None:
    trace, found = error.__traceback__, None
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            found = Where(Path(name), trace.tb_lineno)
        trace = trace.tb_next
    return found


@lru_cache
def _environment(overrides: Path | None) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    folders = [*([overrides] if overrides else []), resources.folder("templates") / "terraform"]
    environment = Environment(  # noqa: S701  (HCL, not HTML: `_only_raw` guards every value)
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        finalize=_only_raw,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(hcl=_hcl, plain=_plain, label=names.label)
    # With the context, or Jinja would work a constant name out once for all catalogs.
    environment.filters["module_source"] = pass_context(_module_source)
    return environment


def _only_raw(value: object) -> Raw:
    if isinstance(value, Raw):
        return value
    raise TypeError(f"{value!r} is printed without a filter: write {{{{ … | hcl }}}}")


def _hcl(value: object, indent: int = 0) -> Raw:
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # raises, naming what is undefined
    return Raw(expression(value, indent))


def _plain(value: str) -> Raw:
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"{value!r} needs quotes in HCL")
    return Raw(value)


def _module_source(context: Context, name: str) -> str:
    """The `source` of a module in the catalog: a folder of the project, or a git URL and tag.

    In a URL, `//` stands between the repository and the folder in it:
    https://developer.hashicorp.com/terraform/language/modules/sources#modules-in-package-sub-directories
    """
    catalog: str = context["catalog"]
    if not is_remote(catalog):
        return f"../../../{catalog.strip('/')}/{name}"
    base, question, query = catalog.partition("?")
    has_folder = "//" in base.partition("://")[2] if "://" in base else "//" in base
    between = "/" if has_folder else "//"
    return f"{base.rstrip('/')}{between}{name}{question}{query}"
