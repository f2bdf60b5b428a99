#include <stdint.h>
#include "consumers_highs.h"
#include "highs.h"

void look(int kind, const char *message, const void *data_out, void *data_in, void *user_data) {
  struct progress *p = user_data;
  const HighsCallbackDataOut *data = data_out;
  HighsCallbackDataIn *answer = data_in;
  p->ncalls += 1;
  if (kind == 1) {
    p->iterations = data->simplex_iteration_count;
    p->value = data->objective_function_value;
  }
  answer->user_interrupt = 0;
}
