typedef int (*rhs_fn)(double t, const double *y, double *ydot, void *user_data);
typedef int (*force_fn)(const double *x, double *a, void *user_data);

struct oscillator { double k; double m; long ncalls; };
struct cluster { int n; double G; double softening; double mass[32]; long ncalls; };

int rk4(rhs_fn f, double t, double h, long steps, double *y, int n, void *user_data);
int leapfrog(force_fn f, double h, long steps, int n, double *x, double *v, double *a, void *user_data);

int oscillate(double t, const double *y, double *ydot, void *user_data);
int attract(const double *x, double *a, void *user_data);
