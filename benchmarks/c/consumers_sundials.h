struct orbit { long ncalls; double closest; };
struct robertson { double k1, k2, k3; long ncalls; };

int attract(double t, void *y, void *ydot, void *user_data);
int react(double t, void *y, void *ydot, void *r, void *user_data);
