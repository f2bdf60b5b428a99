#include <stdint.h>

#include "arrays.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct arrays *s) {
    for (int i = 0; i < 8; i++) s->weights[i] = i;
    for (int i = 0; i < 12; i++) s->grid[i / 4][i % 4] = i;
    for (int i = 0; i < 4; i++) s->mask[i] = i % 2;
    for (int i = 0; i < 8; i++) (&s->cube[0][0][0])[i] = i;
    for (int i = 0; i < 3; i++) s->bytes[i] = 253 + i;
}

int check(const struct arrays *s) {
    CHECK(s->weights[0] == 100); CHECK(s->weights[1] == 1); CHECK(s->weights[2] == 3);
    CHECK(s->weights[3] == 50 && s->weights[4] == 50); CHECK(s->weights[5] == 5); CHECK(s->weights[7] == -1);
    CHECK(s->grid[0][0] == 1); CHECK(s->grid[1][2] == -6); CHECK(s->grid[1][3] == 70); CHECK(s->grid[2][1] == 18);
    CHECK(s->mask[0] == 1 && s->mask[1] == 1 && s->mask[2] == 1 && s->mask[3] == 0);
    for (int i = 0; i < 8; i++) CHECK((&s->cube[0][0][0])[i] == i + 10);
    CHECK(s->bytes[0] == 1 && s->bytes[1] == 2 && s->bytes[2] == 3);
    return 0;
}
