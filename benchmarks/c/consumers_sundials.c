#include <math.h>
#include <stdint.h>
#include "consumers_sundials.h"

/* SUNDIALS' serial vectors; the benchmark gives the index type of the library that it found. */
struct content { SUNINDEX length; int own_data; double *data; };
struct vector { struct content *content; void *ops; void *context; };

#define DATA(v) (((struct vector *)(v))->content->data)

int attract(double t, void *y_, void *ydot_, void *user_data) {
  struct orbit *p = user_data;
  const double *y = DATA(y_);
  double *ydot = DATA(ydot_);
  double r2 = y[0] * y[0] + y[1] * y[1], r = sqrt(r2);
  p->ncalls += 1;
  if (r < p->closest) p->closest = r;
  ydot[0] = y[2];
  ydot[1] = y[3];
  ydot[2] = -y[0] / (r2 * r);
  ydot[3] = -y[1] / (r2 * r);
  return 0;
}

int react(double t, void *y_, void *ydot_, void *r_, void *user_data) {
  struct robertson *p = user_data;
  const double *y = DATA(y_), *ydot = DATA(ydot_);
  double *r = DATA(r_);
  p->ncalls += 1;
  double slow = p->k1 * y[0], fast = p->k2 * y[1] * y[2], faster = p->k3 * y[1] * y[1];
  r[0] = fast - slow - ydot[0];
  r[1] = slow - fast - faster - ydot[1];
  r[2] = y[0] + y[1] + y[2] - 1;
  return 0;
}
