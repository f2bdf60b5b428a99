#include "arrays.h"

#ifndef RESTRICT
#define RESTRICT
#endif

int line(int n, const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct line *RESTRICT p = user_data;
  for (int i = 0; i < n; i++) out[i] = p->k * x[i] + p->m;
  return 0;
}

int stencil(int n, const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct line *RESTRICT p = user_data;
  out[0] = 0.0;
  out[n - 1] = 0.0;
  for (int i = 1; i < n - 1; i++) out[i] = p->k * (x[i - 1] - 2.0 * x[i] + x[i + 1]);
  return 0;
}

int pairs(int n, const double *RESTRICT x, double *RESTRICT out, void *RESTRICT user_data) {
  struct line *RESTRICT p = user_data;
  for (int i = 0; i < n; i++) {
    out[i] = 0.0;
    for (int j = 0; j < n; j++) out[i] += p->k * (x[j] - x[i]);
  }
  return 0;
}
