/* One field of many structs: numbers, structs, arrays of structs, unions, pointers, bits, constants, packing. */
struct point {
    double x;
    int tag;
};

#pragma pack(push, 1)
struct tight {
    char c;
    double v;
};
#pragma pack(pop)

struct row {
    struct point in;
    struct point pair[2];
    union { double d; unsigned char bytes[8]; } u;
    struct point *to;
    unsigned flag : 3;
    int size;
    const int fixed;
    struct tight tight;
    double data;
};

struct columns {
    struct row rows[4];
    struct row *more;
    struct point points[2];
};

void fill(struct columns *s);
int check(const struct columns *s);
