struct record { int id; double key[3]; };
struct order { int column; long ncalls; };

int by_column(const void *a, const void *b, void *user_data);
