#include <stddef.h>

#include "recursion.h"

#define CHECK(x) if (!(x)) return __LINE__

static struct node nodes[3];

void fill(struct recursion *s) {
    for (int i = 0; i < 3; i++) nodes[i] = (struct node){i + 1, i < 2 ? &nodes[i + 1] : NULL, {NULL, NULL}};
    s->first = &nodes[0];
    s->root = (struct node){5, NULL, {&nodes[1], &nodes[2]}};
    s->wife.age = 40; s->husband.age = 42; s->wife.spouse = &s->husband; s->husband.spouse = &s->wife;
}

int check(const struct recursion *s) {
    for (int i = 0; i < 3; i++) CHECK(nodes[i].value == 10 * (i + 1));
    CHECK(s->first == &nodes[1]); CHECK(nodes[2].next == &nodes[0]); CHECK(s->root.next == &nodes[0]);
    CHECK(s->root.children[0] == &nodes[2] && s->root.children[1] == NULL); CHECK(s->husband.age == 43);
    return 0;
}
