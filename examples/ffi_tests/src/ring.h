#ifndef RING_H
#define RING_H

#define RING_CAPACITY 8

/* A queue of fixed size that drops nothing: a push onto a full ring is refused. */
typedef struct {
    unsigned char head;     /* where the oldest item lies */
    unsigned char count;
    unsigned full : 1;
    unsigned wraps : 7;     /* how often the writer came round */
    double items[RING_CAPACITY];
} ring;

/* What a visitor may keep its results in. */
typedef struct {
    long visited;
    double total, largest;
} ring_stats;

/* Return 0 to go on, anything else to stop. */
typedef int (*ring_visit_fn)(double item, void *user_data);

void ring_init(ring *r);
int ring_push(ring *r, double item);
int ring_pop(ring *r, double *item);
int ring_each(const ring *r, ring_visit_fn visit, void *user_data);

#endif
