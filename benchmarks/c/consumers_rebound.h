typedef struct { double c; long ncalls; double work; } drag;

void force(void *simulation);
