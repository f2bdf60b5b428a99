"""Machine code from the cache is the code that compiling would give now: a change in anything it depends on is a miss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from structcb.callbacks import units

MODULE = """
import enum, math
import numba, numpy as np, structcb
from numba.extending import intrinsic, overload, overload_method
from structcb.callbacks import inline

HEADER = '''
struct inner { double pad; double x; };
struct outer { struct inner in; double k; };
typedef double (*fn)(double x, void *user_data);
'''
class Base(ValueError): pass
class Bad(Base): pass
class Color(enum.IntEnum): RED = 3
SCALE = 2.0
PAIR = (1.0, {"a", "b"} and 2.0)
TABLE = np.array([1.0, 2.0])
LIST = [1.0]
DICT = {"a": 1.0}
OBJECTS = np.array([None])
BIG = np.arange(200_000.0)
@numba.njit
def deep(x): return x + 1.0
@numba.njit
def jitted(x, by=3.0): return deep(x) * by
@inline
def inlined(x): return x - 1.0
def plain(x): return x
@overload(plain)
def overload_plain(x): return lambda x: x * 5.0
@overload_method(numba.types.Float, "sevenfold")
def overload_sevenfold(x): return lambda x: x * 7.0
@intrinsic
def same(typing_context, x): return x(x), lambda context, builder, sig, args: args[0]
def closure(by): return lambda x, p: x * by

