typedef double (*integrand_fn)(double t, void *user_data);

struct decay { double k; long ncalls; };

double damped(double t, void *user_data);
