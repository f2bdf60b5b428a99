/* Text: in the struct, pointed at, in rows. */
struct text {
    char name[16];
    char full[3];
    const char *label;
    char *buffer;
    char rows[2][8];
    const char *null;
};

void fill(struct text *s);
int check(const struct text *s);