h = structcb.parse(HEADER)
S = h.struct("struct outer")
state = S(k=1.0)
def BODY
options = dict(user_data="struct outer")
f = h.callback("fn", **options)(f)
"""

RAISE = """f(x, p):
    if x < 99.0: raise Bad("no")
    return x"""
ARGUMENT = 10.0


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., types.ModuleType]:
    """Return what runs the module with some texts replaced, as a process that finds only the cache on disk."""
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path / "cache"))

    def run(body: str, *changes: tuple[str, str]) -> types.ModuleType:
        units.codes.cache_clear()
        text = MODULE.replace("BODY", body)
        for before, after in changes:
            assert before in text
            assert before.count("\n") == after.count("\n")
            text = text.replace(before, after)
        module = types.ModuleType("a_case")
        monkeypatch.setitem(sys.modules, "a_case", module)
        exec(compile(text, "a_case.py", "exec"), vars(module))  # noqa: S102  (a user's module, again and again)
        return module

    return run


def outcome(module: types.ModuleType) -> tuple[str, float]:
    """Return where the code came from, and what it computes on a state whose bytes are known."""
    values = module.np.array([100.0, 200.0, 300.0])
    state = module.S.view(values.ctypes.data, owner=values)
    return module.f.cache_status.partition(":")[0], module.f(ARGUMENT, state)


CHANGES = [
    ("a nested struct", "f(x, p): return getattr(p, 'in').x", ("double pad; double x;", "double x; double pad;"), 200, 100),
    ("a helper", "f(x, p): return jitted(x)", ("deep(x) * by", "deep(x) + by"), 33, 14),
    ("a helper's helper", "f(x, p): return jitted(x)", ("x + 1.0", "x + 2.0"), 33, 36),
    ("a helper's default", "f(x, p): return jitted(x)", ("by=3.0", "by=4.0"), 33, 44),
    ("an inlined helper", "f(x, p): return inlined(x)", ("x - 1.0", "x - 2.0"), 9, 8),
    ("a global", "f(x, p): return x * SCALE", ("SCALE = 2.0", "SCALE = 3.0"), 20, 30),
    ("a global's type", "f(x, p): return x / SCALE", ("SCALE = 2.0", "SCALE = 2"), 5, 5),
    ("a global's sign", "f(x, p): return math.atan2(0.0, SCALE)", ("SCALE = 2.0", "SCALE = -0."), 0, 3.141592653589793),
    ("an item of a tuple", "f(x, p): return x * PAIR[0]", ("(1.0,", "(4.0,"), 10, 40),
    ("an array", "f(x, p): return x * TABLE[1]", ("1.0, 2.0]", "1.0, 3.0]"), 20, 30),
    ("a member", "f(x, p): return x * Color.RED.value", ("RED = 3", "RED = 4"), 30, 40),
    ("a closure value", "c(): pass\nf = closure(2.0)", ("closure(2.0)", "closure(3.0)"), 20, 30),
    ("a constant", "f(x, p): return x * 2.0", ("x * 2.0", "x * 3.0"), 20, 30),
    ("a captured struct", "f(x, p): return S(p).k", ("double pad; double x;", "double x;"), 300, 200),
    ("a builtin", "f(x, p): return abs(-x)", ("h = structcb.parse", "abs = inlined; h = structcb.parse"), 10, -11),
]  # fmt: skip


@pytest.mark.parametrize("case", CHANGES, ids=[case[0] for case in CHANGES])
def test_a_change_in_what_code_reaches_is_a_miss(run, case) -> None:
    _, body, change, before, after = case
    assert outcome(run(body)) == ("miss", before)
    assert outcome(run(body)) == ("hit", before)
    assert outcome(run(body, change)) == ("miss", after)
    assert outcome(run(body)) == ("hit", before)


OPTIONS = [
    'user_data="struct outer", fastmath=True',
    'user_data="struct outer", fastmath={"nnan", "arcp"}',
    'user_data="struct outer", boundscheck=True',
    'user_data="struct outer", error_model="numpy"',
    'user_data="struct outer", noalias=True',
    'user_data="struct outer", on_error=7.0',
    'user_data="struct outer", on_error={Bad: 7.0}',
    'user_data="struct inner"',
]


def test_every_option_has_its_own_code(run) -> None:
    body, known = "f(x, p): return x", 'user_data="struct outer"'
    found = [
        run(body, (f"dict({known})", f"dict({options})")).f.cache_status for options in [known, *OPTIONS]
    ]

    assert [status.partition(":")[0] for status in found] == ["miss"] * (len(OPTIONS) + 1)


def test_another_error_value_is_what_c_gets(run) -> None:
    def value(on_error: str) -> float:
        change = ('dict(user_data="struct outer")', f'dict(user_data="struct outer", on_error={on_error})')
        module = run(RAISE, change)
        result = module.f.ctypes(1.0, 0)
        with pytest.raises(module.Bad, match="no"):
            module.f.check()
        return float(result)

    assert [value("1.0"), value("2.0"), value("{Base: 3.0}"), value("1.0")] == [1.0, 2.0, 3.0, 1.0]


def test_another_base_of_an_exception_is_a_miss(run) -> None:
    options = 'dict(user_data="struct outer", on_error={ValueError: 1.0, KeyError: 2.0})'
    known = ('dict(user_data="struct outer")', options)
    first = run(RAISE, known).f
    second = run(RAISE, known, ("class Base(ValueError)", "class Base(KeyError)")).f

    assert [first.ctypes(1.0, 0), second.ctypes(1.0, 0)] == [1.0, 2.0]
    for f in (first, second):
        with pytest.raises((ValueError, KeyError)):
            f.check()


UNKNOWN = [
    ("f(x, p): return x + state.k", "`state` is a state or a pointer", 11),
    ("f(x, p): return plain(x)", "`plain` is a plain Python function", 50),
    ("f(x, p): return same(x)", "`same` is a _Intrinsic", 10),
    ("f(x, p): return x.sevenfold()", "an @overload outside numba contributed", 70),
    ("f(x, p): return x + BIG[2]", "address of an object of this process", 12),
    ("c(): pass\nf = (lambda s: lambda x, p: x * s.k)(state)", "`s` is a state or a pointer", 10),
]


@pytest.mark.parametrize(("body", "reason", "expected"), UNKNOWN, ids=[u[0] for u in UNKNOWN])
@pytest.mark.filterwarnings("ignore::numba.core.errors.NumbaPendingDeprecationWarning")
def test_what_the_key_cannot_tell_is_not_cached(run, body: str, reason: str, expected: float) -> None:
    for _ in range(2):
        module = run(body)

        assert module.f(ARGUMENT, module.state) == expected
        assert module.f.cache_status.startswith("not cached: ")
        assert reason in module.f.cache_status


def test_classes_of_one_name_are_told_apart(run) -> None:
    module = run("f(x, p): return x")
    one, other = (type("Local", (ValueError,), {}) for _ in range(2))
    callbacks = [module.h.callback("fn")(local_raiser(cls)) for cls in (one, other, one)]

    assert [c.cache_status.partition(":")[0] for c in callbacks] == ["miss", "hit", "miss"]
    for callback, cls in zip(callbacks, (one, other, one), strict=True):
        with pytest.raises(cls):
            callback(1.0, None)
    assert callbacks[0].address == callbacks[2].address != callbacks[1].address


def local_raiser(cls: type[BaseException]) -> Callable[..., float]:
    def f(x, p):
        if x > 0:
            raise cls("no")
        return x

    return f


def test_an_attribute_may_be_called_like_an_unknown_global(run) -> None:
    names = ("double k;", "double LIST;")
    module = run("f(x, p): return p.LIST", names, ("state = S(k=1.0)", "state = S(LIST=1.0)"))

    assert outcome(module) == ("miss", 300.0)


def test_code_with_an_address_is_not_shared(run) -> None:
    module = run("f(x, p): return BIG[int(x)]")
    again = module.np.arange(200_000.0) + 1.0
    module.BIG[10] = module.BIG[10]
    first, module.BIG = module.f, again

    assert first(ARGUMENT, module.state) == 10.0
    assert module.h.callback("fn", user_data="struct outer")(first.py_func)(ARGUMENT, module.state) == 11.0


def test_a_constant_of_a_library_is_part_of_the_key(run) -> None:
    library = ("state = S(k=1.0)", "state = S(k=1.0); lib = h.open(None)")
    body = "f(x, p): return x * lib.N"
    one = ("struct inner {", "enum { N = 1 }; struct inner {")
    two = ("struct inner {", "enum { N = 2 }; struct inner {")

    assert outcome(run(body, library, one)) == ("miss", 10.0)
    assert outcome(run(body, library, two)) == ("miss", 20.0)
    assert outcome(run(body, library, one)) == ("hit", 10.0)


@pytest.mark.parametrize("damage", ["truncate", "foreign", "rename", "unreadable"])
def test_a_damaged_entry_is_compiled_anew(run, tmp_path: Path, damage: str, caplog) -> None:
    run("f(x, p): return x * 2.0")
    right = {entry.name: entry.read_bytes() for entry in (tmp_path / "cache").iterdir()}
    run("f(x, p): return x * 3.0")
    (other,) = (e.read_bytes() for e in (tmp_path / "cache").iterdir() if e.name not in right)
    for name, content in right.items():
        place = tmp_path / "cache" / name
        place.unlink()
        if damage == "unreadable":
            place.mkdir()
        else:
            place.write_bytes(
                {"truncate": content[:-100], "foreign": os.urandom(5000), "rename": other}[damage]
            )

    assert outcome(run("f(x, p): return x * 2.0")) == ("miss", 20.0)
    assert caplog.records


def test_symbols_that_are_gone_are_compiled_anew(run, tmp_path: Path, caplog) -> None:
    from structcb.facts import replace
    from structcb.runtime.machine_code import MachineCode
    from structcb.runtime.stores import Store

    module = run("f(x, p): return x * 2.0")
    store, key = Store(str(tmp_path / "cache")), module.f._unit.source.identify().key
    content = store.get(key)
    assert content is not None
    store.put(key, replace(MachineCode.from_bytes(content), undefined=("no_such_symbol",)).to_bytes())

    assert outcome(run("f(x, p): return x * 2.0")) == ("miss", 20.0)
    assert "no_such_symbol" in caplog.text


def test_cache_false_reads_and_writes_nothing(run, tmp_path: Path) -> None:
    module = run(
        "f(x, p): return x", ('dict(user_data="struct outer"', 'dict(cache=False, user_data="struct outer"')
    )

    assert outcome(module) == ("off", 10.0)
    assert module.f.cache_status == "off: cache=False"


def test_the_same_source_gives_the_same_code_and_no_more_memory(run) -> None:
    module = run("f(x, p): return x * SCALE")
    decorate = module.h.callback("fn", user_data="struct outer")
    source = compile("def f(x, p): return x * SCALE", "again.py", "exec")

    def again() -> int:
        exec(source, vars(module))  # noqa: S102  (a cell of a notebook, run again)
        return int(decorate(module.f).address)

    first = again()
    resident = resident_pages()

    assert {again() for _ in range(300)} == {first}
    assert resident_pages() - resident < 256


def resident_pages() -> int:
    """Return the pages of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1])


