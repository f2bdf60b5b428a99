#include <complex.h>

#include "values.h"

#define CHECK(x) if (!(x)) return __LINE__

static struct pair swap(struct pair p, int n) { return (struct pair){p.b + n, (int)p.a}; }
static struct wide twice(struct wide w) { for (int i = 0; i < 5; i++) w.v[i] *= 2; return w; }
static float _Complex turn(float _Complex z) { return z * I; }
struct pair make_pair(double a, int b) { return (struct pair){a, b}; }
double norm(struct wide w) { double s = 0; for (int i = 0; i < 5; i++) s += w.v[i] * w.v[i]; return s; }

void fill(struct values *s) {
    s->swap = swap; s->twice = twice; s->turn = turn; s->pair = (struct pair){1.5, 2}; s->z = 3 + 4 * I;
    for (int i = 0; i < 5; i++) s->wide.v[i] = i;
}

int check(const struct values *s) {
    CHECK(s->pair.a == 7 && s->pair.b == 1); CHECK(s->wide.v[4] == 8 && s->wide.v[1] == 2);
    return 0;
}
