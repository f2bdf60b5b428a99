#include <string.h>

#include "text.h"

#define CHECK(x) if (!(x)) return __LINE__

static char buffer[8];

void fill(struct text *s) {
    memset(s, 0x7F, sizeof *s);
    strcpy(s->name, "oscillator"); memcpy(s->full, "abc", 3); s->label = "caf\xc3\xa9"; s->null = 0;
    s->buffer = strcpy(buffer, "hello"); strcpy(s->rows[0], "one"); strcpy(s->rows[1], "two");
}

int check(const struct text *s) {
    CHECK(!strcmp(s->name, "Damped") && s->name[15] == 0); CHECK(!memcmp(s->full, "xyz", 3));
    CHECK(!strcmp(buffer, "HELLO")); CHECK(!strcmp(s->rows[1], "tw"));
    return 0;
}