SCRIPT = """
import json, sys
import structcb

class Bad(ValueError):
    def __init__(self, text): super().__init__(text); self.text = text

h = structcb.load(sys.argv[1])

@h.callback("fn", user_data="struct osc", on_error=-1.0)
def f(x, p):
    p.n += 1
    if x < 0:
        raise Bad("negative")
    return p.k * x

state = h.new("struct osc", k=2.0)
value = f(3.0, state)
try:
    f(-1.0, state)
except Bad as error:
    raised = [error.text, error.__traceback__.tb_next is not None]
print(json.dumps([f.cache_status.partition(":")[0], value, state.n, raised,
                  sorted({"numba", "numpy", "pycparser", "dataclasses"} & set(sys.modules))]))
"""


def test_a_fresh_process_needs_no_numba_unless_the_cpu_or_the_header_changed(
    tmp_path: Path, frozen: dict[str, str]
) -> None:
    script, header = tmp_path / "script.py", tmp_path / "osc.h"
    script.write_text(SCRIPT)
    header.write_text("struct osc { double k; long n; };\ntypedef double (*fn)(double, void *);")
    environment = {**frozen, "STRUCTCB_CACHE_DIR": str(tmp_path / "cache")}

    def process(**settings: str) -> list[object]:
        command = [sys.executable, str(script), str(header)]
        found: list[object] = json.loads(subprocess.check_output(command, env={**environment, **settings}))
        return found

    right = [6.0, 2, ["negative", True]]
    assert process()[:4] == ["miss", *right]
    assert process() == ["hit", *right, []]
    assert process(NUMBA_CPU_NAME="generic")[:4] == ["miss", *right]
    header.write_text("struct osc { long n; double k; };\ntypedef double (*fn)(double, void *);")
    assert process()[:4] == ["miss", *right]


