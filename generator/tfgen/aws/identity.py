"""Whose AWS account the current credentials belong to."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tfgen.errors import MachineError

_SECONDS = 5
_PAUSES = (0.5, 1.0, 2.0, 4.0)
_SERVER_ERROR = 500
_EXPIRED = {"ExpiredToken", "ExpiredTokenException"}
_LOGIN = "aws sso login, or export fresh credentials"


def caller_account(region: str) -> str:
    """The twelve digits of the account that the credentials in the environment belong to.

    Asks STS in `region` (or at AWS_ENDPOINT_URL); needs no permission
    (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
    Raises MachineError when there are no credentials, when they are expired or wrong, and when
    the endpoint does not answer within seconds.
    """
    from botocore import exceptions

    try:
        account: str = _asked(region)["Account"]
    except exceptions.ClientError as error:
        raise _refused(error.response) from error
    except (
        exceptions.HTTPClientError,
        exceptions.EndpointConnectionError,
        exceptions.InvalidRegionError,
    ) as error:
        raise MachineError(
            f"AWS does not answer: {error}",
            hint="check the network, HTTPS_PROXY and AWS_ENDPOINT_URL",
        ) from error
    except exceptions.BotoCoreError as error:
        raise MachineError(f"there are no usable AWS credentials: {error}", hint=_LOGIN) from error
    return account


def _asked(region: str) -> Mapping[str, Any]:
    """What STS says, asked again where its answer is an error that passes.

    Not by botocore's own retries: they would also wait for an endpoint that is not there.
    """
    from botocore.exceptions import ClientError

    client = _client(region)
    for pause in _PAUSES:
        try:
            return dict(client.get_caller_identity())
        except ClientError as error:
            from tfgen.terraform.known import passing_reason

            if not passing_reason(_told(error.response)):
                raise
        time.sleep(pause)
    return dict(client.get_caller_identity())


def _client(region: str) -> Any:
    # Not boto3: it takes twice as long to import, and a plan waits for this answer.
    import botocore.session
    from botocore.config import Config

    config = Config(
        region_name=region,
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        retries={"total_max_attempts": 1},
    )
    return botocore.session.get_session().create_client("sts", config=config)


def _refused(response: Mapping[str, Any]) -> MachineError:
    from tfgen.terraform.known import explain, passing_reason

    told = _told(response)
    code = told.partition(":")[0]
    if passing_reason(told):
        return MachineError(f"AWS does not answer: {told}", hint="again in a few minutes")
    known = explain([told])
    state = "have expired" if code in _EXPIRED else "are refused"
    meaning = f"\n\nWhat it means: {known[0].meaning}" if known else ""
    hint = known[0].remedy if known else _LOGIN
    return MachineError(f"the AWS credentials {state}: {told}{meaning}", hint=hint)


def _told(response: Mapping[str, Any]) -> str:
    """An error of AWS as Terraform's provider tells it, so that the table of known ones fits."""
    detail: Mapping[str, str] = response.get("Error", {})
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    text = f"{detail.get('Code', '?')}: {detail.get('Message', '')}"
    return f"{text} (StatusCode: {status})" if status >= _SERVER_ERROR else text
