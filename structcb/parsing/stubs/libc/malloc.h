#include <structcb_libc.h>
