#include "ring.h"

#include <string.h>

void ring_init(ring *r) { memset(r, 0, sizeof *r); }

int ring_push(ring *r, double item)
{
    if (r->full)
        return -1;
    unsigned place = (r->head + r->count) % RING_CAPACITY;
    r->items[place] = item;
    r->count++;
    r->full = r->count == RING_CAPACITY;
    if (place == RING_CAPACITY - 1)
        r->wraps++;
    return 0;
}

int ring_pop(ring *r, double *item)
{
    if (r->count == 0)
        return -1;
    *item = r->items[r->head];
    r->head = (r->head + 1) % RING_CAPACITY;
    r->count--;
    r->full = 0;
    return 0;
}

int ring_each(const ring *r, ring_visit_fn visit, void *user_data)
{
    for (unsigned i = 0; i < r->count; i++) {
        int stop = visit(r->items[(r->head + i) % RING_CAPACITY], user_data);
        if (stop)
            return stop;
    }
    return 0;
}
