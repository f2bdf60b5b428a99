/* Unions: named, anonymous, in arrays, in packed structs. */
union number {
    long long as_int;
    double as_double;
    struct {
        float lo, hi;
    } parts;
    unsigned char bytes[8];
};

#pragma pack(push, 1)
struct tagged {
    char tag;
    union number value;
};
#pragma pack(pop)

struct unions {
    int tag;
    union number u;
    union {
        long long anon_int;
        double anon_double;
    };
    union number many[2];
    struct tagged packed;
};

void fill(struct unions *s);
int check(const struct unions *s);
