/*
 * SQLite 3: functions of one's own in SQL: scalars, aggregates and window functions.
 *
 * Upstream: https://sqlite.org, version 3.40.1, the headers sqlite3.h and sqlite3ext.h, as Debian's libsqlite3-dev brings
 * them. The authors disclaim copyright to this source code: it is in the public domain.
 *
 * `sqlite3_api_routines` is how a loaded extension reaches SQLite, wherever that was linked into. It only ever grows
 * at its end: nothing here is newer than 3.25, which added `create_window_function`. Of it and of `sqlite3_vfs` only the
 * members that structcb.consumers.sqlite calls or follows are declared.
 * SQLITE_STATIC and SQLITE_TRANSIENT are macros that cast 0 and -1 to a destructor; structcb.consumers.sqlite has them.
 *
 * Left out: everything else.
 */

/*
 * Extracted from sqlite3ext.h (libsqlite3-dev 3.40.1), for Linux on x86_64, by
 *     structcb extract sqlite3ext.h -DSQLITE_CORE --only SQLITE_OK SQLITE_INTERRUPT SQLITE_INTEGER SQLITE_FLOAT \
 *         SQLITE_TEXT SQLITE_BLOB SQLITE_NULL SQLITE_UTF8 SQLITE_DETERMINISTIC SQLITE_LIMIT_LENGTH \
 *         SQLITE_LIMIT_VARIABLE_NUMBER sqlite3_vfs.pNext sqlite3_aggregate_context sqlite3_errmsg sqlite3_libversion \
 *         sqlite3_result_blob sqlite3_result_double sqlite3_result_error sqlite3_result_int64 sqlite3_result_null \
 *         sqlite3_result_text sqlite3_user_data sqlite3_value_blob sqlite3_value_bytes sqlite3_value_double \
 *         sqlite3_value_int64 sqlite3_value_text sqlite3_value_type sqlite3_vfs_find sqlite3_result_error_code \
 *         sqlite3_limit sqlite3_create_function_v2 sqlite3_sourceid sqlite3_create_window_function \
 *         sqlite3_api_routines.aggregate_context sqlite3_api_routines.errmsg sqlite3_api_routines.libversion \
 *         sqlite3_api_routines.result_blob sqlite3_api_routines.result_double sqlite3_api_routines.result_error \
 *         sqlite3_api_routines.result_int64 sqlite3_api_routines.result_null sqlite3_api_routines.result_text \
 *         sqlite3_api_routines.user_data sqlite3_api_routines.value_blob sqlite3_api_routines.value_bytes \
 *         sqlite3_api_routines.value_double sqlite3_api_routines.value_int64 sqlite3_api_routines.value_text \
 *         sqlite3_api_routines.value_type sqlite3_api_routines.vfs_find sqlite3_api_routines.result_error_code \
 *         sqlite3_api_routines.limit sqlite3_api_routines.create_function_v2 sqlite3_api_routines.sourceid \
 *         sqlite3_api_routines.create_window_function -o cdefs/sqlite/sqlite3.h
 * Don't edit: run the command again.
 */

/* Members named structcb_... only keep the others in place. */

#define SQLITE_OK 0
#define SQLITE_INTERRUPT 9
#define SQLITE_LIMIT_LENGTH 0
#define SQLITE_LIMIT_VARIABLE_NUMBER 9
#define SQLITE_INTEGER 1
#define SQLITE_FLOAT 2
#define SQLITE_BLOB 4
#define SQLITE_NULL 5
#define SQLITE_TEXT 3
#define SQLITE_UTF8 1
#define SQLITE_DETERMINISTIC 2048
const char *sqlite3_libversion(void);
const char *sqlite3_sourceid(void);
typedef struct sqlite3 sqlite3;
typedef long long sqlite_int64;
typedef sqlite_int64 sqlite3_int64;
typedef struct sqlite3_api_routines sqlite3_api_routines;
typedef struct sqlite3_vfs sqlite3_vfs;

struct sqlite3_vfs {
    unsigned long long structcb_align[0];
    unsigned char structcb_pad1[16];
    sqlite3_vfs *pNext;
    unsigned char structcb_pad2[144];
};

