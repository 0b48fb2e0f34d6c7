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
_NOT_RECORDED = "a check of the provider's own on the form of a value, which is not recorded"
_OF_A_CALLER = (
    "a path in a called module that counts from the folder of whoever calls it, in which Terraform"
    " runs: the module is judged once for all callers"
)
_WORKSPACE = (
    "it hangs on the workspace, which TF_WORKSPACE and .terraform/environment choose: for tfgen"
    " `terraform.workspace` is any text"
)

KNOWN_MISSES: dict[str, str] = {
    "aws_ecs/iam-inline-policy-and-attachment": _NOT_RECORDED,
    "aws_ecs/listener-rule-priority-bad": _NOT_RECORDED,
    "aws_ecs/target-group-prefix-too-long": _NOT_RECORDED,
    "aws_ecs/task-definition-family-bad": _NOT_RECORDED,
    "aws_general/event-pattern-not-json": _NOT_RECORDED,
    "aws_general/rds-engine-bad": _NOT_RECORDED,
    "aws_general/vpc-endpoint-policy-broken": _NOT_RECORDED,
    "aws_values/account-id-bad": _NOT_RECORDED,
    "aws_values/arn-too-few-parts": _NOT_RECORDED,
    "aws_values/arn-wrong": _NOT_RECORDED,
    "aws_values/base64-bad": _NOT_RECORDED,
    "aws_values/cidr-in-a-rule-resource": _NOT_RECORDED,
    "aws_values/cidr-route": _NOT_RECORDED,
    "aws_values/cidr-too-wide-for-a-vpc": _NOT_RECORDED,
    "aws_values/cidr-with-host-bits": _NOT_RECORDED,
    "aws_values/cidr-wrong": _NOT_RECORDED,
    "aws_values/db-identifier-bad": _NOT_RECORDED,
    "aws_values/ecr-lifecycle-policy-broken": _NOT_RECORDED,
    "aws_values/integer-fractional": _NOT_RECORDED,
    "aws_values/json-assume-role-broken": _NOT_RECORDED,
    "aws_values/json-policy-broken": _NOT_RECORDED,
    "aws_values/json-policy-not-an-object": _NOT_RECORDED,
    "aws_values/json-policy-trailing-comma": _NOT_RECORDED,
    "aws_values/name-of-a-role-with-spaces": _NOT_RECORDED,
    "aws_values/name-starts-with-internal": _NOT_RECORDED,
    "aws_values/name-with-bad-characters": _NOT_RECORDED,
    "called/file-of-the-working-folder-missing": _OF_A_CALLER,
    "expressions/yamldecode-bad": _NOT_EVALUATED,
    "files/json-syntax-error": _FOLLOWING,
    "files/json-unclosed": _FOLLOWING,
    "modules/syntax-error-in-the-child": _ELSEWHERE,
    "names/workspace-chooses-and-there-is-none-for-the-default": _WORKSPACE,
    "settings/provider-function-bad-value": _NOT_EVALUATED,
    "settings/used-provider-assume-role-bad-arn": _NOT_RECORDED,
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
