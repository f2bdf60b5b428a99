#include "kernels.h"

#ifndef RESTRICT
#define RESTRICT
#endif

double dot_field(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) {
    p->total += 1.0;
    s += p->w[i] * y[i];
  }
  return s;
}

double dot_field_counted(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) {
    p->count += 1;
    s += p->w[i] * y[i];
  }
  return s;
}

double dot_pointer(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) {
    p->total += 1.0;
    s += p->data[i] * y[i];
  }
  return s;
}

double dot_pointer_counted(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) {
    p->count += 1;
    s += p->data[i] * y[i];
  }
  return s;
}

double axpy(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  for (int i = 0; i < n; i++) p->out[i] = p->a * p->data[i] + y[i];
  return 0.0;
}

double axpy_hoisted(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  const double *data = p->data;
  double *out = p->out;
  double a = p->a;
  for (int i = 0; i < n; i++) out[i] = a * data[i] + y[i];
  return 0.0;
}

double gather(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) s += p->w[i] * y[p->indices[i]];
  return s;
}

double gather_unsigned(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  double s = 0.0;
  for (int i = 0; i < n; i++) s += p->w[i] * y[p->places[i]];
  return s;
}

double tally(int n, const double *RESTRICT y, void *RESTRICT user_data) {
  struct kernel *RESTRICT p = user_data;
  for (int i = 0; i < n; i++) {
    p->hits += 1;
    p->sum += i;
    p->marks[i] = i;
  }
  return 0.0;
}
