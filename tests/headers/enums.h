/* Enumerations: unsigned, signed, typedef'd, in arrays. */
enum color { RED, GREEN = 5, BLUE };
typedef enum { COLD = -1, WARM = 1 } warmth_t;

struct enums {
    enum color color;
    warmth_t warmth;
    enum color palette[3];
};

void fill(struct enums *s);
int check(const struct enums *s);
