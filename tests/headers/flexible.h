/* A flexible array member, of numbers and of structs. */
struct point {
    double x, y;
};

struct flexible {
    int n;
    double data[];
};

struct path {
    int n;
    struct point points[];
};

void fill(struct flexible *s);
int check(const struct flexible *s);
double length(const struct path *p);
