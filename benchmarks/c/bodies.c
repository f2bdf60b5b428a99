#include "bodies.h"

#ifndef RESTRICT
#define RESTRICT
#endif

int divide(const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct model *RESTRICT p = user_data;
  for (int i = 0; i < p->n; i++) out[i] = p->k / (x[i] + p->m);
  return 0;
}

int polynomial(const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct model *RESTRICT p = user_data;
  double s = 0;
  for (int i = 7; i >= 0; i--) s = s * x[0] + p->c[i];
  out[0] = s;
  return 0;
}

int clip(const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct model *RESTRICT p = user_data;
  for (int i = 0; i < p->n; i++) {
    double v = x[i];
    if (v < p->lo) v = p->lo;
    else if (v > p->hi) v = p->hi;
    out[i] = v;
  }
  return 0;
}

int heat(const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct model *RESTRICT p = user_data;
  int n = p->n / 32;
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      out[i * n + j] = p->k * (x[(i - 1) * n + j] + x[(i + 1) * n + j] + x[i * n + j - 1] + x[i * n + j + 1]
                               - 4 * x[i * n + j]);
  return 0;
}

int remainders(const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct model *RESTRICT p = user_data;
  long count = 0;
  for (int i = 0; i < p->n; i++) count += (p->whole[i] * 7 + i) % 13;
  p->count = count;
  return 0;
}
