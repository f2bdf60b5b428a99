"""The headers that ship with structcb: `"sundials/cvode"` is cdefs/sundials/cvode.h."""

from __future__ import annotations

from pathlib import Path

from ..errors import MissingHeaderError

__all__ = ["find_shipped", "shipped_names"]


def find_shipped(name: str) -> Path:
    """Return the path of a shipped header, named with or without `.h`."""
    wanted = name.removesuffix(".h")
    for folder in _folders():
        path = folder / f"{wanted}.h"
        if wanted in _names_in(folder):
            return path
    known = ", ".join(shipped_names()) or "none"
    raise MissingHeaderError(f'no header ships under the name "{name}"; there are: {known}', file="")


def shipped_names() -> tuple[str, ...]:
    """Return the names of all shipped headers."""
    return tuple(sorted({name for folder in _folders() for name in _names_in(folder)}))


def _names_in(folder: Path) -> list[str]:
    return [path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.h")]


def _folders() -> list[Path]:
    """Return where headers ship: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "cdefs"
    # Beside an installed package lies site-packages, where a folder `cdefs` would be somebody else's.
    checkout = [beside] if (package.parent / "pyproject.toml").is_file() else []
    return [folder for folder in (package / "cdefs", *checkout) if folder.is_dir()]
