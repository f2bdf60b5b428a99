typedef struct { double scale; long ncalls; double sum; } scaling;
typedef struct { long n; double mean, m2; } welford;

void use(const void *routines);
void scaled(void *context, int count, void **values);
void enter(void *context, int count, void **values);
void deviation(void *context);
