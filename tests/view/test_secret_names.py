"""What looks like a secret, and what only sounds like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.view.secrets import looks_secret, stands_in

KEY = "AKIA" + "IOSFODNN7ABCDEFG"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "postgres"),
        ("dbPassword", "hunter22"),
        ("SECRET_KEY_BASE", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("API_KEY", "q9Zk3LmX0aBc"),
        ("GITHUB_TOKEN", "a9f8e7d6c5b4a3928170"),
        ("PLAIN", KEY),
        ("PLAIN", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
        ("DATABASE_URL", "postgres://web:s3cr3t@db.internal:5432/web"),
        ("REDIS_URL", "redis://:s3cr3t@cache:6379"),
    ],
)
def test_secrets(name: str, value: str) -> None:
    assert looks_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "<password>"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db"),
        ("DB_PASSWORD_FILE", "run-secrets-db"),
        ("PASSWORD_MIN_LENGTH", "12345678"),
        ("DB_SECRET", "/prod/db/password-1"),
        ("DB_SECRET", "prod/db/password-1"),
        ("SECRET_NAME", "a9f8e7d6c5b4a3928170"),
        ("API_KEY", "true"),
        ("TOKEN", "3600"),
        ("TOKEN_TTL", "36000000000000"),
        ("CSRF_TOKEN", "x-csrf-token-header"),
        ("DATABASE_URL", "postgres://db.internal:5432/web"),
        ("DATABASE_URL", "postgres://web:<password>@db/web"),
        ("DATABASE_URL", "postgres://web@db/web"),
        ("RAILS_ENV", "production"),
        ("IMAGE_DIGEST", "sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071829"),
        ("AWS_ACCESS_KEY_ID", "none"),
        ("KEYCLOAK_URL", "https://keycloak.example.com/realms/a1b2c3d4e5f6"),
    ],
)
def test_no_secrets(name: str, value: str) -> None:
    assert not looks_secret(name, value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " \n",
        "CHANGE_ME",
        "changeme",
        "change-me-please",
        "CHANGE_ME_IN_CONSOLE\n",
        "Replace after build",
        "dummy",
        "REPLACE_ME_WITH_TOKEN",
        "to be filled in",
        "will-be-replaced-later",
        "placeholder",
        "dummy-value",
        "TODO: ask Anna",
        "<password>",
        "xxxx",
        "****",
    ],
)
def test_what_only_stands_for_a_secret(value: str) -> None:
    assert stands_in(value)


@pytest.mark.parametrize(
    "value",
    ["hunter2", "changements", "replacement", "updates", "setting-1", "dummyload9", "a < b", "{}"],
)
def test_what_may_be_a_secret(value: str) -> None:
    assert not stands_in(value)


@given(st.text(), st.text())
def test_any_text_is_answered(name: str, value: str) -> None:
    assert looks_secret(name, value) in (True, False)
