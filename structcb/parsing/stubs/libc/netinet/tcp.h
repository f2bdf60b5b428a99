#include <structcb_sockets.h>
