/* Structcb's stand-in for the compiler's stdbool.h, for parsing only. */
#if !defined(STRUCTCB_STDBOOL)
#define STRUCTCB_STDBOOL
#define bool _Bool
#define true 1
#define false 0
#define __bool_true_false_are_defined 1
#endif
