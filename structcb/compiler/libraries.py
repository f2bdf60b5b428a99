"""Code libraries of numba's that serve callbacks: what is optimised when, and with what.

A callback and all that it inlines are optimised once, as one: loops that numba had optimised before would never learn
what the entry knows, such as constant shapes and which pointers C declares `restrict`.
`tests/compiler/test_lowering.py` goes red when one of the methods moves.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen

from .merges import reads_in_loops, waits_for_vectors
from .short_loops import expect_few_rounds
from .tuning import merging_sums, tuned

__all__ = ["BodyLibrary", "HelperLibrary", "ObjectLibrary", "is_environment"]


class TunedLibrary(codegen.JITCodeLibrary):
    """A code library whose functions are prepared, one by one, as a callback is optimised as a whole."""

    _final_module: Any

    def _optimize_functions(self, ll_module: Any) -> None:
        with tuned():
            super()._optimize_functions(ll_module)


class ObjectLibrary(TunedLibrary):
    """A code library that is optimised but not loaded: structcb loads the object file itself."""

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
        with merging_sums(reads_in_loops(str(self._final_module))):
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
    """A code library that is optimised only once it is linked into the entry that calls it."""

    def _optimize_final_module(self) -> None:
        """Leave that to the entry."""


class HelperLibrary(TunedLibrary):
    """The code library of a function that callbacks inline: loaded as numba's are, and linked as it was written."""

    _as_written: Any

    def _optimize_final_module(self) -> None:
        self._as_written = self._final_module.clone()
        super()._optimize_final_module()

    def _get_module_for_linking(self) -> Any:
        self._ensure_finalized()
        optimized, self._final_module = self._final_module, self._as_written
        try:
            return super()._get_module_for_linking()
        finally:
            self._final_module = optimized


def is_environment(name: str) -> bool:
    """Return whether a global variable holds one of numba's environments."""
    return name.startswith("_ZN08NumbaEnv")
