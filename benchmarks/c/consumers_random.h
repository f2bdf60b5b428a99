struct sfc64 { uint64_t a, b, c, counter; };

uint64_t next_uint64(void *user_data);
uint32_t next_uint32(void *user_data);
double next_double(void *user_data);
