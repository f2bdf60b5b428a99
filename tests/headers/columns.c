#include <string.h>
#include "columns.h"

#define CHECK(x) if (!(x)) return __LINE__

static struct row more[3];

static void fill_row(struct row *r, int i, struct point *to) {
    struct row made = {{i, i}, {{10 + i, 1}, {20 + i, 2}}, {.d = i}, i % 2 ? to : 0, i, 5 + i, 7, {'c', 0.5 * i}, -i};
    memcpy(r, &made, sizeof made);
}

void fill(struct columns *s) {
    s->points[0] = (struct point){100, 1}; s->points[1] = (struct point){200, 2};
    for (int i = 0; i < 4; i++) fill_row(&s->rows[i], i, &s->points[0]);
    for (int i = 0; i < 3; i++) fill_row(&more[i], 10 * i, &s->points[1]);
    s->more = more;
}

int check(const struct columns *s) {
    for (int i = 0; i < 4; i++) CHECK(s->rows[i].in.x == 2 * i && s->rows[i].pair[1].tag == 2 + i);
    CHECK(s->rows[2].in.tag == 1 && s->rows[1].pair[0].x == 300); CHECK(s->rows[3].u.bytes[7] == 0x40);
    CHECK(s->rows[0].to == &s->points[1] && s->rows[3].to == 0); CHECK(s->points[0].x == 101);
    CHECK(s->rows[2].tight.v == 9 && s->rows[1].size == 0 && s->rows[3].data == 8); CHECK(more[1].in.x == 10.5);
    return 0;
}
