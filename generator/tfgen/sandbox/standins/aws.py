"""Stands in for the AWS CLI in builds: any operation, by botocore's own description of it.

Knows `--query`, `--output text|json`, `aws SERVICE wait NAME`, `ecr get-login-password` and the
file of a streamed answer (`aws s3api get-object … FILE`). Of S3 it has `aws s3api`, not `aws s3`.
https://docs.aws.amazon.com/cli/latest/reference/
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_USAGE = 252
_CLIENTS = {"s3api": "s3"}


def main(arguments: Sequence[str]) -> int:
    """Carries out one command line of the AWS CLI; gives its exit code."""
    from botocore.exceptions import BotoCoreError, ClientError, WaiterError

    positional = [*_before_options(arguments)]
    options = dict(_options(arguments[len(positional) :]))
    query, output = options.pop("query", [""]), options.pop("output", ["json"])
    # Either may be the last option, with the name of a file after its one value.
    positional += query[1:] + output[1:]
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
        _show(answer, query[0], output[0])
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
    if service == "s3":
        raise ValueError(
            f"aws s3 {operation}: use aws s3api, whose operations are those of the API"
        )
    client = boto3.client(_CLIENTS.get(service, service))
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
    model = client.meta.service_model.operation_model(names[operation])
    if "generate-cli-skeleton" in options:
        return dict.fromkeys(model.input_shape.members, "")
    file = _outfile(rest, options) if model.has_streaming_output else None
    answer = getattr(client, operation.replace("-", "_"))(**_given(client, model.name, options))
    answer.pop("ResponseMetadata", None)
    if file:
        file.write_bytes(answer.pop(model.output_shape.serialization["payload"]).read())
    return answer


def _outfile(rest: list[str], options: dict[str, list[str]]) -> Path:
    """The file for a streamed answer; it stands before all options or after the last one.

    https://docs.aws.amazon.com/cli/latest/reference/s3api/get-object.html (outfile)
    """
    if rest:
        return Path(rest[0])
    *_, last = [[], *options.values()]
    if not last[1:]:
        raise ValueError("the following arguments are required: outfile")
    return Path(last.pop())


def _waited(waiter: Any) -> str:
    operation: str = waiter.config.operation
    return operation


def _given(client: Any, api: str, options: dict[str, list[str]]) -> dict[str, Any]:
    from botocore import xform_name

    members = client.meta.service_model.operation_model(api).input_shape.members
    by_option = {xform_name(name, "-"): (name, shape) for name, shape in members.items()}
    given = _input_file(options.pop("cli-input-json", [""])[0])
    for option, values in options.items():
        name, shape = by_option[option]
        given[name] = _value(shape.type_name, values)
    return given


def _input_file(url: str) -> dict[str, Any]:
    """What `--cli-input-json file://…` holds; options beside it win."""
    path = url.removeprefix("file://")
    given: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
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


def _show(answer: Any, query: str, output: str) -> None:
    import jmespath

    found = jmespath.search(query, answer) if query else answer
    if output == "text" or isinstance(answer, str):
        print("\t".join(map(str, found)) if isinstance(found, list) else found)
    else:
        print(json.dumps(found, indent=4, default=str))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
