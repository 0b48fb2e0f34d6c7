"""Stands in for the AWS CLI in builds: any operation, by botocore's own description of it.

Knows `--query`, `--output text|json`, `aws SERVICE wait NAME` and `ecr get-login-password`.
https://docs.aws.amazon.com/cli/latest/reference/
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

_USAGE = 252


def main(arguments: Sequence[str]) -> int:
    """Carries out one command line of the AWS CLI; gives its exit code."""
    from botocore.exceptions import BotoCoreError, ClientError, WaiterError

    positional = [*_before_options(arguments)]
    options = dict(_options(arguments[len(positional) :]))
    query, output = options.pop("query", [None])[0], options.pop("output", ["json"])[0]
    try:
        answer = _call(positional, options)
    except WaiterError as error:
        print(f"Waiter failed: {error}", file=sys.stderr)
        return 255
    except ClientError as error:
        print(f"\nAn error occurred {error}", file=sys.stderr)
        return 254
    except (BotoCoreError, KeyError, ValueError) as error:
        print(f"\nUnknown or wrong argument: {error}", file=sys.stderr)
        return _USAGE
    if answer is not None:
        _show(answer, query, output)
    return 0


def _before_options(arguments: Sequence[str]) -> Iterator[str]:
    for argument in arguments:
        if argument.startswith("--"):
            return
        yield argument


def _options(arguments: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    name, values = "", list[str]()
    for argument in [*arguments, "--"]:
        if argument.startswith("--"):
            if name:
                yield name, values
            name, values = argument[2:], []
        else:
            values.append(argument)


def _call(positional: list[str], options: dict[str, list[str]]) -> Any:
    import boto3

    service, operation, *rest = positional
    client = boto3.client(service)
    if (service, operation) == ("ecr", "get-login-password"):
        token = client.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        return base64.b64decode(token).decode().partition(":")[2]
    if operation == "wait":
        waiter = rest[0].replace("-", "_")
        target = client.waiter_names and client.get_waiter(waiter)
        # AWS needs minutes; here everything has happened by the time it can be asked for.
        target.wait(**_given(client, _waited(target), options), WaiterConfig={"Delay": 1})
        return None
    names = {
        method.replace("_", "-"): name for method, name in client.meta.method_to_api_mapping.items()
    }
    api = names[operation]
    answer = getattr(client, operation.replace("-", "_"))(**_given(client, api, options))
    answer.pop("ResponseMetadata", None)
    return answer


def _waited(waiter: Any) -> str:
    operation: str = waiter.config.operation
    return operation


def _given(client: Any, api: str, options: dict[str, list[str]]) -> dict[str, Any]:
    from botocore import xform_name

    members = client.meta.service_model.operation_model(api).input_shape.members
    by_option = {xform_name(name, "-"): (name, shape) for name, shape in members.items()}
    given = {}
    for option, values in options.items():
        name, shape = by_option[option]
        given[name] = _value(shape.type_name, values)
    return given


def _value(kind: str, values: list[str]) -> Any:
    match kind:
        case "boolean":
            return values != ["false"]
        case "integer" | "long":
            return int(values[0])
        case "list" if not values[0].startswith("["):
            return values
        case "list" | "structure" | "map":
            return json.loads(values[0])
        case _:
            return values[0]


def _show(answer: Any, query: str | None, output: str) -> None:
    import jmespath

    found = jmespath.search(query, answer) if query else answer
    if output == "text" or isinstance(answer, str):
        print("\t".join(map(str, found)) if isinstance(found, list) else found)
    else:
        print(json.dumps(found, indent=4, default=str))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
