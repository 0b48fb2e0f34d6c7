"""No secret gets past the mask, in whatever spelling it stands."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.review import mask, reading, words
from tfgen.review.mask import HIDDEN, Mask

SECRET = 'p"a\\ss<w>ör&d\n${x}7'
TEXTS = st.text(min_size=4, max_size=40).filter(lambda text: text.strip() == text)


def plan(**change: Any) -> dict[str, Any]:
    """A plan that changes one resource."""
    made = {"actions": ["update"], "before": {}, "after": {}, **change}
    return {"resource_changes": [{"address": "x.y", "type": "x", "change": made}]}


def containers(*variables: tuple[str, str]) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in variables]
    return {"container_definitions": json.dumps([{"name": "web", "environment": listed}])}


@pytest.mark.parametrize(
    "document",
    [
        plan(after={"a": {"b": [SECRET]}}, after_sensitive={"a": {"b": [True]}}),
        plan(before={"a": SECRET}, before_sensitive={"a": True}),
        plan(after={"a": [{"b": SECRET}]}, after_sensitive=True),
        plan(after=containers(("DATABASE_PASSWORD", SECRET.replace("\n", "")))),
        plan(after={"environment": {"API_TOKEN": "abc123def456ghi7"}}),
        {
            "output_changes": {
                "o": {"actions": ["create"], "after": SECRET, "after_sensitive": True}
            }
        },
        {
            "variables": {"v": {"value": SECRET}},
            "configuration": {"root_module": {"variables": {"v": {"sensitive": True}}}},
        },
        {"variables": {"db_password": {"value": SECRET.replace("\n", "")}}},
        {
            "resource_drift": plan(before={"k": SECRET}, before_sensitive={"k": True})[
                "resource_changes"
            ]
        },
    ],
)
def test_a_secret_anywhere_in_a_plan_is_hidden_in_every_text(document: dict[str, Any]) -> None:
    found = mask.of_plan(document)
    secret = next(
        one
        for one in (SECRET, SECRET.replace("\n", ""), "abc123def456ghi7")
        if found.text(one) == HIDDEN
    )
    for spelt in (
        secret,
        json.dumps(secret),
        json.dumps(json.dumps({"a": secret})),
        html.escape(secret),
        json.dumps(secret).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
        secret.replace("${", "$${"),
    ):
        assert secret[:6] not in found.text(f"before {spelt} after"), spelt
        assert found.text(f"before {spelt} after").startswith("before ")


@given(TEXTS, st.text(max_size=20), st.text(max_size=20))
def test_any_secret_is_hidden_in_any_text(secret: str, before: str, after: str) -> None:
    hidden = Mask([secret])
    assert secret not in hidden.text(before + secret + after).replace(HIDDEN, "")
    inside = json.dumps({"a": [before + secret + after]})
    assert json.dumps(secret)[1:-1] not in hidden.text(inside).replace(HIDDEN, "")


def test_fifty_secrets_are_in_no_report() -> None:
    secrets = [f"s3cr3t-{number:02}-Zx9" for number in range(50)]
    marked = {f"k{number}": secret for number, secret in enumerate(secrets[:20])}
    after = {
        **marked,
        **containers(*((f"TOKEN_{n}_TOKEN", secret) for n, secret in enumerate(secrets[20:40]))),
        "nested": [{"password": secret} for secret in secrets[40:]],
    }
    marks = {**dict.fromkeys(marked, True), "container_definitions": False}
    document = plan(before={}, after=after, after_sensitive=marks)
    read = reading.read(document, mask.of_plan(document))
    text = repr(read) + repr(words.tell(read))
    assert [secret for secret in secrets if secret in text] == []
    assert text.count(HIDDEN) >= 50


def test_what_terraform_marks_is_hidden_even_where_it_is_short() -> None:
    document = plan(
        before={"pin": "12", "on": False},
        after={"pin": "13", "on": True},
        before_sensitive={"pin": True, "on": True},
        after_sensitive={"pin": True, "on": True},
    )
    [change] = reading.read(document, mask.of_plan(document)).changes
    assert change.after == {"pin": HIDDEN, "on": HIDDEN}


def test_short_and_common_words_tear_no_holes() -> None:
    document = plan(
        after={"a": "true", "b": "abc", "c": "default"},
        after_sensitive={"a": True, "b": True, "c": True},
    )
    assert mask.of_plan(document).text("true abc default") == "true abc default"


def test_the_environment_s_secrets_are_hidden() -> None:
    found = mask.of_environment(
        {
            "AWS_SECRET_ACCESS_KEY": "testing",
            "GITHUB_TOKEN": "ghp_0123456789012345678901234567890123",
            "TF_VAR_db_password": "hunter22",
            "PATH": "/usr/bin",
            "HOME": "/root",
        }
    )
    shown = found.text("testing ghp_0123456789012345678901234567890123 hunter22 /usr/bin /root")
    assert shown == f"{HIDDEN} {HIDDEN} {HIDDEN} /usr/bin /root"


def test_two_masks_are_one() -> None:
    assert (Mask(["aaaa"]) | Mask(["bbbb"])).text("aaaa bbbb cccc") == f"{HIDDEN} {HIDDEN} cccc"


def test_the_text_of_a_plan_is_masked_without_its_json() -> None:
    text = """
  + resource "aws_ecs_task_definition" "this" {
      + container_definitions = jsonencode(
            [
              + {
                  + environment = [
                      + {
                          + name  = "DATABASE_PASSWORD"
                          + value = "plain-hunter2"
                        },
                      + {
                          + name  = "RAILS_ENV"
                          + value = "production"
                        },
                    ]
                },
            ]
        )
      ~ db_password = "form3r\\"one" -> "n3w-one"
      + "API_KEY"   = "abc123def456ghi7"
      + name        = "web"
    }
"""
    shown = mask.of_text(text).text(text)
    for secret in ("hunter2", "form3r", "n3w-one", "abc123"):
        assert secret not in shown
    for word in ("production", '"web"', "RAILS_ENV", "DATABASE_PASSWORD"):
        assert word in shown


@pytest.mark.parametrize(
    "text",
    [
        '"name" = "DATABASE_PASSWORD"\n  "value" = "plain-hunter2"',
        'json = "[{\\"name\\":\\"DATABASE_PASSWORD\\",\\"value\\":\\"plain-hunter2\\"}]"',
        '    | var.database_password is "plain-hunter2"\nAgain: "plain-hunter2".',
        '    | local.all["api_token"] is "plain-hunter2"',
        'DATABASE_PASSWORD = "plain-hunter2"',
    ],
)
def test_what_terraform_says_while_it_works_is_masked(text: str) -> None:
    assert "hunter2" not in mask.Mask().hide(text)
    assert mask.Mask().hide('var.name is "plain-words"') == 'var.name is "plain-words"'


def test_what_opens_plans_is_hidden() -> None:
    environ = {"TFGEN_PLAN_KEY": "k" * 16, "SLACK_WEBHOOK_URL": "https://hooks.example.com/x"}
    shown = mask.of_environment(environ).text(" ".join(environ.values()))
    assert shown == "(hidden) (hidden)"