const char *sqlite3_errmsg(sqlite3 *);
int sqlite3_limit(sqlite3 *, int id, int newVal);
typedef struct sqlite3_value sqlite3_value;
typedef struct sqlite3_context sqlite3_context;

int sqlite3_create_function_v2(sqlite3 *db, const char *zFunctionName, int nArg, int eTextRep, void *pApp,
    void (*xFunc)(sqlite3_context *, int, sqlite3_value **), void (*xStep)(sqlite3_context *, int, sqlite3_value **),
    void (*xFinal)(sqlite3_context *), void (*xDestroy)(void *));

int sqlite3_create_window_function(sqlite3 *db, const char *zFunctionName, int nArg, int eTextRep, void *pApp,
    void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *),
    void (*xValue)(sqlite3_context *), void (*xInverse)(sqlite3_context *, int, sqlite3_value **),
    void (*xDestroy)(void *));

const void *sqlite3_value_blob(sqlite3_value *);
double sqlite3_value_double(sqlite3_value *);
sqlite3_int64 sqlite3_value_int64(sqlite3_value *);
const unsigned char *sqlite3_value_text(sqlite3_value *);
int sqlite3_value_bytes(sqlite3_value *);
int sqlite3_value_type(sqlite3_value *);
void *sqlite3_aggregate_context(sqlite3_context *, int nBytes);
void *sqlite3_user_data(sqlite3_context *);
void sqlite3_result_blob(sqlite3_context *, const void *, int, void (*)(void *));
void sqlite3_result_double(sqlite3_context *, double);
void sqlite3_result_error(sqlite3_context *, const char *, int);
void sqlite3_result_error_code(sqlite3_context *, int);
void sqlite3_result_int64(sqlite3_context *, sqlite3_int64);
void sqlite3_result_null(sqlite3_context *);
void sqlite3_result_text(sqlite3_context *, const char *, int, void (*)(void *));
sqlite3_vfs *sqlite3_vfs_find(const char *zVfsName);

/* The following structure holds pointers to all of the SQLite API
 * routines.
 *
 * WARNING:  In order to maintain backwards compatibility, add new
 * interfaces to the end of this structure only.  If you insert new
 * interfaces in the middle of this structure, then older different
 * versions of SQLite will not be able to load each other's shared
 * libraries! */
struct sqlite3_api_routines {
    unsigned long long structcb_align[0];
    void *(*aggregate_context)(sqlite3_context *, int nBytes);
    unsigned char structcb_pad1[416];
    const char *(*errmsg)(sqlite3 *);
    unsigned char structcb_pad2[96];
    const char *(*libversion)(void);
    unsigned char structcb_pad3[88];
    void (*result_blob)(sqlite3_context *, const void *, int, void (*)(void *));
    void (*result_double)(sqlite3_context *, double);
    void (*result_error)(sqlite3_context *, const char *, int);
    unsigned char structcb_pad4[16];
    void (*result_int64)(sqlite3_context *, sqlite_int64);
    void (*result_null)(sqlite3_context *);
    void (*result_text)(sqlite3_context *, const char *, int, void (*)(void *));
    unsigned char structcb_pad5[120];
    void *(*user_data)(sqlite3_context *);
    const void *(*value_blob)(sqlite3_value *);
    int (*value_bytes)(sqlite3_value *);
    unsigned char structcb_pad6[8];
    double (*value_double)(sqlite3_value *);
    unsigned char structcb_pad7[8];
    sqlite_int64 (*value_int64)(sqlite3_value *);
    unsigned char structcb_pad8[8];
    const unsigned char *(*value_text)(sqlite3_value *);
    unsigned char structcb_pad9[24];
    int (*value_type)(sqlite3_value *);
    unsigned char structcb_pad10[216];
    sqlite3_vfs *(*vfs_find)(const char *);
    unsigned char structcb_pad11[32];
    void (*result_error_code)(sqlite3_context *, int);
    unsigned char structcb_pad12[32];
    int (*limit)(sqlite3 *, int, int);
    unsigned char structcb_pad13[80];
    int (*create_function_v2)(sqlite3 *, const char *, int, int, void *, void (*xFunc)(sqlite3_context *, int,
        sqlite3_value **), void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *),
        void (*xDestroy)(void *));
    unsigned char structcb_pad14[48];
    const char *(*sourceid)(void);
    unsigned char structcb_pad15[552];
    int (*create_window_function)(sqlite3 *, const char *, int, int, void *, void (*xStep)(sqlite3_context *, int,
        sqlite3_value **), void (*xFinal)(sqlite3_context *), void (*xValue)(sqlite3_context *),
        void (*xInv)(sqlite3_context *, int, sqlite3_value **), void (*xDestroy)(void *));
    unsigned char structcb_pad16[208];
};

