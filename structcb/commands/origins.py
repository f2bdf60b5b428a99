"""Where headers lie on this machine, and what to call them on any."""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

__all__ = ["find", "find_folder", "is_below_roots", "portable", "spelled_include", "version_of"]


def spelled_include(name: str) -> str:
    """Return what stands behind `#include`: a file that was found, else the compiler's to find."""
    path = find(name)
    return f'"{path}"' if path else f"<{name}>"


def find(name: str) -> Path | None:
    """Return a header by its path, or by its path below one of Python's folders."""
    for folder in ("", *roots()):
        path = Path(folder, name)
        if path.is_file():
            return path.resolve()
    return None


def is_below_roots(path: Path) -> bool:
    """Tell whether a header is one of Python's or of its packages'."""
    return any(path.is_relative_to(Path(root).resolve()) for root in roots())


def find_folder(name: str) -> str:
    """Return a folder by its path, or by its path below one of Python's folders."""
    places = (Path(folder, name) for folder in ("", *roots()))
    return str(next((path.resolve() for path in places if path.is_dir()), name))


def roots() -> tuple[str, ...]:
    """Return Python's folders of headers and of packages, and whatever else it imports from."""
    installed = [sysconfig.get_path(name) for name in ("platlib", "purelib", "include")]
    return tuple(dict.fromkeys([*installed, *(folder for folder in sys.path if Path(folder).is_dir())]))


def portable(name: str) -> str:
    """Return a path without what only this machine has in it; `find` and compilers find it again."""
    path = Path(name)
    if not path.is_absolute():
        return path.as_posix()
    for root in roots():
        if path.resolve().is_relative_to(Path(root).resolve()):
            return path.resolve().relative_to(Path(root).resolve()).as_posix()
    parts = path.parts
    if "include" in parts[:-1]:
        last = len(parts) - 1 - parts[::-1].index("include")
        return Path(*parts[last + 1 :]).as_posix()
    return path.name


def version_of(name: str, files: Sequence[str]) -> str:
    """Return the package and version that a header belongs to, as far as Python or the system knows.

    `files` are all that were read: the compiler's own search finds headers that Python's does not.
    """
    path = find(name) or next((Path(file) for file in files if file.endswith(f"/{name}")), None)
    if path is None:
        return ""
    if path.is_relative_to(Path(sysconfig.get_path("include")).resolve()):
        return f" (Python {platform.python_version()})"
    found = python_package(path) or system_package(path)
    return f" ({found})" if found else ""


def python_package(path: Path) -> str:
    """Return which installed distribution brings a file."""
    from importlib import metadata

    for root in map(Path, roots()):
        if path.is_relative_to(root.resolve()):
            inside = path.relative_to(root.resolve()).as_posix()
            for package in metadata.distributions(path=[str(root)]):
                if any(file.as_posix() == inside for file in package.files or ()):
                    return f"{package.name} {package.version}"
    return ""


def system_package(path: Path) -> str:
    """Return which package of Debian and its kin brings a file, with upstream's part of the version."""
    import subprocess

    def ask(*words: str) -> str:
        try:
            return subprocess.run(["dpkg-query", *words], capture_output=True, text=True, check=False).stdout
        except OSError:  # another system
            return ""

    package = ask("--search", str(path)).partition(":")[0]
    version = ask("--show", "--showformat=${Version}", package) if package else ""
    return f"{package} {re.sub(r'^[0-9]+:|-[^-]*$', '', version)}" if version else ""
