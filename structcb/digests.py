"""SHA-256 without OpenSSL: importing `hashlib` takes a tenth of the time in which the first callback must run."""

from __future__ import annotations

import functools
import importlib
from typing import Any

__all__ = ["DIGEST_BYTES", "digest_of", "hexdigest_of"]

DIGEST_BYTES = 32


def digest_of(*parts: bytes | memoryview) -> bytes:
    """Return the SHA-256 digest of some bytes."""
    hashed = sha256()()
    for part in parts:
        hashed.update(part)
    return bytes(hashed.digest())


def hexdigest_of(*facts: object) -> str:
    """Return the digest of what facts look like, as text; their `repr` must tell all that they are."""
    return digest_of(repr(facts).encode("utf-8", "surrogatepass")).hex()


@functools.cache
def sha256() -> Any:
    """Return the lean implementation that `random` takes too, under its name in this version of Python."""
    for name in ("_sha2", "_sha256", "hashlib"):
        try:
            return importlib.import_module(name).sha256
        except ImportError:
            continue
    raise AssertionError("hashlib is part of Python")
