#include "flexible.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct flexible *s) { for (int i = 0; i < s->n; i++) s->data[i] = i; }

int check(const struct flexible *s) {
    for (int i = 0; i < s->n - 1; i++) CHECK(s->data[i] == i + 1);
    CHECK(s->data[s->n - 1] == -1);
    return 0;
}

double length(const struct path *p) {
    double sum = 0;
    for (int i = 0; i < p->n; i++) sum += p->points[i].x + p->points[i].y;
    return sum;
}
