"""Finding the shared libraries that a Python wheel carries, without importing its package."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from ..errors import MissingLibraryError

__all__ = ["find_library"]

# libfoo-1a2b3c.so.7.9.0, libfoo.7.dylib, foo-1a2b3c.dll: what auditwheel, delocate and delvewheel make of a name.
SHARED_LIBRARY = r"(lib)?{stem}([-.][^/]*)?\.(so(\.[\d.]+)?|dylib|dll)"


def find_library(distribution: str, stem: str, *, extra: str) -> Path:
    """Return the path of a shared library inside an installed distribution.

    Parameters
    ----------
    distribution
        The name on the package index, such as ``"scikit-sundae"``.
    stem
        The name of the library without ``lib``, version and suffix, such as ``"sundials_cvode"``.
    extra
        The extra of structcb that brings the distribution, for the message.

    Raises
    ------
    MissingLibraryError
        The distribution is not installed, or has no such library.
    """
    remedy = f"install it with:  pip install 'structcb[{extra}]'"
    try:
        files = metadata.files(distribution) or []
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        raise MissingLibraryError(
            f"`{stem}` comes with `{distribution}`, which is missing; {remedy}"
        ) from None
    pattern = re.compile(SHARED_LIBRARY.format(stem=re.escape(stem)))
    for file in files:
        if pattern.fullmatch(file.name):
            return Path(str(file.locate())).resolve()
    raise MissingLibraryError(
        f"`{distribution}` {version} is installed, but this build of it carries no shared library `{stem}`; {remedy}"
    )
