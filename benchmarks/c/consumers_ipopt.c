#include "consumers_ipopt.h"

_Bool value(int n, const double *x, _Bool new_x, double *out, void *user_data) {
  struct chain *p = user_data;
  double sum = 0;
  p->nvalues += 1;
  for (int i = 0; i + 1 < n; i++) {
    double rise = x[i + 1] - x[i] * x[i], run = 1 - x[i];
    sum += p->steepness * rise * rise + run * run;
  }
  *out = sum;
  return 1;
}

_Bool slope(int n, const double *x, _Bool new_x, double *out, void *user_data) {
  struct chain *p = user_data;
  p->ngradients += 1;
  for (int i = 0; i < n; i++) out[i] = 0;
  for (int i = 0; i + 1 < n; i++) {
    double rise = x[i + 1] - x[i] * x[i];
    out[i] -= 4 * p->steepness * x[i] * rise + 2 * (1 - x[i]);
    out[i + 1] += 2 * p->steepness * rise;
  }
  return 1;
}

/* The diagonal, then what lies below it. */
_Bool curvature(int n, const double *x, _Bool new_x, double factor, int m, const double *multipliers, _Bool is_new,
                int count, int *rows, int *columns, double *values, void *user_data) {
  struct chain *p = user_data;
  if (!values) {
    for (int i = 0; i < n; i++) rows[i] = columns[i] = i;
    for (int i = 0; i + 1 < n; i++) {
      rows[n + i] = i + 1;
      columns[n + i] = i;
    }
    return 1;
  }
  p->nhessians += 1;
  for (int i = 0; i < n; i++) values[i] = 0;
  for (int i = 0; i + 1 < n; i++) {
    values[i] += factor * (p->steepness * (12 * x[i] * x[i] - 4 * x[i + 1]) + 2);
    values[i + 1] += factor * 2 * p->steepness;
    values[n + i] = factor * -4 * p->steepness * x[i];
  }
  return 1;
}

_Bool nothing(int n, const double *x, _Bool new_x, int m, double *g, void *user_data) { return 1; }

_Bool no_places(int n, const double *x, _Bool new_x, int m, int count, int *rows, int *columns, double *values,
                void *user_data) {
  return 1;
}
