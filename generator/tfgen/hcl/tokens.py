"""The tokens of HCL text, as regular expressions.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements
"""

from __future__ import annotations

import re

CODE = re.compile(
    r"""
    (?P<space>[ \t]+)
  | (?P<newline>\r?\n)
  | (?P<comment>(?:\#|//)[^\n]*|/\*.*?\*/)
  | (?P<open_comment>/\*)
  | (?P<heredoc><<-?(?P<marker>[^\W\d][\w-]*)\r?\n)
  | (?P<quote>")
  | (?P<open>[\[({])
  | (?P<close>[\])}])
  | (?P<name>[^\W\d][\w-]*(?:(?:::[^\W\d][\w-]*)+(?=[ \t]*\())?)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<strip>~(?=\}))
  | (?P<splat>\.\*)
  | (?P<separator>\.\.\.|,)
  | (?P<operator>==|!=|<=|>=|=>|&&|\|\||[-+*/%<>!?:=.])
  | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A token outside of strings and heredocs; it matches at every place."""

QUOTED = re.compile(
    r'(?P<template>\$+\{|%+\{)|(?P<text>[^"\\$%\r\n]+|[$%])|(?P<escape>\\[^\r\n])|(?P<end>")'
)
"""A token inside a quoted string; it does not match at a line's end."""

HEREDOC = re.compile(r"(?P<template>\$+\{|%+\{)|(?P<text>[^$%\n]+|[$%\n])")
"""A token inside a heredoc; it matches at every place."""

ESCAPE = re.compile(r'\\(?:[nrt"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
"""An escape that HCL knows."""

FOR = re.compile(r"(?:\s|#[^\n]*\n|//[^\n]*\n|/\*.*?\*/)*for\b(?!-)", re.DOTALL)
"""What follows the bracket of a for expression."""
