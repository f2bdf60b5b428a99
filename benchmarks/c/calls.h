typedef double (*map_fn)(double x, void *user_data);

struct spring { double k; long ncalls; };

double map_many(map_fn f, long times, void *user_data);

double stretch(double x, void *user_data);
double ratio(double x, void *user_data);
