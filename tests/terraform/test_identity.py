from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tfgen.aws.identity import caller_account
from tfgen.errors import MachineError

IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/a</Arn><UserId>A</UserId>
<Account>111111111111</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"""
REFUSAL = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
<Type>Sender</Type><Code>CODE</Code><Message>The token is bad</Message></Error>
<RequestId>1</RequestId></ErrorResponse>"""


@pytest.fixture(autouse=True)
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_STS", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")


def test_the_account_comes_from_the_endpoint(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answer("/", IDENTITY)
    monkeypatch.setenv("AWS_ENDPOINT_URL", site.url)
    assert caller_account("eu-central-1") == "111111111111"


@pytest.mark.parametrize(
    ("code", "words"),
    [("ExpiredToken", "have expired"), ("InvalidClientTokenId", "are refused")],
)
def test_refused_credentials_say_why(
    site: Any, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    site.answer("/", REFUSAL.replace("CODE", code).encode(), status=403)
    monkeypatch.setenv("AWS_ENDPOINT_URL", site.url)
    with pytest.raises(MachineError, match=f"{words}: {code}: The token is bad") as caught:
        caller_account("eu-central-1")
    assert "aws sso login" in caught.value.hint


def test_an_endpoint_that_is_closed_says_so(
    closed_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", closed_url)
    with pytest.raises(MachineError, match="AWS does not answer") as caught:
        caller_account("eu-central-1")
    assert "AWS_ENDPOINT_URL" in caught.value.hint


def test_no_credentials_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(MachineError, match="no usable AWS credentials") as caught:
        caller_account("eu-central-1")
    assert "aws sso login" in caught.value.hint


def test_a_profile_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with pytest.raises(MachineError, match="nowhere"):
        caller_account("eu-central-1")
