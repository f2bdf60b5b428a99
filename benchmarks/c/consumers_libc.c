#include "consumers_libc.h"

int by_column(const void *a_, const void *b_, void *user_data) {
  struct order *p = user_data;
  const struct record *a = a_, *b = b_;
  p->ncalls += 1;
  double x = a->key[p->column], y = b->key[p->column];
  return (x > y) - (x < y);
}
