#include <stdint.h>
#include "consumers_random.h"

static inline uint64_t next_bits(struct sfc64 *p) {
  uint64_t made = p->a + p->b + p->counter++;
  p->a = p->b ^ (p->b >> 11);
  p->b = p->c + (p->c << 3);
  p->c = ((p->c << 24) | (p->c >> 40)) + made;
  return made;
}

uint64_t next_uint64(void *user_data) { return next_bits(user_data); }
uint32_t next_uint32(void *user_data) { return next_bits(user_data) >> 32; }
double next_double(void *user_data) { return (next_bits(user_data) >> 11) * (1.0 / 9007199254740992.0); }
