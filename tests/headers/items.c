#include "items.h"

#define CHECK(x) if (!(x)) return __LINE__

static struct item more[3];

void fill(struct items *s) {
    for (int i = 0; i < 4; i++) s->items[i] = (struct item){i, 10 * i, i % 2, {i, 2 * i, 3 * i}};
    for (int i = 0; i < 6; i++) s->grid[i / 3][i % 3] = (struct item){i, i, 0, {0, 0, 0}};
    for (int i = 0; i < 3; i++) more[i] = (struct item){0.5 * i, i, 0, {0, 0, 0}};
    s->more = more;
}

int check(const struct items *s) {
    for (int i = 0; i < 4; i++) CHECK(s->items[i].id == 10 * i + 1);
    CHECK(s->items[0].mass == 100 && s->items[3].mass == 6); CHECK(s->items[2].on == 1 && s->items[1].pos[2] == -3);
    CHECK(s->grid[1][2].mass == -5); CHECK(s->grid[0][1].id == 41 && s->grid[0][1].pos[1] == 8);
    CHECK(more[1].mass == 7 && more[2].mass == 2); CHECK(more[0].id == 5);
    return 0;
}
