#include <math.h>
#include <stddef.h>
#include "consumers_gsl.h"

double watson(double *x, size_t dim, void *params) {
  struct lattice *p = params;
  double product = 1;
  p->ncalls += 1;
  for (size_t i = 0; i < dim; i++) product *= cos(x[i]);
  return p->scale / (1 - product);
}

int van_der_pol(double t, const double *y, double *dydt, void *params) {
  struct oscillator *p = params;
  p->ncalls += 1;
  dydt[0] = y[1];
  dydt[1] = -y[0] - p->mu * y[1] * (y[0] * y[0] - 1);
  return 0;
}
