"""Functions that hash: https://developer.hashicorp.com/terraform/language/functions#hash-and-crypto."""

from __future__ import annotations

import re
from collections.abc import Callable

from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.encoding import in_base64
from tfgen.evaluate.functions.model import FunctionError, Invocation, NotExactError, implements
from tfgen.evaluate.values import Value, string

_LENGTHS_OF_UUIDS = (32, 36, 38, 45)
_UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def hash_of(word: str) -> Callable[[bytes], str]:
    """What `md5`, `sha256`, `base64sha512` and their like make of bytes."""

    def digest(data: bytes) -> str:
        import hashlib

        name = word.removeprefix("base64")
        made = hashlib.new(name, data, usedforsecurity=False)
        return in_base64(made.digest()) if name != word else made.hexdigest()

    return digest


def _hash(word: str) -> None:
    digest = hash_of(word)

    @implements(word)
    def run(call: Invocation) -> Value:
        return string(digest(text(call.given[0]).encode()))


HASHES = ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512")
"""The functions that hash a string."""
for _word in HASHES:
    _hash(_word)


@implements("uuidv5")
def uuidv5(call: Invocation) -> Value:
    """The UUID of a name in a namespace, one of the four with a name or another UUID."""
    import uuid

    spaces = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    word = text(call.given[0])
    if len(word) not in _LENGTHS_OF_UUIDS and word not in spaces:
        raise FunctionError(f'"{word}" is no namespace of UUIDs')
    if word not in spaces and not _UUID.fullmatch(word):
        raise NotExactError
    space = spaces.get(word) or uuid.UUID(word)
    return string(str(uuid.uuid5(space, text(call.given[1]))))
