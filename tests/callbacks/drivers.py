"""Real C callers for callbacks: a small driver library, built once per test run."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

import structcb

from ..c_libraries import build

__all__ = ["DECLARATIONS", "asserts", "open_driver"]

DECLARATIONS = """
typedef struct { double k; long n; double *data; } work;
typedef int (*step_fn)(double x, void *user_data);
typedef double (*value_fn)(double x, void *user_data);
long drive(step_fn step, long count, double x, void *user_data);
long drive_until_failure(step_fn step, long count, double x, void *user_data);
long drive_threads(step_fn step, int threads, long count, double x, void *user_data);
long drive_around(step_fn step, void (*middle)(void), long count, double x, void *user_data);
"""

SOURCE = r"""
#include <pthread.h>
typedef int (*step_fn)(double, void *);
long drive(step_fn step, long count, double x, void *ud) {
    long failures = 0;
    for (long i = 0; i < count; i++) failures += step(x, ud) != 0;
    return failures;
}
long drive_until_failure(step_fn step, long count, double x, void *ud) {
    for (long i = 0; i < count; i++) if (step(x, ud) != 0) return i;
    return count;
}
long drive_around(step_fn step, void (*middle)(void), long count, double x, void *ud) {
    long failures = drive(step, count / 2, x, ud);
    middle();
    return failures + drive(step, count / 2, x, ud);
}
struct job { step_fn step; long count; double x; void *ud; long failures; };
static void *run(void *arg) {
    struct job *job = arg;
    job->failures = drive(job->step, job->count, job->x, job->ud);
    return 0;
}
long drive_threads(step_fn step, int threads, long count, double x, void *ud) {
    pthread_t ids[64]; struct job jobs[64]; long failures = 0;
    for (int i = 0; i < threads; i++) {
        jobs[i] = (struct job){step, count, x, ud, 0};
        pthread_create(&ids[i], 0, run, &jobs[i]);
    }
    for (int i = 0; i < threads; i++) { pthread_join(ids[i], 0); failures += jobs[i].failures; }
    return failures;
}
"""


@functools.cache
def library_path() -> Path:
    """Return the driver library, built once per process; without a compiler the test is skipped."""
    folder = Path(tempfile.mkdtemp(prefix="structcb-driver-"))
    source = folder / "driver.c"
    source.write_text(SOURCE)
    return build([source], folder / "driver.so", "-O2", "-fPIC", "-shared", "-pthread")


def open_driver() -> tuple[structcb.Header, Any]:
    """Return the driver's header and the open library; its calls release the GIL."""
    header = structcb.parse(DECLARATIONS)
    return header, header.open(library_path())


def asserts(x, p):
    """Assert in a module whose assertions pytest does not rewrite: numba cannot compile what it writes."""
    assert x < 1, "too large"
    return 0
