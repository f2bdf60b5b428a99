"""Compile one Python function into one C function: typing, lowering, the entry around it, an object file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from llvmlite import binding as ll
from numba.core import compiler, ir, registry, types
from numba.core.compiler_lock import global_compiler_lock

from ..errors import SignatureError
from ..layouts import Table, describe
from ..prototypes import Signature
from ..runtime.machine_code import MachineCode
from . import registrations  # noqa: F401  (teaches numba about struct types, states and callbacks)
from .environments import find_environments, pack_environments
from .exceptions import free_what_is_dropped
from .libraries import BodyLibrary, ObjectLibrary, is_environment
from .lowering import CallbackCompiler, CallbackContext
from .origins import linked_functions
from .raise_sites import CLASS_TABLE, raised_classes
from .signatures import call_shape, numba_arguments
from .typemap import Typemap
from .types.conversions import describe_unfit
from .wrapper import Entry, build_entry

__all__ = ["Compiled", "Options", "assembly", "compile_callback"]

_serial = itertools.count(1)


@dataclass(frozen=True)
class Options:
    """How to compile: numba's options of the same names, and whether pointer arguments never overlap."""

    noalias: bool = False
    fastmath: bool | frozenset[str] = False
    boundscheck: bool = False
    error_model: str = "python"
    interruptible: bool = True

    @property
    def numba_fastmath(self) -> bool | set[str]:
        """The option as numba takes it."""
        return set(self.fastmath) if isinstance(self.fastmath, frozenset) else self.fastmath

    def flags(self) -> compiler.Flags:
        """Return numba's flags."""
        options = {
            "nopython": True,
            "boundscheck": self.boundscheck,
            "fastmath": self.numba_fastmath,
            "error_model": self.error_model,
        }
        flags = compiler.Flags()
        registry.cpu_target.options.parse_as_flags(flags, options)
        flags.no_cpython_wrapper = True
        flags.no_cfunc_wrapper = True
        flags.enable_pyobject = False
        flags.forceinline = True
        return flags


@dataclass(frozen=True)
class Compiled:
    """What compilation gives: machine code, its LLVM text, and what must be put in place before the first call."""

    machine_code: MachineCode
    llvm: str = field(repr=False)
    environments: tuple[tuple[str, int], ...] = ()
    not_cacheable: str = ""
    linked: tuple[str, ...] = field(default=(), repr=False)
    keep: tuple[Any, ...] = field(default=(), repr=False)


@global_compiler_lock
def compile_callback(
    function: Callable[..., Any], signature: Signature, table: Table, options: Options = Options()
) -> Compiled:
    """Compile a Python function for a bound prototype.

    Raises
    ------
    SignatureError
        The body returns what C does not expect.
    numba.core.errors.TypingError
        The body does what numba cannot compile, or writes what C declares `const`.
    """
    typemap = Typemap(table)
    # What has no proven convention is refused before anybody looks at the body.
    call_shape(signature, typemap)
    target = registry.cpu_target
    target.target_context.refresh()
    free_what_is_dropped()
    context = CallbackContext.of(target.target_context)
    inner = BodyLibrary(context.codegen(), function.__qualname__)
    result = compiler.compile_extra(
        target.typing_context,
        context,
        function,
        args=numba_arguments(signature, typemap),
        return_type=None,
        flags=options.flags(),
        locals={},
        library=inner,
        pipeline_class=CallbackCompiler,
    )
    if returns(result):
        check_result(function, signature, typemap, result.signature.return_type)
    return link(context, function, signature, typemap, options, result)


def returns(result: Any) -> bool:
    """Return whether a body can end in any other way than by an exception."""
    blocks = result.type_annotation.blocks.values()
    return any(isinstance(statement, ir.Return) for block in blocks for statement in block.body)


def check_result(
    function: Callable[..., Any], signature: Signature, typemap: Typemap, inferred: types.Type
) -> None:
    """Refuse a body whose result C would misread."""
    wanted = typemap.map(signature.result)
    reason = describe_unfit(inferred, wanted)
    if reason:
        raise SignatureError(
            f"`{function.__qualname__}` returns {inferred}, but C expects `{describe(signature.result)}` "
            f"({describe(signature.prototype)}): {reason}"
        )


def link(
    context: CallbackContext,
    function: Callable[..., Any],
    signature: Signature,
    typemap: Typemap,
    options: Options,
    result: Any,
) -> Compiled:
    """Put the C entry around a lowered body, optimise both as one, and emit the object file."""
    name = f"structcb.{next(_serial)}.{safe_name(function.__name__)}"
    entry = Entry(
        name,
        signature,
        typemap,
        call_shape(signature, typemap),
        interruptible=options.interruptible,
        runs_python=bool(result.lifted),
        noalias=options.noalias,
        boundscheck=options.boundscheck,
        place=place_of(function),
    )
    library = ObjectLibrary(context.codegen(), name)
    library.add_linking_library(result.library)
    raised = raised_classes([result.library._final_module]) if signature.errors.classes else {}
    library.add_ir_module(build_entry(context, entry, result.fndesc, raised))
    linked = linked_functions(library)
    library.link()
    # Before optimisation, which folds such variables into the code.
    is_baked = bool(variables(library.module, "numba.dynamic.globals"))
    library.keep_only((entry.name, entry.slot_name))
    library.finalize()
    module = library.module
    # After it: of every table of classes that an error policy asks for, few are ever looked up.
    is_baked = is_baked or bool(variables(module, CLASS_TABLE))
    text = str(module)
    used = used_environments(module, text)
    environments = find_environments(used)
    data, reason = pack_environments(environments)
    if is_baked:
        reason = (
            "it holds the address of an object of this process, such as a large array or another callback"
        )
    code = MachineCode(
        code=context.codegen()._tm.emit_object(module),
        entry=entry.name,
        slot=entry.slot_name,
        undefined=undefined_symbols(module),
        environments=tuple(used),
        environment_data=data,
    )
    addresses = tuple((name, id(found)) for name, found in environments.items())
    return Compiled(code, text, addresses, reason, linked, keep=(result, environments))


def place_of(function: Callable[..., Any]) -> tuple[str, str, int]:
    """Return the name, file and line of a function."""
    code = function.__code__
    return function.__qualname__, code.co_filename, code.co_firstlineno


def variables(module: Any, prefix: str) -> list[str]:
    """Return the variables by which addresses of this process are baked into code."""
    return [v.name for v in module.global_variables if v.name.startswith(prefix)]


def safe_name(name: str) -> str:
    """Return a function's name as part of a symbol."""
    return re.sub(r"\W", "_", name)


def undefined_symbols(module: Any) -> tuple[str, ...]:
    """Return what the object file expects others to define."""
    values = [*module.functions, *module.global_variables]
    return tuple(sorted(v.name for v in values if v.is_declaration and not v.name.startswith("llvm.")))


def used_environments(module: Any, text: str) -> list[str]:
    """Return the environments of numba that the optimised code still reads."""
    names = [v.name for v in module.global_variables if is_environment(v.name)]
    return [name for name in names if len(re.findall(re.escape(name) + r"\b", text)) > 1]


def assembly(compiled: Compiled) -> str:
    """Return the assembly of compiled code."""
    codegen = registry.cpu_target.target_context.codegen()
    return str(codegen._tm.emit_assembly(ll.parse_assembly(compiled.llvm)))
