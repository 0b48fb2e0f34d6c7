"""The tokens of HCL text, as regular expressions.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

from __future__ import annotations

import re

# Letters and underscores, then digits and hyphens, too; what is no ASCII may be a part of a name:
# the scanner looks at each. Said by what is left out, which compiles twenty times faster.
_NAME = r"[^\x00-@\[-\^`{-\x7f][^\x00-,./:-@\[-\^`{-\x7f]*"

CODE = re.compile(
    rf"""
    (?P<space>[ \t]+)
  | (?P<newline>\r?\n)
  | (?P<comment>(?:\#|//)[^\n]*|/\*.*?\*/)
  | (?P<open_comment>/\*)
  | (?P<heredoc><<-?(?P<marker>{_NAME})\r?\n)
  | (?P<quote>")
  | (?P<full_splat>\[[ \t]*\*[ \t]*\])
  | (?P<open>[\[({{])
  | (?P<close>[\])}}])
  | (?P<name>{_NAME}(?:(?:[ \t]*::[ \t]*{_NAME})+(?=[ \t]*\())?)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<strip>~(?=\}}))
  | (?P<splat>\.[ \t]*\*)
  | (?P<separator>\.\.\.|,)
  | (?P<operator>==|!=|<=|>=|=>|&&|\|\||[-+*/%<>!?:=.])
  | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
"""A token outside of strings and heredocs; it matches at every place."""

QUOTED = re.compile(
    r'(?P<template>\$++\{|%++\{)|(?P<text>[^"\\$%\r\n]++|\$++|%++)'
    r'|(?P<escape>\\[^\r\n])|(?P<end>")'
)
"""A token inside a quoted string; it does not match at a line's end."""

HEREDOC = re.compile(
    r"(?P<template>\$++\{|%++\{)|(?P<bad>\r(?!\n))|(?P<text>[^$%\r\n]++|\$++|%++|[\r\n])"
)
"""A token inside a heredoc; it matches at every place."""

DIRECTIVE = re.compile(r"~?\s*(?:if|else|endif|for|endfor)(?![\w-])")
"""What follows `%{`."""

SPACED = re.compile(r"[ \t]*::[ \t]*")
"""What stands between the parts of a function's name, such as `core::max`."""

ESCAPE = re.compile(r'\\(?:[nrt"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
"""An escape that HCL knows."""

FOR = re.compile(r"(?:\s|#[^\n]*\n|//[^\n]*\n|/\*.*?\*/)*for\b(?!-)", re.DOTALL)
"""What follows the bracket of a for expression."""
