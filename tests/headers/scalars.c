#include <complex.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>
#include <wchar.h>

#include "scalars.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct scalars *s) {
    s->c = -1; s->sc = -2; s->uc = 250; s->s = -300; s->us = 65000; s->i = -70000; s->ui = 4000000000u;
    s->l = -5000000000l; s->ul = 5000000000ul; s->ll = INT64_MIN; s->ull = UINT64_MAX - 1;
    s->i8 = -128; s->u16 = 65535; s->i32 = INT32_MIN; s->u64 = 1ull << 63;
    s->size = 17; s->diff = -17; s->ip = -9; s->up = 9;
    s->f = 0.5f; s->d = -0.25; s->b = 1; s->zf = 3 + 4 * I; s->z = 1 - 2 * I; s->c16 = u'A'; s->wide = L'B';
}

int check(const struct scalars *s) {
    CHECK(s->c == 0); CHECK(s->sc == -3); CHECK(s->uc == 251); CHECK(s->s == -301); CHECK(s->us == 65001);
    CHECK(s->i == -70001); CHECK(s->ui == 4000000001u); CHECK(s->l == -5000000001l); CHECK(s->ul == 5000000001ul);
    CHECK(s->ll == INT64_MIN + 1); CHECK(s->ull == UINT64_MAX); CHECK(s->i8 == 127); CHECK(s->u16 == 1);
    CHECK(s->i32 == INT32_MIN + 5); CHECK(s->u64 == (1ull << 63) + 1); CHECK(s->size == 18); CHECK(s->diff == -18);
    CHECK(s->ip == -10); CHECK(s->up == 10); CHECK(s->f == 1.5f); CHECK(s->d == 0.75); CHECK(s->b == 0);
    CHECK(s->zf == 3 - 4 * I); CHECK(s->z == 2 + I); CHECK(s->c16 == u'C'); CHECK(s->wide == L'D');
    return 0;
}
