/* stdint.h as glibc has it on 64-bit x86 Linux. */
#if !defined(STRUCTCB_LIBC_STDINT)
#define STRUCTCB_LIBC_STDINT
#include <structcb_stdint.h>
#if !defined(__linux__) || !defined(__x86_64__) || !defined(__LP64__)
#error "structcb ships C library types for 64-bit x86 Linux only; install the C library's development files"
#endif
typedef signed char int_fast8_t;
typedef unsigned char uint_fast8_t;
typedef long int_fast16_t, int_fast32_t, int_fast64_t;
typedef unsigned long uint_fast16_t, uint_fast32_t, uint_fast64_t;
#define INT_FAST8_MAX INT8_MAX
#define INT_FAST8_MIN INT8_MIN
#define UINT_FAST8_MAX UINT8_MAX
#define INT_FAST16_MAX INT64_MAX
#define INT_FAST16_MIN INT64_MIN
#define UINT_FAST16_MAX UINT64_MAX
#define INT_FAST32_MAX INT64_MAX
#define INT_FAST32_MIN INT64_MIN
#define UINT_FAST32_MAX UINT64_MAX
#define INT_FAST64_MAX INT64_MAX
#define INT_FAST64_MIN INT64_MIN
#define UINT_FAST64_MAX UINT64_MAX
#endif
