typedef struct { double kp, kd, target, integral, largest; long ncalls; } controller;

void use(controller *state);
void control(const void *model, void *data);
