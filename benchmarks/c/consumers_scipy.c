#include <stdint.h>
#include "consumers_scipy.h"

int clipped_mean(double *window, intptr_t size, double *result, void *user_data) {
  struct trimmed *p = user_data;
  double sum = 0;
  for (intptr_t i = 0; i < size; i++) {
    double value = window[i];
    if (value < p->low) {
      value = p->low;
      p->nclipped += 1;
    } else if (value > p->high) {
      value = p->high;
      p->nclipped += 1;
    }
    sum += value;
  }
  *result = sum / size;
  return 1;
}
