"""Which IAM actions a plan needs, by what it asked the embedded AWS for.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

# What the API calls otherwise than IAM does.
SERVICES = {"monitoring": "cloudwatch"}
# The part of a bucket that is asked for, where the action is not Get<Part>.
PARTS = {
    "acl": "GetBucketAcl",
    "accelerate": "GetAccelerateConfiguration",
    "cors": "GetBucketCORS",
    "encryption": "GetEncryptionConfiguration",
    "lifecycle": "GetLifecycleConfiguration",
    "list-type": "ListBucket",
    "location": "GetBucketLocation",
    "logging": "GetBucketLogging",
    "notification": "GetBucketNotification",
    "object-lock": "GetBucketObjectLockConfiguration",
    "ownershipControls": "GetBucketOwnershipControls",
    "policy": "GetBucketPolicy",
    "publicAccessBlock": "GetBucketPublicAccessBlock",
    "replication": "GetReplicationConfiguration",
    "requestPayment": "GetBucketRequestPayment",
    "tagging": "GetBucketTagging",
    "versioning": "GetBucketVersioning",
    "website": "GetBucketWebsite",
}
REST = (
    (r"scheduler GET /schedule-groups/", "GetScheduleGroup"),
    (r"scheduler GET /schedules/", "GetSchedule"),
    (r"scheduler GET /tags/", "ListTagsForResource"),
    (r"s3 HEAD /[^/]+/?$", "ListBucket"),
    (r"s3 (GET|HEAD) /[^/]+/.", "GetObject"),
    (r"s3 PUT /[^/]+/.+\.tflock$", "PutObject"),
    (r"s3 DELETE /[^/]+/.+\.tflock$", "DeleteObject"),
)
# Needs no permission.
ANYBODY = "sts:GetCallerIdentity"


@contextlib.contextmanager
def recorded(endpoint: str) -> Iterator[set[str]]:
    """Gathers the actions of what is asked meanwhile, into a set that is full at the end."""
    found: set[str] = set()
    recorder = f"{endpoint}/moto-api/recorder"
    _ask(f"{recorder}/start-recording", "POST")
    yield found
    _ask(f"{recorder}/stop-recording", "POST")
    lines = _ask(f"{recorder}/download-recording", "GET").splitlines()
    found |= {_action(json.loads(line)) for line in lines} - {ANYBODY}


def granted(module: Path) -> set[str]:
    """The actions that the document `read` of a module allows."""
    text = module.read_text(encoding="utf-8")
    start = text.index('data "aws_iam_policy_document" "read"')
    document = text[start : text.index("\n}\n", start)]
    allowed = [part for part in document.split("statement {") if 'effect    = "Deny"' not in part]
    return set(re.findall(r'"([a-z0-9-]+:[A-Z]\w+)"', "".join(allowed)))


def _ask(url: str, method: str) -> str:
    at = urlsplit(url)
    connection = http.client.HTTPConnection(str(at.hostname), at.port, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, at.path)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()


def _action(call: Mapping[str, Any]) -> str:
    headers = call["headers"]
    scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers.get("Authorization", ""))
    assert scope, call
    service = SERVICES.get(scope[1], scope[1])
    return f"{service}:{_name(service, call)}"


def _name(service: str, call: Mapping[str, Any]) -> str:
    body = call.get("body") or ""
    text = base64.b64decode(body).decode(errors="replace") if call.get("body_encoded") else body
    if target := call["headers"].get("X-Amz-Target"):
        return str(target).rpartition(".")[2]
    if text.startswith("Action="):
        return parse_qs(text)["Action"][0]
    url = urlsplit(call["url"])
    parts = [part for part in parse_qs(url.query, keep_blank_values=True) if part in PARTS]
    if service == "s3" and call["method"] == "GET" and parts:
        return PARTS[parts[0]]
    line = f"{service} {call['method']} {url.path}"
    return next((name for pattern, name in REST if re.match(pattern, line)), line)
