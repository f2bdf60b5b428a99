/* Arrays of numbers inside a struct. */
struct arrays {
    double weights[8];
    double grid[3][4];
    _Bool mask[4];
    int16_t cube[2][2][2];
    unsigned char bytes[3];
};

void fill(struct arrays *s);
int check(const struct arrays *s);
