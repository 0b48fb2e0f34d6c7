"""Whose AWS account the current credentials belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.errors import MachineError

_SECONDS = 5
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
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
        account: str = _client(region).get_caller_identity()["Account"]
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
    detail: Mapping[str, str] = response.get("Error", {})
    code, message = detail.get("Code", "?"), detail.get("Message", "")
    state = "have expired" if code in _EXPIRED else "are refused"
    return MachineError(f"the AWS credentials {state}: {code}: {message}", hint=_LOGIN)
