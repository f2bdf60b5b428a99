#if !defined(STRUCTCB_SETJMP)
#define STRUCTCB_SETJMP
#include <structcb_libc.h>
typedef struct {
    unsigned long structcb_registers[25];
} jmp_buf[1], sigjmp_buf[1];
#endif