SETTINGS = """
import json, os, sys
import structcb

def decorate():
    h = structcb.parse("typedef double (*fn)(double);")
    return h.callback("fn")(lambda x: x).cache_status.partition(":")[0]

before = decorate()
if sys.argv[1] == "environment":
    os.environ["NUMBA_BOUNDSCHECK"] = "1"
elif sys.argv[1] == "attribute":
    import numba
    numba.config.BOUNDSCHECK = 1
from structcb.callbacks import units
units.codes.cache_clear()
print(json.dumps([before, decorate()]))
"""


def test_a_setting_of_numba_counts_from_when_the_program_changes_it(
    tmp_path: Path, frozen: dict[str, str]
) -> None:
    (tmp_path / "script.py").write_text(SETTINGS)

    def process(change: str) -> list[str]:
        environment = {**frozen, "STRUCTCB_CACHE_DIR": str(tmp_path / "cache")}
        command = [sys.executable, str(tmp_path / "script.py"), change]
        found: list[str] = json.loads(subprocess.check_output(command, env=environment))
        return found

    assert process("nothing") == ["miss", "hit"]
    for change in ("environment", "attribute"):
        assert process(change) == ["hit", "miss"]
        assert process(change) == ["hit", "hit"]
    assert process("nothing") == ["hit", "hit"]
