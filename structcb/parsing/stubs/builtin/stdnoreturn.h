/* Structcb's stand-in for the compiler's stdnoreturn.h, for parsing only. */
#if !defined(STRUCTCB_STDNORETURN)
#define STRUCTCB_STDNORETURN
#define noreturn _Noreturn
#endif
