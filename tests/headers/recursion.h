/* Structs that lead to themselves and to each other. */
struct husband;

struct wife {
    double age;
    struct husband *spouse;
};

struct husband {
    double age;
    struct wife *spouse;
};

struct node {
    double value;
    struct node *next;
    struct node *children[2];
};

struct recursion {
    struct node *first;
    struct node root;
    struct wife wife;
    struct husband husband;
};

void fill(struct recursion *s);
int check(const struct recursion *s);