/* The layouts:
 *
 * struct sqlite3_api_routines: 2128 bytes, alignment 8, 34 cache lines; 1744 bytes lost to holes, 208 bytes to padding
 *   offset  size  type                                                          name
 *        0     8  void * (*)(struct sqlite3_context *, int nBytes)              aggregate_context
 *        8   416                                                                (hole)                  cache lines 1 to 6 begin
 *      424     8  const char * (*)(struct sqlite3 *)                            errmsg
 *      432    96                                                                (hole)                  cache lines 7 to 8 begin
 *      528     8  const char * (*)(void)                                        libversion
 *      536    88                                                                (hole)                  cache line 9 begins at its byte 40
 *      624     8  void (*)(struct sqlite3_context *, const void *, int, voi...  result_blob
 *      632     8  void (*)(struct sqlite3_context *, double)                    result_double
 *      640     8  void (*)(struct sqlite3_context *, const char *, int)         result_error            cache line 10 begins
 *      648    16                                                                (hole)
 *      664     8  void (*)(struct sqlite3_context *, long long)                 result_int64
 *      672     8  void (*)(struct sqlite3_context *)                            result_null
 *      680     8  void (*)(struct sqlite3_context *, const char *, int, voi...  result_text
 *      688   120                                                                (hole)                  cache lines 11 to 12 begin
 *      808     8  void * (*)(struct sqlite3_context *)                          user_data
 *      816     8  const void * (*)(struct sqlite3_value *)                      value_blob
 *      824     8  int (*)(struct sqlite3_value *)                               value_bytes
 *      832     8                                                                (hole)                  cache line 13 begins
 *      840     8  double (*)(struct sqlite3_value *)                            value_double
 *      848     8                                                                (hole)
 *      856     8  long long (*)(struct sqlite3_value *)                         value_int64
 *      864     8                                                                (hole)
 *      872     8  const unsigned char * (*)(struct sqlite3_value *)             value_text
 *      880    24                                                                (hole)                  cache line 14 begins at its byte 16
 *      904     8  int (*)(struct sqlite3_value *)                               value_type
 *      912   216                                                                (hole)                  cache lines 15 to 17 begin
 *     1128     8  struct sqlite3_vfs * (*)(const char *)                        vfs_find
 *     1136    32                                                                (hole)                  cache line 18 begins at its byte 16
 *     1168     8  void (*)(struct sqlite3_context *, int)                       result_error_code
 *     1176    32                                                                (hole)
 *     1208     8  int (*)(struct sqlite3 *, int, int)                           limit
 *     1216    80                                                                (hole)                  cache lines 19 to 20 begin
 *     1296     8  int (*)(struct sqlite3 *, const char *, int, int, void *,...  create_function_v2
 *     1304    48                                                                (hole)                  cache line 21 begins at its byte 40
 *     1352     8  const char * (*)(void)                                        sourceid
 *     1360   552                                                                (hole)                  cache lines 22 to 29 begin
 *     1912     8  int (*)(struct sqlite3 *, const char *, int, int, void *,...  create_window_function
 *     1920   208                                                                (padding)               cache lines 30 to 33 begin
 *
 * struct sqlite3_vfs: 168 bytes, alignment 8, 3 cache lines; 16 bytes lost to holes, 144 bytes to padding
 *   offset  size  type                  name
 *        0    16                        (hole)
 *       16     8  struct sqlite3_vfs *  pNext
 *       24   144                        (padding)  cache lines 1 to 2 begin
 */
