/* Structcb's stand-in for the compiler's iso646.h, for parsing only. */
#if !defined(STRUCTCB_ISO646)
#define STRUCTCB_ISO646
#define and &&
#define and_eq &=
#define bitand &
#define bitor |
#define compl ~
#define not !
#define not_eq !=
#define or ||
#define or_eq |=
#define xor ^
#define xor_eq ^=
#endif
