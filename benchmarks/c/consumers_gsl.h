struct lattice { double scale; long ncalls; };
struct oscillator { double mu; long ncalls; };

double watson(double *x, size_t dim, void *params);
int van_der_pol(double t, const double *y, double *dydt, void *params);
