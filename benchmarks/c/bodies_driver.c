#include "bodies.h"

long repeat_body(body_fn f, long times, const double *x, double *out, void *user_data) {
  long failed = 0;
  for (long i = 0; i < times; i++) failed += f(x, out, user_data) != 0;
  return failed;
}
