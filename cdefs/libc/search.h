/* Searching, sorting and walking in the C library.
 *
 * From POSIX.1-2017 (<stdlib.h>, <search.h>, <ftw.h>) and the GNU C library 2.36 (qsort_r, twalk_r, tdestroy), LGPL-2.1.
 * twalk_r is there since 2.30.
 *
 * Left out: hcreate and its kind, insque, lsearch, ftw (obsolete), nftw's flags but for the portable ones, and the
 * fields of `struct stat`, which each machine lays out in its own way: name the struct of your own header instead.
 */

void qsort(void *base, size_t nmemb, size_t size, int (*compar)(const void *a, const void *b));
void qsort_r(void *base, size_t nmemb, size_t size, int (*compar)(const void *a, const void *b, void *arg), void *arg);
void *bsearch(const void *key, const void *base, size_t nmemb, size_t size, int (*compar)(const void *key, const void *item));

/* A tree: each node begins with a pointer to its item. */
typedef enum { preorder, postorder, endorder, leaf } VISIT;

void *tsearch(const void *key, void **rootp, int (*compar)(const void *a, const void *b));
void *tfind(const void *key, void *const *rootp, int (*compar)(const void *a, const void *b));
void *tdelete(const void *key, void **rootp, int (*compar)(const void *a, const void *b));
void twalk(const void *root, void (*action)(const void *nodep, VISIT which, int depth));
void twalk_r(const void *root, void (*action)(const void *nodep, VISIT which, void *closure), void *closure);
void tdestroy(void *root, void (*free_node)(void *item));
void free(void *ptr);

/* Walking through folders */
struct FTW {
    int base;       /* where the name begins in the path */
    int level;      /* 0 for the folder to begin with */
};

enum { FTW_F, FTW_D, FTW_DNR, FTW_NS, FTW_SL, FTW_DP, FTW_SLN };  /* what kind of entry */
enum { FTW_PHYS = 1, FTW_MOUNT = 2, FTW_CHDIR = 4, FTW_DEPTH = 8 };  /* how to walk */

int nftw(const char *dirpath, int (*fn)(const char *fpath, const void *sb, int typeflag, struct FTW *ftwbuf), int nopenfd, int flags);
