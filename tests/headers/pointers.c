#include <stddef.h>

#include "pointers.h"

#define CHECK(x) if (!(x)) return __LINE__

struct engine { int speed; };

static double data[6], *rows[2];
static int matrix[4][3];
static struct item items[4], *refs[2];
static struct engine engine;

int engine_speed(const engine_t *e) { return e->speed; }
void engine_set(engine_t *e, int speed) { e->speed = speed; }
engine_t *engine_new(void) { return &engine; }
double total_mass(const struct item *p, int n) { double s = 0; for (int i = 0; i < n; i++) s += p[i].mass; return s; }
void double_all(double *p, int n) { for (int i = 0; i < n; i++) p[i] *= 2; }

void fill(struct pointers *s) {
    for (int i = 0; i < 6; i++) data[i] = i;
    for (int i = 0; i < 12; i++) matrix[i / 3][i % 3] = i;
    for (int i = 0; i < 4; i++) items[i] = (struct item){i, 10 * i};
    rows[0] = data; rows[1] = data + 3; refs[0] = &items[3]; refs[1] = &items[1]; engine.speed = 5;
    *s = (struct pointers){data, 6, data, rows, matrix, {data, data + 3, NULL}, &items[2], refs, &engine, NULL, NULL};
}

int check(const struct pointers *s) {
    CHECK(s->data == data + 1); CHECK(data[0] == 50); CHECK(data[2] == 20 && data[3] == 20); CHECK(data[4] == 8);
    CHECK(data[5] == 10); CHECK(s->rows[0] == data + 3); CHECK(matrix[1][2] == -5); CHECK(matrix[3][0] == 90);
    CHECK(s->columns[2] == data); CHECK(items[0].mass == 9); CHECK(items[1].id == 11); CHECK(items[2].mass == 2.5);
    CHECK(items[3].id == 31); CHECK(engine.speed == 12); CHECK(s->anything == &items[1]); CHECK(s->null == NULL);
    return 0;
}
