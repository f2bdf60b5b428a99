struct trimmed { double low, high; long nclipped; };

int clipped_mean(double *window, intptr_t size, double *result, void *user_data);
