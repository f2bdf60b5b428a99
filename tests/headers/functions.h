/* Function pointers: called, tested, assigned, in arrays, returned; structs as their arguments. */
typedef double (*eval_fn)(double x, void *ctx);

struct functions {
    eval_fn eval;
    double *ctx;
    eval_fn table[2];
    eval_fn missing;
    double (*total)(const struct functions *self);
    double factor;
};

double scale(double x, void *ctx);
double square(double x, void *ctx);
eval_fn pick(int which);

void fill(struct functions *s);
int check(const struct functions *s);
