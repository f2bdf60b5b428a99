/* Pointers: to numbers, to pointers, to arrays, to structs; arrays of pointers; handles without a body. */
typedef struct engine engine_t;

struct item {
    double mass;
    int id;
};

struct pointers {
    double *data;
    int n;
    const double *constant;
    double **rows;
    int (*matrix)[3];
    double *columns[3];
    struct item *items;
    struct item **refs;
    engine_t *engine;
    void *anything;
    double *null;
};

int engine_speed(const engine_t *engine);
void engine_set(engine_t *engine, int speed);
engine_t *engine_new(void);
double total_mass(const struct item *items, int n);
void double_all(double *values, int n);

void fill(struct pointers *s);
int check(const struct pointers *s);
