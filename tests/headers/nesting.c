#include "nesting.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct nesting *s) {
    s->inner = (struct inner){1.5, 2};
    for (int i = 0; i < 3; i++) s->many[i] = (struct inner){10 + i, i};
    s->flat = 3; s->wide = 4.5; s->two.one.deep = 7; s->from = 8; s->in = (struct inner){9, 10};
}

int check(const struct nesting *s) {
    CHECK(s->inner.x == 100); CHECK(s->inner.t == 5);
    CHECK(s->many[0].x == 12 && s->many[0].t == 2); CHECK(s->many[1].x == 11); CHECK(s->many[2].t == -1);
    CHECK(s->flat == 77); CHECK(s->wide == 5.5); CHECK(s->two.one.deep == -7); CHECK(s->from == 80);
    CHECK(s->in.x == 100 && s->in.t == 5);
    return 0;
}
