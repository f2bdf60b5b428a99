/* Structcb's stand-in for the compiler's stdalign.h, for parsing only. */
#if !defined(STRUCTCB_STDALIGN)
#define STRUCTCB_STDALIGN
#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1
#endif
