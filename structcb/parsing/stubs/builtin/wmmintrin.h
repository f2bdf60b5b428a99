#include "structcb_vectors.h"
