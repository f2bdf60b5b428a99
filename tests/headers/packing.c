#include "packing.h"

#define CHECK(x) if (!(x)) return __LINE__

static double data[2] = {3, 4};

void fill(struct packing *s) {
    data[0] = 3;
    s->odd = 1; s->packed.a = 2; s->packed.b = 0.5; s->packed.c = -4; s->packed.data = data;
    for (int i = 0; i < 3; i++) s->packed.w[i] = i;
    s->packed.inner = (struct natural){7, 8};
    for (int i = 0; i < 2; i++) s->packed.many[i] = (struct natural){10 + i, 20 + i};
    s->halfway.a = 1; s->halfway.b = 2.5; s->halfway.c = 3;
}

int check(const struct packing *s) {
    CHECK(s->odd == 2); CHECK(s->packed.a == 3); CHECK(s->packed.b == 1); CHECK(s->packed.c == 4);
    CHECK(s->packed.w[2] == 6 && s->packed.w[0] == 9 && s->packed.w[1] == 9); CHECK(s->packed.inner.x == 14);
    CHECK(s->packed.many[0].x == 7 && s->packed.many[0].i == 8); CHECK(s->packed.many[1].i == 42); CHECK(data[0] == 30);
    CHECK(s->halfway.a == 2 && s->halfway.b == 5 && s->halfway.c == -3);
    return 0;
}
