"""The front door: what `import structcb` offers, and what it must not cost."""

from __future__ import annotations

import subprocess
import sys

import pytest

import structcb

# The names that users, tests and benchmarks rely on. Changing this list is changing the contract: it needs a line
# in CHANGELOG.md, and a removal needs a reason that users accept.
PUBLIC = {
    "Bound",
    "CacheError",
    "Callback",
    "CallbackError",
    "FieldError",
    "FieldTypeError",
    "FieldValueError",
    "Header",
    "HeaderError",
    "LayoutMismatchError",
    "MissingHeaderError",
    "MissingLibraryError",
    "Pointer",
    "Recoverable",
    "SignatureError",
    "State",
    "StateArray",
    "StateError",
    "StructType",
    "StructcbError",
    "UnsupportedTypeError",
    "atomic_add",
    "atomic_exchange",
    "atomic_max",
    "atomic_min",
    "guard",
    "inline",
    "load",
    "map_type",
    "parse",
    "string",
    "view",
}


def run(code: str) -> str:
    """What a fresh interpreter prints: this one has imported everything already."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


def test_all_lists_the_contract() -> None:
    assert set(structcb.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(structcb, name) is not None


def test_nothing_else_is_offered() -> None:
    offered = run(
        "import structcb, types\n"
        "names = [n for n in dir(structcb) if not n.startswith('_')]\n"
        "print(*(n for n in names if not isinstance(getattr(structcb, n), types.ModuleType)))"
    )

    assert set(offered.split()) - {"annotations"} == PUBLIC


@pytest.mark.parametrize("package", ["numba", "llvmlite", "scipy", "numpy"])
def test_importing_costs_none_of_the_heavy_packages(package: str) -> None:
    assert run(f"import sys, structcb; print({package!r} in sys.modules)") == "False"
