/* Packed structs, and structs inside them. */
struct natural {
    double x;
    int i;
};

#pragma pack(push, 1)
struct packed {
    char a;
    double b;
    short c;
    double w[3];
    struct natural inner;
    struct natural many[2];
    double *data;
};
#pragma pack(pop)

#pragma pack(push, 2)
struct halfway {
    char a;
    double b;
    int c;
};
#pragma pack(pop)

struct packing {
    char odd;
    struct packed packed;
    struct halfway halfway;
};

void fill(struct packing *s);
int check(const struct packing *s);
