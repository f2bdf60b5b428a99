#include "integrators.h"

#define MOST 64

int rk4(rhs_fn f, double t, double h, long steps, double *y, int n, void *user_data) {
  double k1[MOST], k2[MOST], k3[MOST], k4[MOST], w[MOST];
  int failed;
  for (long s = 0; s < steps; s++) {
    if ((failed = f(t, y, k1, user_data))) return failed;
    for (int i = 0; i < n; i++) w[i] = y[i] + 0.5 * h * k1[i];
    if ((failed = f(t + 0.5 * h, w, k2, user_data))) return failed;
    for (int i = 0; i < n; i++) w[i] = y[i] + 0.5 * h * k2[i];
    if ((failed = f(t + 0.5 * h, w, k3, user_data))) return failed;
    for (int i = 0; i < n; i++) w[i] = y[i] + h * k3[i];
    if ((failed = f(t + h, w, k4, user_data))) return failed;
    for (int i = 0; i < n; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    t += h;
  }
  return 0;
}

int leapfrog(force_fn f, double h, long steps, int n, double *x, double *v, double *a, void *user_data) {
  int failed;
  for (long s = 0; s < steps; s++) {
    for (int i = 0; i < 3 * n; i++) x[i] += 0.5 * h * v[i];
    if ((failed = f(x, a, user_data))) return failed;
    for (int i = 0; i < 3 * n; i++) v[i] += h * a[i];
    for (int i = 0; i < 3 * n; i++) x[i] += 0.5 * h * v[i];
  }
  return 0;
}
