/* Every number that C has. */
struct scalars {
    char c;
    signed char sc;
    unsigned char uc;
    short s;
    unsigned short us;
    int i;
    unsigned int ui;
    long l;
    unsigned long ul;
    long long ll;
    unsigned long long ull;
    int8_t i8;
    uint16_t u16;
    int32_t i32;
    uint64_t u64;
    size_t size;
    ptrdiff_t diff;
    intptr_t ip;
    uintptr_t up;
    float f;
    double d;
    _Bool b;
    float _Complex zf;
    double _Complex z;
    char16_t c16;
    wchar_t wide;
};

void fill(struct scalars *s);
int check(const struct scalars *s);
