#include <math.h>
#include "integrators.h"

#ifndef RESTRICT
#define RESTRICT
#endif

int oscillate(double t, const double *RESTRICT y, double *RESTRICT ydot, void *RESTRICT user_data) {
  struct oscillator *RESTRICT p = user_data;
  ydot[0] = y[1];
  ydot[1] = -p->k / p->m * y[0];
  p->ncalls += 1;
  return 0;
}

int attract(const double *RESTRICT x, double *RESTRICT a, void *RESTRICT user_data) {
  struct cluster *RESTRICT p = user_data;
  for (int i = 0; i < p->n; i++) {
    double ax = 0.0, ay = 0.0, az = 0.0;
    for (int j = 0; j < p->n; j++) {
      double dx = x[3 * j] - x[3 * i];
      double dy = x[3 * j + 1] - x[3 * i + 1];
      double dz = x[3 * j + 2] - x[3 * i + 2];
      double r2 = dx * dx + dy * dy + dz * dz + p->softening;
      double s = p->G * p->mass[j] / (r2 * sqrt(r2));
      ax += s * dx;
      ay += s * dy;
      az += s * dz;
    }
    a[3 * i] = ax;
    a[3 * i + 1] = ay;
    a[3 * i + 2] = az;
  }
  p->ncalls += 1;
  return 0;
}
