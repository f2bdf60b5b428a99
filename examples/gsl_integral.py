"""An integral by GSL, whose struct `gsl_function` holds a callback and its state."""

import math
from contextlib import ExitStack

import structcb
from structcb.consumers.gsl import gsl

h = structcb.parse("typedef struct { double rate; long ncalls; } decay;")


@h.callback("double (double x, void *params)", user_data="decay")
def decay(x, p):
    p.ncalls += 1
    return math.exp(-p.rate * x)


def main() -> None:
    try:
        library = gsl()
    except structcb.MissingLibraryError as missing:
        print(missing)
        return
    state = h.new("decay", rate=4.0)
    value, error = library.ffi.new("double *"), library.ffi.new("double *")
    with ExitStack() as stack:
        workspace = library.make(stack, "gsl_integration_workspace", 100)
        f = library.header.new("gsl_function", function=decay, params=state)
        with structcb.guard(decay):
            code = library.gsl_integration_qagiu(f, 0.0, 0.0, 1e-9, 100, workspace, value, error)
        library.check(code)
    print(f"{value[0]:.9f} ± {error[0]:.0e} after {state.ncalls} calls")
    assert abs(value[0] - 1 / state.rate) < 1e-9
    assert state.ncalls > 0


if __name__ == "__main__":
    main()
