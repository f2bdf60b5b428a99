/* Structcb's stand-in for the compiler's stddef.h, for parsing only. */
#if !defined(STRUCTCB_STDDEF)
#define STRUCTCB_STDDEF
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;
typedef struct {
    long long structcb_integer __attribute__((aligned(__alignof__(long long))));
    long double structcb_real __attribute__((aligned(__alignof__(long double))));
} max_align_t;
#undef NULL
#define NULL ((void *)0)
#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif
/* glibc asks for single types this way, at any time. */
#if defined(__need_wint_t)
typedef __WINT_TYPE__ wint_t;
#undef __need_wint_t
#endif
#undef __need_size_t
#undef __need_ptrdiff_t
#undef __need_wchar_t
#undef __need_NULL
