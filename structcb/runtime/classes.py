"""Pickled exceptions whose class is the user's own: of `__main__` or a notebook, numba pickles a copy of the class."""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Sequence
from typing import Any

__all__ = ["find_class", "loads", "users_own"]

# numba's copy of cloudpickle: what it rebuilds a class from. The rest of it is not needed where the class is here.
CLOUDPICKLE = "numba.cloudpickle"


def find_class(module: str, qualname: str) -> object:
    """Return what a module of this process has under a qualified name, or None."""
    found: object = sys.modules.get(module)
    for name in qualname.split("."):
        found = getattr(found, name, None)
    return found


def users_own(cls: Any, known: Sequence[type] = ()) -> Any:
    """Return the class that a copied one stands for: one that the callback refers to, else the one of its name."""
    names = getattr(cls, "__module__", ""), getattr(cls, "__qualname__", "")
    for own in known:
        if (own.__module__, own.__qualname__) == names:
            return own
    found = find_class(*names)
    return found if isinstance(found, type) and issubclass(found, BaseException) else cls


def loads(pickled: bytes, known: Sequence[type] = ()) -> Any:
    """Load a pickled exception; numba is only imported for a class that is nowhere else."""
    if CLOUDPICKLE.encode() in pickled and CLOUDPICKLE not in sys.modules:
        try:
            return _Unpickler(pickled, known).load()
        except Exception:  # noqa: BLE001, S110  (numba knows better, at the price of importing it)
            pass
    return pickle.loads(pickled)


class _Ignored:
    """Stands for a part of a class that need not be rebuilt."""

    def __init__(self, *args: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass

    def __call__(self, *args: object) -> _Ignored:
        return self


class _Unpickler(pickle.Unpickler):
    """Takes known classes for those that cloudpickle has copied."""

    def __init__(self, pickled: bytes, known: Sequence[type]) -> None:
        super().__init__(io.BytesIO(pickled))
        self.known = known

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name in the pickle stands for."""
        if not module.startswith(CLOUDPICKLE):
            return super().find_class(module, name)
        return {"_make_skeleton_class": self.skeleton, "_class_setstate": unchanged}.get(name, _Ignored)

    def skeleton(
        self, constructor: object, name: str, bases: object, facts: dict[str, Any], *more: object
    ) -> Any:
        """Return the class of this name; of a local class the pickle tells the last part of the name here."""
        module = facts.get("__module__", "")
        found = [own for own in self.known if (own.__module__, own.__name__) == (module, name)]
        if len(found) != 1:
            raise pickle.UnpicklingError(f"the callback refers to no one exception class `{name}`")
        return found[0]


def unchanged(cls: Any, state: object) -> Any:
    """Leave a class as it is."""
    return cls
