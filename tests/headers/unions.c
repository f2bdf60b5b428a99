#include <string.h>

#include "unions.h"

#define CHECK(x) if (!(x)) return __LINE__

void fill(struct unions *s) {
    s->tag = 1; s->u.as_double = 1.5; s->anon_int = 41;
    s->many[0].parts.lo = 0.5f; s->many[0].parts.hi = 0.25f; s->many[1].as_int = -3;
    s->packed.tag = 'x'; s->packed.value.as_double = 8;
}

int check(const struct unions *s) {
    double d;
    CHECK(s->u.as_int == 0x1122334455667788);
    CHECK(s->anon_int == 42);
    CHECK(s->many[0].parts.lo == 5 && s->many[0].parts.hi == 0.25f);
    CHECK(s->many[1].bytes[0] == 0xFD && s->many[1].bytes[7] == 0x7F);
    memcpy(&d, &s->packed.value, 8);
    CHECK(s->packed.tag == 'y' && d == 16);
    return 0;
}
