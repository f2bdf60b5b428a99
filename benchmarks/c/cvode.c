#include <stdint.h>
#include "cvode.h"

/* SUNDIALS' serial vectors; the benchmark gives the index type of the library that it found. */
struct content { SUNINDEX length; int own_data; double *data; };
struct vector { struct content *content; void *ops; void *context; };

int react(double t, void *y_, void *ydot_, void *user_data) {
  struct robertson *p = user_data;
  const double *y = ((struct vector *)y_)->content->data;
  double *ydot = ((struct vector *)ydot_)->content->data;
  p->ncalls += 1;
  p->last_time = t;
  for (int i = 0; i < 3; i++)
    if (y[i] > p->largest[i]) p->largest[i] = y[i];
  double slow = p->k1 * y[0], fast = p->k2 * y[1] * y[2], faster = p->k3 * y[1] * y[1];
  ydot[0] = fast - slow;
  ydot[1] = slow - fast - faster;
  ydot[2] = faster;
  return 0;
}
