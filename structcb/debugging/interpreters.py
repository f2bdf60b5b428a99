"""One call in the interpreter: views in, a C value out, an exception kept as machine code keeps it."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..layouts import CType
from ..prototypes import ArrayParameter, BoundParameter, Signature
from ..runtime.native import native
from ..runtime.slots import Slot
from .arguments import Reader, dimension, numbers
from .results import error_result, to_result

__all__ = ["Interpreter"]


@dataclass(frozen=True, eq=False)
class Interpreter:
    """Runs a body in the interpreter as its machine code would run."""

    function: Callable[..., Any]
    signature: Signature
    slot: Slot
    ffi: Any
    result_type: Any
    result: CType
    readers: tuple[Reader, ...]

    def __call__(self, *arguments: Any) -> Any:
        """Run once: views in, a C value out; an exception is kept, and C gets the error value."""
        try:
            if native().interrupt.value and self.slot.guards:
                return self.failed(KeyboardInterrupt(), arguments)
            trace_foreign_thread()
            views = [read(argument) for read, argument in zip(self.readers, arguments, strict=True)]
            shaped = [
                self.shaped(parameter, views, i) for i, parameter in enumerate(self.signature.parameters)
            ]
            return to_result(self.ffi, self.result_type, self.result, self.function(*shaped), self.function)
        except BaseException as error:  # noqa: BLE001  (nothing may be raised through C)
            return self.failed(error, arguments)

    def shaped(self, parameter: BoundParameter, views: list[Any], position: int) -> Any:
        """Return an argument with the shape that the options give it."""
        if not isinstance(parameter, ArrayParameter) or views[position] is None:
            return views[position]
        shape = tuple(dimension(d, views) for d in parameter.shape)
        if parameter.order == "F" and len(shape) > 1:
            return numbers(views[position]._structcb_view((math.prod(shape),)).reshape(shape, order="F"))
        return numbers(views[position]._structcb_view(shape))

    def failed(self, error: BaseException, arguments: tuple[Any, ...]) -> Any:
        """Keep an exception and return what C gets for it."""
        entry = error.__traceback__
        error = error.with_traceback(entry.tb_next if entry is not None and entry.tb_next else entry)
        carrier = self.signature.user_data
        user_data = int(self.ffi.cast("uintptr_t", arguments[carrier])) if carrier is not None else 0
        self.slot.add(self.slot.failure(error, threading.get_ident(), user_data))
        return self.error_value(error)

    def error_value(self, error: BaseException | None = None) -> Any:
        """Return what C gets for an exception."""
        policy = self.signature.errors
        value = next((v for cls, v in policy.classes if isinstance(error, cls)), policy.default)
        return error_result(self.ffi, self.result_type, self.result, value)

    def keep(self, kind: type[BaseException], error: BaseException, traceback: Any) -> Any:
        """Keep what went wrong around the body, where Ctrl-C may come too, and return what C gets for it."""
        self.slot.add(self.slot.failure(error.with_traceback(traceback), threading.get_ident(), 0))
        return self.error_value(error)


def trace_foreign_thread() -> None:
    """Let coverage follow a thread that C has started, as `threading` lets it follow Python's own."""
    trace = threading.gettrace()
    if trace is None or sys.gettrace() is not None:
        return
    here = threading.get_ident()
    if all(thread.ident != here for thread in threading.enumerate()):
        sys.settrace(trace)
