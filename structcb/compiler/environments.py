"""numba's environments: the Python objects that machine code of numba's needs, and their way to another process."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Iterable, Mapping
from typing import Any

from numba.core import registry, serialize
from numba.core.environment import Environment, lookup_environment
from numba.core.runtime import rtsys

from .exceptions import free_what_is_dropped

__all__ = ["find_environments", "pack_environments", "rebuild_environments", "start_runtime"]


def find_environments(names: Iterable[str]) -> dict[str, Environment]:
    """Return the environment behind each variable of machine code, kept for the life of the process."""
    found = {name: lookup_environment(name) for name in names}
    kept().extend(found.values())
    return found


def pack_environments(environments: Mapping[str, Environment]) -> tuple[bytes, str]:
    """Return environments as bytes, and the reason why they cannot be, if so."""
    if not environments:
        return b"", ""
    try:
        return serialize.dumps(dict(environments)), ""
    except (pickle.PicklingError, TypeError, AttributeError, ValueError) as error:
        return b"", f"it runs Python objects that cannot be pickled: {error}"


def rebuild_environments(data: bytes) -> dict[str, int]:
    """Return the address of each environment, rebuilt and kept for the life of the process."""
    found: dict[str, Environment] = pickle.loads(data)
    kept().extend(found.values())
    return {name: id(environment) for name, environment in found.items()}


@functools.cache
def kept() -> list[Any]:
    """Return the environments that machine code, which is never unloaded, refers to."""
    return []


def start_runtime() -> None:
    """Start numba's runtime, so that code from the cache finds its symbols."""
    free_what_is_dropped()
    rtsys.initialize(registry.cpu_target.target_context)
