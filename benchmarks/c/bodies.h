struct model { int n; long count; double k, m, lo, hi, t; double c[8]; int whole[1024]; };
typedef int (*body_fn)(const double *x, double *out, void *user_data);

long repeat_body(body_fn f, long times, const double *x, double *out, void *user_data);

int divide(const double *x, double *out, void *user_data);
int polynomial(const double *x, double *out, void *user_data);
int clip(const double *x, double *out, void *user_data);
int heat(const double *x, double *out, void *user_data);
int remainders(const double *x, double *out, void *user_data);
