#include <math.h>
#include <stdint.h>
#include "../../cdefs/sqlite/sqlite3.h"
#include "consumers_sqlite.h"

/* Written as an extension is: SQLite is reached through the table that it hands out. */
const sqlite3_api_routines *sqlite3_api;

void use(const void *routines) { sqlite3_api = routines; }

static int read_double(void *context, void *value, double *x) {
  int type = sqlite3_api->value_type(value);
  if (type == SQLITE_NULL) return 0;
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) {
    sqlite3_api->result_error(context, "a number is needed", -1);
    return 0;
  }
  *x = sqlite3_api->value_double(value);
  return 1;
}

void scaled(void *context, int count, void **values) {
  scaling *p = sqlite3_api->user_data(context);
  double x;
  if (!read_double(context, values[0], &x)) return;
  p->ncalls += 1;
  p->sum += x;
  sqlite3_api->result_double(context, p->scale * x * x + sin(x));
}

void enter(void *context, int count, void **values) {
  double x;
  if (!read_double(context, values[0], &x)) return;
  welford *g = sqlite3_api->aggregate_context(context, sizeof *g);
  g->n += 1;
  double delta = x - g->mean;
  g->mean += delta / g->n;
  g->m2 += delta * (x - g->mean);
}

void deviation(void *context) {
  welford *g = sqlite3_api->aggregate_context(context, sizeof *g);
  if (g->n < 2) sqlite3_api->result_null(context);
  else sqlite3_api->result_double(context, sqrt(g->m2 / (g->n - 1)));
}
