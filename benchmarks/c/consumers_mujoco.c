#include <mujoco/mujoco.h>
#include "consumers_mujoco.h"

/* MuJoCo hands no user data to its callbacks. */
static controller *state;

void use(controller *given) { state = given; }

void control(const void *model, void *data) {
  const mjModel *m = model;
  mjData *d = data;
  controller *p = state;
  p->ncalls += 1;
  double error = p->target - d->qpos[0];
  p->integral += error * m->opt.timestep;
  double force = p->kp * error - p->kd * d->qvel[0] + 0.1 * p->integral;
  if (force > p->largest) p->largest = force;
  d->ctrl[0] = force;
}
