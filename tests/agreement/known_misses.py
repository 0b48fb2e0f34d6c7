"""The cases in which tfgen does not see every error that Terraform sees, and why.

The list is exact: a case that starts to agree is taken off. There is none for false alarms.
`python tests/agreement/record.py --missed` prints what is missed.
"""

from __future__ import annotations

_ELSEWHERE = (
    "without Terraform, tfgen names the line where the thing begins that is not closed;"
    " Terraform the line where it gives up"
)
_FOLLOWING = "errors that follow from one on an earlier line, of which tfgen names the first"
_NOT_EVALUATED = "tfgen does not evaluate this function on such an argument"

KNOWN_MISSES: dict[str, str] = {
    "expressions/yamldecode-bad": _NOT_EVALUATED,
    "files/json-syntax-error": _FOLLOWING,
    "files/json-unclosed": _FOLLOWING,
    "modules/syntax-error-in-the-child": _ELSEWHERE,
    "settings/provider-function-bad-value": _NOT_EVALUATED,
    "syntax/errors-in-two-files": _ELSEWHERE,
    "syntax/escaped-quote-in-interpolation": _FOLLOWING,
    "syntax/heredoc-broken-interpolation": _ELSEWHERE,
    "syntax/heredoc-never-ends": _ELSEWHERE,
    "syntax/heredoc-quoted-marker": _FOLLOWING,
    "syntax/heredoc-unclosed-directive": _ELSEWHERE,
    "syntax/second-file-broken": _ELSEWHERE,
    "syntax/unclosed-block": _FOLLOWING,
    "syntax/unclosed-bracket": _ELSEWHERE,
    "syntax/unclosed-parenthesis": _ELSEWHERE,
    "syntax/unclosed-string": _FOLLOWING,
}
