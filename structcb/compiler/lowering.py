"""How structcb lowers a function differently from numba: errors know their line, and nothing is linked to Python.

This is the one place that subclasses numba's compiler, target context and calling convention;
`tests/compiler/test_lowering.py` goes red when one of them moves.
"""

from __future__ import annotations

import copy
import functools
from typing import Any

from llvmlite import ir
from numba.core import callconv, codegen, compiler, lowering, typed_passes
from numba.core import ir as numba_ir
from numba.core.compiler_machinery import register_pass
from numba.core.cpu import CPUContext

from ..runtime.assembly import PYTHON_AT_LINE
from .lower_bounds import LowerBounds
from .merges import has_loops, waits_for_vectors
from .short_loops import expect_few_rounds
from .tuning import merging_sums, tuned

__all__ = ["BodyLibrary", "CallbackCompiler", "CallbackContext", "ObjectLibrary"]


# What numba's functions return: an exception that is described in machine code, one that Python holds.
USER_EXCEPTION, PYTHON_EXCEPTION = 1, -1


class PlacedLower(lowering.Lower):
    """Remembers on the builder which line it is lowering, and which numbers of an index are never negative."""

    def lower_inst(self, inst: Any) -> Any:
        """Lower one instruction."""
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


class CallbackCompiler(compiler.CompilerBase):
    """numba's nopython pipeline with the lowering above."""

    def define_pipelines(self) -> list[Any]:
        """Return the pipeline."""
        manager = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
        manager.passes[:] = [
            (CallbackLowering if cls is typed_passes.NativeLowering else cls, name)
            for cls, name in manager.passes
        ]
        return [manager]


class ObjectLibrary(codegen.JITCodeLibrary):
    """A code library that is optimised but not loaded: structcb loads the object file itself."""

    _final_module: Any

    def _optimize_functions(self, ll_module: Any) -> None:
        with tuned():
            super()._optimize_functions(ll_module)

    def _optimize_final_module(self) -> None:
        """Optimise in numba's two steps, and merge neighbouring scalars into vectors, which numba leaves out."""
        with tuned():
            self._run(self._codegen._module_pass_manager(loop_vectorize=False, opt=0, cost="cheap"))
            apart = self._final_module.clone()
            self._optimize(merge=True)
            if waits_for_vectors(str(self._final_module)):
                self._final_module = apart
                self._optimize(merge=False)
        self._final_module = expect_few_rounds(self._final_module)

    def _optimize(self, *, merge: bool) -> None:
        with merging_sums(False):
            self._run(self._codegen._module_pass_manager(slp_vectorize=merge))
        # What one round unrolls and hoists merges in another: n-body needs it, at a fifth of its time.
        with merging_sums(has_loops(str(self._final_module))):
            self._run(self._codegen._module_pass_manager(slp_vectorize=merge))

    def _run(self, passes: tuple[Any, Any]) -> None:
        # A pass manager runs once.
        manager, builder = passes
        manager.run(self._final_module, builder)

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    @property
    def module(self) -> Any:
        """The LLVM module."""
        return self._final_module

    def keep_only(self, names: tuple[str, ...]) -> None:
        """Make every definition private except the named ones and numba's environments, before optimisation."""
        module = self._final_module
        for value in [*module.functions, *module.global_variables]:
            if not value.is_declaration and value.name not in names and not is_environment(value.name):
                value.linkage = "internal"

    def link(self) -> None:
        """Link every library in, as `finalize` would."""
        libraries: list[Any] = self._linking_libraries
        for library in dict.fromkeys(libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        libraries.clear()


class BodyLibrary(ObjectLibrary):
    """A code library that is optimised only once it is linked into the entry that calls it.

    Loops that numba had optimised before would never learn what the entry knows: constant shapes, and which pointers
    C declares `restrict`.
    """

    def _optimize_final_module(self) -> None:
        """Leave that to the entry."""


def is_environment(name: str) -> bool:
    """Return whether a global variable holds one of numba's environments."""
    return name.startswith("_ZN08NumbaEnv")
