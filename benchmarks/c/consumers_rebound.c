#include <stddef.h>
#include <rebound.h>
#include "consumers_rebound.h"

void force(void *simulation) {
  struct reb_simulation *sim = simulation;
  drag *p = sim->extras;
  double work = 0;
  p->ncalls += 1;
  for (size_t i = 1; i < sim->N; i++) {
    struct reb_particle *body = &sim->particles[i];
    body->ax -= p->c * body->vx;
    body->ay -= p->c * body->vy;
    body->az -= p->c * body->vz;
    work += p->c * (body->vx * body->vx + body->vy * body->vy + body->vz * body->vz);
  }
  p->work += work;
}
