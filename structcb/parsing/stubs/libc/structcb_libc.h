/* Types of the C library as glibc lays them out on 64-bit x86 Linux, for parsing on machines without its headers. */
#if !defined(STRUCTCB_LIBC)
#define STRUCTCB_LIBC
#if !defined(__linux__) || !defined(__x86_64__) || !defined(__LP64__)
#error "structcb ships C library types for 64-bit x86 Linux only; install the C library's development files"
#endif
#include <stddef.h>
#include <stdint.h>

typedef unsigned char u_char;
typedef unsigned short u_short, ushort;
typedef unsigned int u_int, uint;
typedef unsigned long u_long, ulong;
typedef uint8_t u_int8_t;
typedef uint16_t u_int16_t;
typedef uint32_t u_int32_t;
typedef uint64_t u_int64_t;
typedef long ssize_t, off_t, off64_t, loff_t, time_t, clock_t, suseconds_t, blksize_t, blkcnt_t;
typedef int pid_t, clockid_t, key_t;
typedef unsigned int uid_t, gid_t, mode_t, id_t, useconds_t, socklen_t;
typedef unsigned long dev_t, ino_t, nlink_t;
typedef void *timer_t;
typedef char *caddr_t;
typedef __WINT_TYPE__ wint_t;
typedef struct _IO_FILE FILE;

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};
struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
struct itimerval {
    struct timeval it_interval, it_value;
};
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};
typedef struct {
    unsigned long structcb_bits[16];
} sigset_t;
typedef struct {
    long structcb_bits[16];
} fd_set;
typedef struct {
    int structcb_count;
    unsigned int structcb_value;
} mbstate_t;

typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;
typedef union {
    char structcb_bytes[40];
    long structcb_align;
} pthread_mutex_t;
typedef union {
    char structcb_bytes[48];
    long long structcb_align;
} pthread_cond_t;
typedef union {
    char structcb_bytes[56];
    long structcb_align;
} pthread_rwlock_t, pthread_attr_t;
typedef union {
    char structcb_bytes[32];
    long structcb_align;
} pthread_barrier_t, sem_t;
typedef union {
    char structcb_bytes[4];
    int structcb_align;
} pthread_mutexattr_t, pthread_condattr_t;
#endif
