/* Arrays of structs: items, columns, more dimensions. */
struct item {
    double mass;
    int id;
    _Bool on;
    double pos[3];
};

struct items {
    struct item items[4];
    struct item grid[2][3];
    struct item *more;
};

void fill(struct items *s);
int check(const struct items *s);
