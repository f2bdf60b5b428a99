struct valley { double a, b, best; long nvalues, ngradients; };

double rosenbrock(unsigned n, const double *x, double *gradient, void *user_data);
