#include "enums.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct enums *s) {
    s->color = GREEN; s->warmth = COLD;
    s->palette[0] = RED; s->palette[1] = GREEN; s->palette[2] = BLUE;
}

int check(const struct enums *s) {
    CHECK(s->color == BLUE); CHECK(s->warmth == WARM);
    CHECK(s->palette[0] == BLUE && s->palette[1] == RED && s->palette[2] == BLUE);
    return 0;
}
