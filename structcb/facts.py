"""Frozen facts: what a frozen dataclass does, without writing and compiling source code for every class.

A process that loads its callbacks from the cache spent half of `import structcb` in `dataclasses`: 0.8 ms for each of
33 classes, and ten more for `inspect`. Classes on that path derive from `Fact`; all others are dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform

__all__ = ["Fact", "replace"]


@dataclass_transform(frozen_default=True)
class Fact:
    """A base class: its subclasses' annotations are fields, compared, hashed, shown and pickled by value.

    Fields that are named in `aside` are left out of comparison, hash and repr.
    """

    __match_args__: ClassVar[tuple[str, ...]]
    _names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = {}
    _shown: ClassVar[tuple[str, ...]] = ()
    _compared: ClassVar[Any] = None

    def __init_subclass__(cls, *, aside: tuple[str, ...] = ()) -> None:
        names = [name for name in cls.__annotations__ if name not in cls._names]
        if not names:
            return
        cls._names = (*cls._names, *names)
        cls.__match_args__ = cls._names  # type: ignore[misc]  # mypy knows it from the annotations
        cls._defaults = {**cls._defaults, **{n: cls.__dict__[n] for n in names if n in cls.__dict__}}
        cls._shown = (*cls._shown, *(name for name in names if name not in aside))
        cls._compared = attrgetter(*cls._shown)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) == len(self._names) and not kwargs:
            self.__dict__.update(zip(self._names, args, strict=True))
            return
        given = dict(zip(self._names, args, strict=False))
        values = {**self._defaults, **given, **kwargs}
        if len(args) > len(given) or len(values) != len(self._names) or given.keys() & kwargs.keys():
            raise TypeError(
                f"{type(self).__name__} takes ({', '.join(self._names)}), not {args} and {kwargs}"
            )
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is a fact and cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is a fact and cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._compared(self) == self._compared(other))

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in self._shown)})"

    def __getstate__(self) -> dict[str, Any]:
        # What was computed from the fields (`cached_property`) stays behind.
        if len(self.__dict__) == len(self._names):
            return self.__dict__
        return {name: self.__dict__[name] for name in self._names}


F = TypeVar("F", bound=Fact)


def replace(fact: F, **changes: Any) -> F:
    """Return a fact with some fields changed."""
    return type(fact)(**{**fact.__getstate__(), **changes})
