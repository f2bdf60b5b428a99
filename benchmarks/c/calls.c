#include <math.h>
#include "calls.h"

double stretch(double x, void *user_data) {
  struct spring *p = user_data;
  return p->k * x;
}

/* Python's division refuses zero, so C has to ask as well. */
double ratio(double x, void *user_data) {
  struct spring *p = user_data;
  if (p->k == 0.0) return NAN;
  return x / p->k;
}

