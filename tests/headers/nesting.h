/* Structs inside structs: named, anonymous, in arrays; names that Python keeps for itself. */
struct inner {
    double x;
    int t;
};

struct nesting {
    struct inner inner;
    struct inner many[3];
    struct {
        int flat;
        double wide;
    };
    struct {
        struct {
            short deep;
        } one;
    } two;
    int from;
    struct inner in;
};

void fill(struct nesting *s);
int check(const struct nesting *s);
