/* Structs by value, in and out of C functions. */
struct pair {
    double a;
    int b;
};

struct wide {
    double v[5];
};

struct values {
    struct pair (*swap)(struct pair p, int n);
    struct wide (*twice)(struct wide w);
    float _Complex (*turn)(float _Complex z);
    struct pair pair;
    struct wide wide;
    float _Complex z;
};

struct pair make_pair(double a, int b);
double norm(struct wide w);

void fill(struct values *s);
int check(const struct values *s);
