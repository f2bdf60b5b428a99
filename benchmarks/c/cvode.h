struct robertson { double k1, k2, k3; long ncalls; double last_time; double largest[3]; };

int react(double t, void *y, void *ydot, void *user_data);
