"""How a fault is told: the path to the field, what was found, and all faults of one assignment together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, TypeVar

from ..errors import FieldError, FieldTypeError, FieldValueError, StateError

__all__ = ["Path", "convert_all", "doesnt_fit", "spell", "unknown_field", "wrong_type"]

# The way to a place, innermost last; spelled only when something goes wrong, because that costs.
Path: TypeAlias = "tuple[Path, str | int] | str"

Key = TypeVar("Key", str, int)


def spell(path: Path) -> str:
    """Spell a path as a user would: `oscillator.items[3].mass`."""
    if isinstance(path, str):
        return path
    parent, step = path
    return f"{spell(parent)}[{step}]" if isinstance(step, int) else f"{spell(parent)}.{step}"


def wrong_type(path: Path, takes: str, value: object, hint: str = "") -> FieldTypeError:
    """Return the error for a value of the wrong type, dtype or shape."""
    shown = repr(value)
    shown = f"`{type(value).__name__}` {shown if len(shown) < 60 else shown[:57] + '…'}"
    return FieldTypeError(f"`{spell(path)}` takes {takes}, not the {shown}.{' ' * bool(hint)}{hint}")


def doesnt_fit(path: Path, holds: str, value: object, hint: str = "") -> FieldValueError:
    """Return the error for a value of the right type that is out of range."""
    return FieldValueError(f"`{spell(path)}` holds {holds}; {value} does not fit.{' ' * bool(hint)}{hint}")


def unknown_field(path: Path, name: str, known: Iterable[str]) -> FieldError:
    """Return the error for a field that the struct does not have."""
    import difflib

    names = [str(k) for k in known]
    close = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean `{close[0]}`?" if close else ""
    return FieldError(
        f"`{spell(path)}` has no field `{name}`.{hint} It has: {', '.join(names) or 'no fields'}."
    )


def convert_all(
    values: Mapping[Key, object], convert: Callable[[Key, object], object]
) -> list[tuple[Key, object]]:
    """Convert every value before any is stored; raise all faults in one error."""
    converted, faults = [], []
    for key, value in values.items():
        try:
            converted.append((key, convert(key, value)))
        except StateError as fault:
            faults.append(fault)
    if faults:
        raise _together(faults)
    return converted


def _together(faults: list[StateError]) -> StateError:
    if len(faults) == 1:
        return faults[0]
    kinds = {type(fault) for fault in faults}
    kind = kinds.pop() if len(kinds) == 1 else StateError
    lines = "".join(f"\n  {str(fault).replace(chr(10), chr(10) + '  ')}" for fault in faults)
    return kind(f"{len(faults)} values do not fit; nothing was changed.{lines}")
