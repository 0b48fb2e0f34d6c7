"""What the stand-in for the AWS CLI makes of a command line; botocore's stubs are the AWS here."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from tfgen.sandbox.standins import aws

TEXT = b'{"family": "web"}'
WHERE = ["--bucket", "templates", "--key", "web/taskdef.json"]


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="-", aws_secret_access_key="-"
    )
    monkeypatch.setattr(boto3, "client", {"s3": client}.__getitem__)
    with Stubber(client) as stubber:
        yield stubber


def streams(s3: Stubber) -> None:
    s3.add_response(
        "get_object",
        {"Body": StreamingBody(io.BytesIO(TEXT), len(TEXT)), "VersionId": "1"},
        {"Bucket": "templates", "Key": "web/taskdef.json"},
    )


@pytest.mark.parametrize(
    "order",
    [
        ["{file}", *WHERE],
        [*WHERE, "{file}"],
        [*WHERE, "--output", "json", "{file}"],
        ["--query", "@", *WHERE, "{file}"],
    ],
    ids=["before the options", "after them", "after --output", "after a value"],
)
def test_an_object_goes_to_the_file_and_the_rest_is_printed(
    s3: Stubber, tmp_path: Path, capsys: pytest.CaptureFixture[str], order: list[str]
) -> None:
    streams(s3)
    file = tmp_path / "taskdef.json"

    arguments = ["s3api", "get-object", *(word.format(file=file) for word in order)]
    assert aws.main(arguments) == 0
    assert file.read_bytes() == TEXT
    assert json.loads(capsys.readouterr().out) == {"VersionId": "1"}


def test_an_object_without_a_file_is_a_wrong_command_line(
    s3: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    assert aws.main(["s3api", "get-object", *WHERE]) == 252
    assert "outfile" in capsys.readouterr().err


def test_a_missing_object_leaves_no_file(s3: Stubber, tmp_path: Path) -> None:
    s3.add_client_error("get_object", "NoSuchKey", http_status_code=404)
    file = tmp_path / "taskdef.json"

    assert aws.main(["s3api", "get-object", *WHERE, str(file)]) == 254
    assert not file.exists()


def test_the_commands_of_aws_s3_are_refused(
    s3: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    assert aws.main(["s3", "cp", "s3://templates/web/taskdef.json", "."]) == 252
    assert "use aws s3api" in capsys.readouterr().err
