/* Bit-fields: signed, unsigned, _Bool, up to 64 bits, straddling bytes. */
struct bits {
    unsigned ready : 1;
    unsigned mode : 3;
    int level : 5;
    _Bool on : 1;
    unsigned long long wide : 40;
    long long all : 64;
    unsigned char small : 7;
    unsigned : 0;
    long long straddle : 33;
    signed char last : 4;
};

void fill(struct bits *s);
int check(const struct bits *s);
