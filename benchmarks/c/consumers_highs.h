struct progress { long ncalls, iterations; double value; };

void look(int kind, const char *message, const void *data_out, void *data_in, void *user_data);
