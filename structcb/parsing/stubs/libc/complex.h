#if !defined(complex)
#define complex _Complex
#endif
