/* Structcb's stand-in for the compiler's stdint.h, for parsing only; a C library's own is read instead. */
#if !defined(STRUCTCB_STDINT)
#define STRUCTCB_STDINT
#if __has_include_next(<stdint.h>)
#include_next <stdint.h>
#else
#include "structcb_stdint.h"
#endif
#endif
