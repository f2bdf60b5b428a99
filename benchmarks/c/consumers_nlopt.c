#include "consumers_nlopt.h"

double rosenbrock(unsigned n, const double *x, double *gradient, void *user_data) {
  struct valley *p = user_data;
  double value = 0;
  p->nvalues += 1;
  for (unsigned i = 0; i + 1 < n; i++) {
    double rise = x[i + 1] - x[i] * x[i], run = p->b - x[i];
    value += p->a * rise * rise + run * run;
  }
  if (gradient) {
    p->ngradients += 1;
    for (unsigned i = 0; i < n; i++) gradient[i] = 0;
    for (unsigned i = 0; i + 1 < n; i++) {
      double rise = x[i + 1] - x[i] * x[i];
      gradient[i] -= 4 * p->a * x[i] * rise + 2 * (p->b - x[i]);
      gradient[i + 1] += 2 * p->a * rise;
    }
  }
  if (value < p->best) p->best = value;
  return value;
}
