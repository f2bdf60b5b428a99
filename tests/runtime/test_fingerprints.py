"""The fingerprint of a function tells everything that it reaches, or says what it cannot tell."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from structcb.runtime.fingerprints import NotCacheableError, fingerprint_function


def function(body: str, **names: object) -> types.FunctionType:
    """Return a function with these globals."""
    namespace = {"__name__": "a_module", **names}
    exec(compile(f"def f(x):\n    return {body}", "a_module.py", "exec"), namespace)  # noqa: S102  (any body)
    found = namespace["f"]
    assert isinstance(found, types.FunctionType)
    return found


def digest(body: str, **names: object) -> str:
    return fingerprint_function(function(body, **names)).digest


structured = np.dtype([("a", "i4"), ("b", "f8")])
VALUES = [
    (1, 2), (1, 1.0), (1, True), (0.0, -0.0), ("a", b"a"), ((1, 2), (2, 1)), ((1, (2,)), (1, 2)), (1, np.int64(1)),
    (np.float32(1), np.float64(1)), (np.zeros(2), np.zeros(3)), (np.zeros(2), np.zeros(2, "f4")),
    (np.zeros((2, 2)), np.zeros((2, 2), order="F")), (np.zeros(2, structured), np.zeros(2, np.dtype(structured.descr, align=True))),
    (np.array([1.0]), np.array([2.0])), (ValueError, KeyError), (len, abs), (np.sin, np.cos), (np.float32, np.float64),
    (frozenset({1, 2}), frozenset({1, 3})),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), VALUES)
def test_values_that_differ_have_different_digests(one: object, other: object) -> None:
    assert digest("N", N=one) == digest("N", N=one)
    assert digest("N", N=one) != digest("N", N=other)


@pytest.mark.parametrize(
    "value",
    [[1], {1: 2}, {1}, bytearray(b"a"), np.array([None]), object(), [1].append],
    ids=lambda value: type(value).__name__,
)
def test_what_can_change_has_no_digest(value: object) -> None:
    with pytest.raises(NotCacheableError, match="`N` "):
        digest("N", N=value)
    with pytest.raises(NotCacheableError, match=r"`N\[1\]` "):
        digest("N", N=(1, value))
    with pytest.raises(NotCacheableError, match=r"`m\.N` "):
        digest("m.N", m=module(N=value))


def module(**names: object) -> types.ModuleType:
    made = types.ModuleType("a_module_of_the_user")
    vars(made).update(names)
    return made


def test_an_attribute_of_a_module_counts() -> None:
    assert digest("m.N", m=module(N=1)) != digest("m.N", m=module(N=2))
    assert digest("m.N", m=module(N=1, other=1)) == digest("m.N", m=module(N=1, other=[]))


def test_a_file_of_the_user_called_like_a_standard_one_is_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = (types.ModuleType("statistics") for _ in range(2))
    one.__file__ = other.__file__ = "/home/user/statistics.py"
    vars(one)["N"], vars(other)["N"] = 1, 2
    monkeypatch.setitem(sys.modules, "statistics", one)

    assert digest("m.N", m=one) != digest("m.N", m=other)


def test_an_unknown_global_matters_only_where_it_is_one() -> None:
    assert digest("x.N", N=[1])
    with pytest.raises(NotCacheableError):
        digest("x.N + N", N=[1])


def test_a_name_inside_a_comprehension_counts() -> None:
    assert digest("[N for _ in x]", N=1) != digest("[N for _ in x]", N=2)


def test_a_plain_function_is_pointed_to_its_remedy() -> None:
    with pytest.raises(NotCacheableError, match=r"@numba.njit"):
        digest("g(x)", g=lambda x: x)


def test_recursion_ends() -> None:
    import numba

    @numba.njit
    def factorial(n):
        return 1 if n < 2 else n * factorial(n - 1)

    found = fingerprint_function(factorial.py_func)

    assert found.functions == ((__name__, factorial.py_func.__qualname__),)


def test_the_digest_is_the_same_under_every_hash_seed(tmp_path: Path, frozen: dict[str, str]) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from structcb.runtime.fingerprints import fingerprint_function\n"
        "N = frozenset({'a', 'b', 'c', 'd'})\n"
        "def f(x): return x in {'e', 'f', 'g', 'h'} or x in N\n"
        "print(fingerprint_function(f).digest)\n"
    )

    def run(seed: str) -> bytes:
        return subprocess.check_output(
            [sys.executable, "-R", str(script)], env={**frozen, "PYTHONHASHSEED": seed}
        )

    assert run("1") == run("2") == run("3")
