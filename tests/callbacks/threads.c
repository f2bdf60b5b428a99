/* Calls one callback from threads that Python knows nothing of. */
#include <pthread.h>

typedef long (*step_fn)(long i, void *user_data);
typedef struct { step_fn step; void *user_data; long first, count, failed; } work;

long run_here(step_fn step, void *user_data, long first, long count) {
    long failed = 0;
    for (long i = first; i < first + count; i++)
        failed += step(i, user_data) != 0;
    return failed;
}

static void *run_work(void *argument) {
    work *w = argument;
    w->failed = run_here(w->step, w->user_data, w->first, w->count);
    return 0;
}

/* `stride` is the distance of the threads' states in bytes; 0 for one that they share. */
long run_threads(step_fn step, char *user_data, long stride, int threads, long count) {
    pthread_t ids[16];
    work works[16];
    long failed = 0;
    for (int t = 0; t < threads; t++) {
        works[t] = (work){step, user_data + t * stride, t * count, count, 0};
        pthread_create(&ids[t], 0, run_work, &works[t]);
    }
    for (int t = 0; t < threads; t++) {
        pthread_join(ids[t], 0);
        failed += works[t].failed;
    }
    return failed;
}
