#include <stdint.h>

#include "bits.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct bits *s) {
    s->ready = 0; s->mode = 5; s->level = -3; s->on = 1; s->wide = (1ull << 40) - 2; s->all = INT64_MIN;
    s->small = 100; s->straddle = -(1ll << 32); s->last = -8;
}

int check(const struct bits *s) {
    CHECK(s->ready == 1); CHECK(s->mode == 6); CHECK(s->level == -16); CHECK(s->on == 0);
    CHECK(s->wide == (1ull << 40) - 1); CHECK(s->all == INT64_MAX); CHECK(s->small == 127);
    CHECK(s->straddle == (1ll << 32) - 1); CHECK(s->last == 7);
    return 0;
}
