#include "arrays.h"

long repeat_vector(vector_fn f, long times, int n, const double *x, double *out, void *user_data) {
  long failed = 0;
  for (long i = 0; i < times; i++) failed += f(n, x, out, user_data) != 0;
  return failed;
}
