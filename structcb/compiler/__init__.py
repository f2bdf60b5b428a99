"""Python functions and C layouts become machine code: the only room that imports numba."""

from __future__ import annotations

from .callables import (
    callback_type,
    class_type,
    dispatcher,
    dispatcher_type,
    function_type,
    module_type,
    teach_callbacks,
)
from .environments import rebuild_environments, start_runtime
from .exceptions import decode_dynamic
from .origins import find_strangers
from .pipeline import Compiled, Options, assembly, compile_callback
from .typemap import Typemap, map_ctype, pointer_type

__all__ = [
    "Compiled",
    "Options",
    "Typemap",
    "assembly",
    "callback_type",
    "class_type",
    "compile_callback",
    "decode_dynamic",
    "dispatcher",
    "dispatcher_type",
    "find_strangers",
    "function_type",
    "map_ctype",
    "module_type",
    "pointer_type",
    "rebuild_environments",
    "start_runtime",
    "teach_callbacks",
]
