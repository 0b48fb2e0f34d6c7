"""Plan files encrypted with a key, so that they may lie where others can read (CI artifacts).

AES-256-GCM, with a key made from the user's by HKDF, and the stack's name as associated data: the
plan of one stack cannot be passed off as that of another.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import InputError, Where
from tfgen.private_files import write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENDING = ".sealed"
_MAGIC = b"tfgen sealed plan 1\n"
_NONCE_BYTES = 12


def seal(plan: Path, sealed: Path, stack: str, key: bytes) -> None:
    """Encrypts the plan of a stack to `sealed`, mode 0600."""
    nonce = os.urandom(_NONCE_BYTES)
    cipher = _cipher(key).encrypt(nonce, plan.read_bytes(), _data(stack))
    write_private(sealed, _MAGIC + nonce + cipher)


def unseal(sealed: Path, plan: Path, stack: str, key: bytes) -> None:
    """Decrypts a sealed plan of a stack to `plan`, mode 0600.

    Raises InputError where it was sealed with another key, for another stack, or touched.
    """
    from cryptography.exceptions import InvalidTag

    content = sealed.read_bytes()
    nonce, cipher = content[len(_MAGIC) :][:_NONCE_BYTES], content[len(_MAGIC) + _NONCE_BYTES :]
    try:
        if not content.startswith(_MAGIC):
            raise InvalidTag
        write_private(plan, _cipher(key).decrypt(nonce, cipher, _data(stack)))
    except (InvalidTag, ValueError) as error:
        raise InputError(
            f"it is no plan of {stack} sealed with this key",
            hint="plan again: tfgen plan --out DIR",
            where=Where(sealed),
        ) from error


def _data(stack: str) -> bytes:
    return _MAGIC + stack.encode()


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tfgen plan encryption")
    return AESGCM(derived.derive(key))
