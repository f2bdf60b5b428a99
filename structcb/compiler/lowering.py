"""How structcb lowers a function differently from numba: errors know their line, and nothing is linked to Python.

This is the one place that subclasses numba's compiler, target context and calling convention;
`tests/compiler/test_lowering.py` goes red when one of them moves.
"""

from __future__ import annotations

import copy
import functools
from typing import Any, ClassVar

from llvmlite import ir
from numba.core import callconv, compiler, lowering, typed_passes
from numba.core import ir as numba_ir
from numba.core.compiler_machinery import register_pass
from numba.core.cpu import CPUContext

from ..runtime.assembly import PYTHON_AT_LINE
from .libraries import HelperLibrary
from .lower_bounds import LowerBounds
from .types.conversions import check_field
from .types.names import struct_of

__all__ = ["CallbackCompiler", "CallbackContext", "HelperCompiler"]


# What numba's functions return: an exception that is described in machine code, one that Python holds.
USER_EXCEPTION, PYTHON_EXCEPTION = 1, -1


class PlacedLower(lowering.Lower):
    """Remembers on the builder which line it is lowering, and which numbers of an index are never negative.

    It refuses to assign to a field what the field cannot hold; numba converts without a word.
    """

    def lower_inst(self, inst: Any) -> Any:
        """Lower one instruction."""
        if isinstance(inst, numba_ir.SetAttr):
            owner = struct_of(self.typeof(inst.target.name))
            if owner is not None:
                check_field(owner, inst.attr, self.typeof(inst.value.name))
        loc = getattr(inst, "loc", None) or self.loc
        self.builder._structcb_place = (loc, self.func_ir.func_id.func_name)
        index = index_of(inst)
        self.builder._structcb_naturals = () if index is None else self.lower_bounds.naturals(index)
        return super().lower_inst(inst)

    @functools.cached_property
    def lower_bounds(self) -> LowerBounds:
        """What is known of the function's whole numbers."""
        return LowerBounds(self.func_ir, self.fndesc.typemap)


def index_of(inst: Any) -> Any:
    """Return the variable by which an instruction picks an item, or None."""
    match inst:
        case numba_ir.SetItem():
            return inst.index
        case numba_ir.Assign(value=numba_ir.Expr(op="getitem")):
            return inst.value.index
    return None


class PlacedCallConv(callconv.CPUCallConv):
    """Gives every exception its file and line, where numba gives them to `raise` and `assert` only."""

    _place: Any = None

    def build_excinfo_struct(self, exc: Any, exc_args: Any, loc: Any, func_name: Any) -> Any:
        """Return what is pickled into the machine code: class, arguments, (function, file, line)."""
        if loc is None and self._place is not None:
            loc, func_name = self._place
        if loc is None:
            return exc, exc_args, None
        function = loc._raw_function_name() or func_name or "<callback>"
        return exc, exc_args, (function, loc.filename, loc.line)

    def set_static_user_exc(
        self, builder: Any, exc: Any, exc_args: Any = None, loc: Any = None, func_name: Any = None
    ) -> None:
        """Describe an exception whose arguments are constants."""
        self._place = getattr(builder, "_structcb_place", None)
        super().set_static_user_exc(builder, exc, exc_args, loc, func_name)
        self._place = None

    def return_status_propagate(self, builder: Any, status: Any) -> None:
        """Pass a failure of a call on, with the line of the call in its code: 1 and -1 are failures without one."""
        place = getattr(builder, "_structcb_place", None)
        if place is not None:
            line, code = place[0].line, status.code
            for plain, placed in ((USER_EXCEPTION, 1 + line), (PYTHON_EXCEPTION, PYTHON_AT_LINE - line)):
                is_plain = builder.icmp_signed("==", code, code.type(plain))
                code = builder.select(is_plain, code.type(placed), code)
            status = status._replace(code=code)
        super().return_status_propagate(builder, status)

    def return_exc(self, builder: Any) -> None:
        """Fail with the exception that Python holds, from the line that ran Python code."""
        place = getattr(builder, "_structcb_place", None)
        if place is None:
            super().return_exc(builder)
        else:
            self._return_errcode_raw(builder, ir.IntType(32)(PYTHON_AT_LINE - place[0].line))

    def _get_return_status(self, builder: Any, code: Any, excinfoptr: Any) -> Any:
        status = super()._get_return_status(builder, code, excinfoptr)
        placed = builder.icmp_signed("<", code, code.type(PYTHON_AT_LINE))
        return status._replace(is_python_exc=builder.or_(status.is_python_exc, placed))


class CallbackContext(CPUContext):
    """numba's CPU target with the calling convention above; it shares everything else."""

    @classmethod
    def of(cls, context: CPUContext) -> CallbackContext:
        """Return a copy of a target context that lowers callbacks."""
        mine = copy.copy(context)
        mine.__class__ = cls
        return mine

    @property
    def call_conv(self) -> PlacedCallConv:
        """The calling convention between numba's own functions."""
        return PlacedCallConv(self)


@register_pass(mutates_CFG=True, analysis_only=False)
class CallbackLowering(typed_passes.BaseNativeLowering):
    """Lowers to LLVM without compiling, so that the wrapper can be linked in first.

    The flag is set here and not for the whole pipeline, because the blocks that object mode lifts out must be compiled.
    """

    _name = "structcb_lowering"

    @property
    def lowering_class(self) -> type:
        """The class that lowers each instruction."""
        return PlacedLower

    def run_pass(self, state: Any) -> bool:
        """Lower the function."""
        state.flags.no_compile = True
        return bool(super().run_pass(state))


@register_pass(mutates_CFG=True, analysis_only=False)
class HelperLowering(typed_passes.BaseNativeLowering):
    """Lowers a function that callbacks inline as their own bodies are lowered, and compiles it for numba as well."""

    _name = "structcb_helper_lowering"

    @property
    def lowering_class(self) -> type:
        """The class that lowers each instruction."""
        return PlacedLower

    def run_pass(self, state: Any) -> bool:
        """Lower the function."""
        if state.library is None:
            state.library = HelperLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
        return bool(super().run_pass(state))


class CallbackCompiler(compiler.CompilerBase):
    """numba's nopython pipeline with the lowering of callbacks."""

    lowering: ClassVar[type] = CallbackLowering

    def define_pipelines(self) -> list[Any]:
        """Return the pipeline."""
        manager = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        manager.passes[:] = [
            (self.lowering if cls is typed_passes.NativeLowering else cls, name)
            for cls, name in manager.passes
        ]
        return [manager]


class HelperCompiler(CallbackCompiler):
    """numba's nopython pipeline with the lowering of what callbacks inline."""

    lowering = HelperLowering
