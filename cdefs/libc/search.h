/*
 * Searching, sorting and walking in the C library.
 *
 * Upstream: the GNU C library 2.36 (https://www.gnu.org/software/libc/), its headers stdlib.h, search.h and ftw.h, as
 * Debian's libc6-dev brings them. Copyright (c) 1991-2022 Free Software Foundation, Inc.
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * All of it is in POSIX.1-2017, but for qsort_r, twalk_r (since 2.30) and tdestroy.
 *
 * `struct stat` is left without its members, which each machine lays out in its own way: name the struct of your own
 * header instead.
 *
 * Left out: hcreate and its kind, insque, lsearch, ftw (obsolete), and nftw's flags but for the portable ones.
 */

/*
 * Extracted from stdlib.h, search.h, ftw.h (libc6-dev 2.36), for Linux on x86_64, by
 *     structcb extract stdlib.h search.h ftw.h -D_GNU_SOURCE --only qsort qsort_r bsearch VISIT tsearch tfind tdelete \
 *         twalk twalk_r tdestroy free FTW FTW_F FTW_D FTW_DNR FTW_NS FTW_SL FTW_DP FTW_SLN FTW_PHYS FTW_MOUNT \
 *         FTW_CHDIR FTW_DEPTH nftw --opaque 'struct stat' -o cdefs/libc/search.h
 * Don't edit: run the command again.
 */

void free(void *__ptr);
typedef int (*__compar_fn_t)(const void *, const void *);
typedef int (*__compar_d_fn_t)(const void *, const void *, void *);
void *bsearch(const void *__key, const void *__base, size_t __nmemb, size_t __size, __compar_fn_t __compar);
void qsort(void *__base, size_t __nmemb, size_t __size, __compar_fn_t __compar);
void qsort_r(void *__base, size_t __nmemb, size_t __size, __compar_d_fn_t __compar, void *__arg);
typedef enum { preorder = 0, postorder = 1, endorder = 2, leaf = 3 } VISIT;
void *tsearch(const void *__key, void **__rootp, __compar_fn_t __compar);
void *tfind(const void *__key, void * const *__rootp, __compar_fn_t __compar);
void *tdelete(const void * restrict __key, void ** restrict __rootp, __compar_fn_t __compar);
typedef void (*__action_fn_t)(const void *__nodep, VISIT __value, int __level);
void twalk(const void *__root, __action_fn_t __action);
void twalk_r(const void *__root, void (*)(const void *__nodep, VISIT __value, void *__closure), void *__closure);
typedef void (*__free_fn_t)(void *__nodep);
void tdestroy(void *__root, __free_fn_t __freefct);
enum { FTW_F = 0, FTW_D = 1, FTW_DNR = 2, FTW_NS = 3, FTW_SL = 4, FTW_DP = 5, FTW_SLN = 6 };
enum { FTW_PHYS = 1, FTW_MOUNT = 2, FTW_CHDIR = 4, FTW_DEPTH = 8, FTW_ACTIONRETVAL = 16 };

/* Structure used for fourth argument to callback function for `nftw'. */
struct FTW {
    int base;
    int level;
};

typedef int (*__nftw_func_t)(const char *__filename, const struct stat *__status, int __flag, struct FTW *__info);
int nftw(const char *__dir, __nftw_func_t __func, int __descriptors, int __flag);

/* The layouts:
 *
 * struct FTW: 8 bytes, alignment 4, 1 cache line; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type  name
 *        0     4  int   base
 *        4     4  int   level
 */
