"""Machine code in memory: LLVM's engine, one for each piece of code, so that their symbols never meet."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..facts import Fact

if TYPE_CHECKING:
    from llvmlite import binding as ll

__all__ = ["Engine", "compile_assembly", "is_defined", "publish"]


@functools.cache
def llvm() -> Any:
    """Import LLVM and set up its native target, once; newer versions need no general initialisation."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


def publish(symbol: str, address: int) -> None:
    """Let machine code that is loaded from now on find a symbol."""
    llvm().add_symbol(symbol, address)


def is_defined(symbol: str) -> bool:
    """Return whether machine code that is loaded now would find a symbol; LLVM aborts on one that it does not."""
    return llvm().address_of_symbol(symbol) is not None


class Engine(Fact):
    """Loaded machine code. It stays loaded for the life of the process: C may hold any address in it."""

    engine: ll.ExecutionEngine

    @classmethod
    def from_object(cls, code: bytes) -> Engine:
        """Load an object file; its undefined symbols must have been published before."""
        ll = llvm()
        engine = ll.create_mcjit_compiler(ll.parse_assembly(""), target_machine())
        engine.add_object_file(ll.ObjectFileRef.from_data(code))
        engine.finalize_object()
        kept().append(engine)
        return cls(engine)

    def function(self, name: str) -> int:
        """Return the address of a function."""
        return int(self.engine.get_function_address(name))

    def variable(self, name: str) -> int:
        """Return the address of a global variable."""
        return int(self.engine.get_global_value_address(name))


@functools.cache
def kept() -> list[ll.ExecutionEngine]:
    """Return every engine of this process: one that is dropped would take its machine code with it."""
    return []


def compile_assembly(text: str) -> bytes:
    """Compile LLVM assembly to an object file."""
    return bytes(target_machine().emit_object(llvm().parse_assembly(text)))


def target_machine() -> ll.TargetMachine:
    """Return what generates code for this process."""
    return llvm().Target.from_default_triple().create_target_machine(opt=2, jit=True, codemodel="jitdefault")
