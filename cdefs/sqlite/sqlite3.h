/*
 * SQLite 3: functions of one's own in SQL: scalars, aggregates and window functions.
 *
 * Upstream: https://sqlite.org, version 3.40.1, the headers sqlite3.h and sqlite3ext.h, as Debian's libsqlite3-dev brings
 * them. The authors disclaim copyright to this source code: it is in the public domain.
 *
 * `sqlite3_api_routines` is how a loaded extension reaches SQLite, wherever that was linked into. It only ever grows
 * at its end: nothing here is newer than 3.25, up to `create_window_function`, is called.
 * SQLITE_STATIC and SQLITE_TRANSIENT are macros that cast 0 and -1 to a destructor; structcb.consumers.sqlite has them.
 *
 * Left out: everything else, and the members of what only file systems and virtual tables need.
 */

/*
 * Extracted from sqlite3ext.h (libsqlite3-dev 3.40.1), for Linux on x86_64, by
 *     structcb extract sqlite3ext.h -DSQLITE_CORE --only SQLITE_OK SQLITE_INTERRUPT SQLITE_INTEGER SQLITE_FLOAT \
 *         SQLITE_TEXT SQLITE_BLOB SQLITE_NULL SQLITE_UTF8 SQLITE_DETERMINISTIC SQLITE_LIMIT_LENGTH \
 *         SQLITE_LIMIT_VARIABLE_NUMBER sqlite3_vfs sqlite3_aggregate_context sqlite3_libversion sqlite3_result_blob \
 *         sqlite3_result_double sqlite3_result_error sqlite3_result_int64 sqlite3_result_null sqlite3_result_text \
 *         sqlite3_user_data sqlite3_value_blob sqlite3_value_bytes sqlite3_value_double sqlite3_value_int64 \
 *         sqlite3_value_text sqlite3_value_type sqlite3_errmsg sqlite3_vfs_find sqlite3_result_error_code \
 *         sqlite3_limit sqlite3_create_function_v2 sqlite3_sourceid sqlite3_create_window_function \
 *         sqlite3_api_routines --opaque sqlite3_file sqlite3_index_info sqlite3_module -o cdefs/sqlite/sqlite3.h
 * Don't edit: run the command again.
 */

/* Bare pointers here, because their functions take a va_list: struct sqlite3_api_routines.str_vappendf,
    struct sqlite3_api_routines.vmprintf, struct sqlite3_api_routines.xvsnprintf */

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
typedef unsigned long long sqlite_uint64;
typedef sqlite_int64 sqlite3_int64;
typedef sqlite_uint64 sqlite3_uint64;
typedef int (*sqlite3_callback)(void *, int, char **, char **);
typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_mutex sqlite3_mutex;
typedef struct sqlite3_api_routines sqlite3_api_routines;
typedef const char *sqlite3_filename;
typedef struct sqlite3_vfs sqlite3_vfs;
typedef void (*sqlite3_syscall_ptr)(void);

struct sqlite3_vfs {
    int iVersion;  /* Structure version number (currently 3) */
    int szOsFile;  /* Size of subclassed sqlite3_file */
    int mxPathname;  /* Maximum file pathname length */
    sqlite3_vfs *pNext;  /* Next registered VFS */
    const char *zName;  /* Name of this virtual file system */
    void *pAppData;  /* Pointer to application-specific data */
    int (*xOpen)(sqlite3_vfs *, sqlite3_filename zName, sqlite3_file *, int flags, int *pOutFlags);
    int (*xDelete)(sqlite3_vfs *, const char *zName, int syncDir);
    int (*xAccess)(sqlite3_vfs *, const char *zName, int flags, int *pResOut);
    int (*xFullPathname)(sqlite3_vfs *, const char *zName, int nOut, char *zOut);
    void *(*xDlOpen)(sqlite3_vfs *, const char *zFilename);
    void (*xDlError)(sqlite3_vfs *, int nByte, char *zErrMsg);
    void (*(*xDlSym)(sqlite3_vfs *, void *, const char *zSymbol))(void);
    void (*xDlClose)(sqlite3_vfs *, void *);
    int (*xRandomness)(sqlite3_vfs *, int nByte, char *zOut);
    int (*xSleep)(sqlite3_vfs *, int microseconds);
    int (*xCurrentTime)(sqlite3_vfs *, double *);
    int (*xGetLastError)(sqlite3_vfs *, int, char *);
    /* The methods above are in version 1 of the sqlite_vfs object
     * definition.  Those that follow are added in version 2 or later */
    int (*xCurrentTimeInt64)(sqlite3_vfs *, sqlite3_int64 *);
    /* The methods above are in versions 1 and 2 of the sqlite_vfs object.
     * Those below are for version 3 and greater. */
    int (*xSetSystemCall)(sqlite3_vfs *, const char *zName, sqlite3_syscall_ptr);
    sqlite3_syscall_ptr (*xGetSystemCall)(sqlite3_vfs *, const char *zName);
    const char *(*xNextSystemCall)(sqlite3_vfs *, const char *zName);
};

const char *sqlite3_errmsg(sqlite3 *);
typedef struct sqlite3_stmt sqlite3_stmt;
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
typedef struct sqlite3_index_info sqlite3_index_info;
typedef struct sqlite3_module sqlite3_module;
typedef struct sqlite3_blob sqlite3_blob;
sqlite3_vfs *sqlite3_vfs_find(const char *zVfsName);
typedef struct sqlite3_str sqlite3_str;
typedef struct sqlite3_backup sqlite3_backup;

/* The following structure holds pointers to all of the SQLite API
 * routines.
 * 
 * WARNING:  In order to maintain backwards compatibility, add new
 * interfaces to the end of this structure only.  If you insert new
 * interfaces in the middle of this structure, then older different
 * versions of SQLite will not be able to load each other's shared
 * libraries! */
struct sqlite3_api_routines {
    void *(*aggregate_context)(sqlite3_context *, int nBytes);
    int (*aggregate_count)(sqlite3_context *);
    int (*bind_blob)(sqlite3_stmt *, int, const void *, int n, void (*)(void *));
    int (*bind_double)(sqlite3_stmt *, int, double);
    int (*bind_int)(sqlite3_stmt *, int, int);
    int (*bind_int64)(sqlite3_stmt *, int, sqlite_int64);
    int (*bind_null)(sqlite3_stmt *, int);
    int (*bind_parameter_count)(sqlite3_stmt *);
    int (*bind_parameter_index)(sqlite3_stmt *, const char *zName);
    const char *(*bind_parameter_name)(sqlite3_stmt *, int);
    int (*bind_text)(sqlite3_stmt *, int, const char *, int n, void (*)(void *));
    int (*bind_text16)(sqlite3_stmt *, int, const void *, int, void (*)(void *));
    int (*bind_value)(sqlite3_stmt *, int, const sqlite3_value *);
    int (*busy_handler)(sqlite3 *, int (*)(void *, int), void *);
    int (*busy_timeout)(sqlite3 *, int ms);
    int (*changes)(sqlite3 *);
    int (*close)(sqlite3 *);
    int (*collation_needed)(sqlite3 *, void *, void (*)(void *, sqlite3 *, int eTextRep, const char *));
    int (*collation_needed16)(sqlite3 *, void *, void (*)(void *, sqlite3 *, int eTextRep, const void *));
    const void *(*column_blob)(sqlite3_stmt *, int iCol);
    int (*column_bytes)(sqlite3_stmt *, int iCol);
    int (*column_bytes16)(sqlite3_stmt *, int iCol);
    int (*column_count)(sqlite3_stmt *pStmt);
    const char *(*column_database_name)(sqlite3_stmt *, int);
    const void *(*column_database_name16)(sqlite3_stmt *, int);
    const char *(*column_decltype)(sqlite3_stmt *, int i);
    const void *(*column_decltype16)(sqlite3_stmt *, int);
    double (*column_double)(sqlite3_stmt *, int iCol);
    int (*column_int)(sqlite3_stmt *, int iCol);
    sqlite_int64 (*column_int64)(sqlite3_stmt *, int iCol);
    const char *(*column_name)(sqlite3_stmt *, int);
    const void *(*column_name16)(sqlite3_stmt *, int);
    const char *(*column_origin_name)(sqlite3_stmt *, int);
    const void *(*column_origin_name16)(sqlite3_stmt *, int);
    const char *(*column_table_name)(sqlite3_stmt *, int);
    const void *(*column_table_name16)(sqlite3_stmt *, int);
    const unsigned char *(*column_text)(sqlite3_stmt *, int iCol);
    const void *(*column_text16)(sqlite3_stmt *, int iCol);
    int (*column_type)(sqlite3_stmt *, int iCol);
    sqlite3_value *(*column_value)(sqlite3_stmt *, int iCol);
    void *(*commit_hook)(sqlite3 *, int (*)(void *), void *);
    int (*complete)(const char *sql);
    int (*complete16)(const void *sql);
    int (*create_collation)(sqlite3 *, const char *, int, void *, int (*)(void *, int, const void *, int, const void *));
    int (*create_collation16)(sqlite3 *, const void *, int, void *, int (*)(void *, int, const void *, int, const void *));
    int (*create_function)(sqlite3 *, const char *, int, int, void *, void (*xFunc)(sqlite3_context *, int, sqlite3_value **), void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *));
    int (*create_function16)(sqlite3 *, const void *, int, int, void *, void (*xFunc)(sqlite3_context *, int, sqlite3_value **), void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *));
    int (*create_module)(sqlite3 *, const char *, const sqlite3_module *, void *);
    int (*data_count)(sqlite3_stmt *pStmt);
    sqlite3 *(*db_handle)(sqlite3_stmt *);
    int (*declare_vtab)(sqlite3 *, const char *);
    int (*enable_shared_cache)(int);
    int (*errcode)(sqlite3 *db);
    const char *(*errmsg)(sqlite3 *);
    const void *(*errmsg16)(sqlite3 *);
    int (*exec)(sqlite3 *, const char *, sqlite3_callback, void *, char **);
    int (*expired)(sqlite3_stmt *);
    int (*finalize)(sqlite3_stmt *pStmt);
    void (*free)(void *);
    void (*free_table)(char **result);
    int (*get_autocommit)(sqlite3 *);
    void *(*get_auxdata)(sqlite3_context *, int);
    int (*get_table)(sqlite3 *, const char *, char ***, int *, int *, char **);
    int (*global_recover)(void);
    void (*interruptx)(sqlite3 *);
    sqlite_int64 (*last_insert_rowid)(sqlite3 *);
    const char *(*libversion)(void);
    int (*libversion_number)(void);
    void *(*malloc)(int);
    char *(*mprintf)(const char *, ...);
    int (*open)(const char *, sqlite3 **);
    int (*open16)(const void *, sqlite3 **);
    int (*prepare)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
    int (*prepare16)(sqlite3 *, const void *, int, sqlite3_stmt **, const void **);
    void *(*profile)(sqlite3 *, void (*)(void *, const char *, sqlite_uint64), void *);
    void (*progress_handler)(sqlite3 *, int, int (*)(void *), void *);
    void *(*realloc)(void *, int);
    int (*reset)(sqlite3_stmt *pStmt);
    void (*result_blob)(sqlite3_context *, const void *, int, void (*)(void *));
    void (*result_double)(sqlite3_context *, double);
    void (*result_error)(sqlite3_context *, const char *, int);
    void (*result_error16)(sqlite3_context *, const void *, int);
    void (*result_int)(sqlite3_context *, int);
    void (*result_int64)(sqlite3_context *, sqlite_int64);
    void (*result_null)(sqlite3_context *);
    void (*result_text)(sqlite3_context *, const char *, int, void (*)(void *));
    void (*result_text16)(sqlite3_context *, const void *, int, void (*)(void *));
    void (*result_text16be)(sqlite3_context *, const void *, int, void (*)(void *));
    void (*result_text16le)(sqlite3_context *, const void *, int, void (*)(void *));
    void (*result_value)(sqlite3_context *, sqlite3_value *);
    void *(*rollback_hook)(sqlite3 *, void (*)(void *), void *);
    int (*set_authorizer)(sqlite3 *, int (*)(void *, int, const char *, const char *, const char *, const char *), void *);
    void (*set_auxdata)(sqlite3_context *, int, void *, void (*)(void *));
    char *(*xsnprintf)(int, char *, const char *, ...);
    int (*step)(sqlite3_stmt *);
    int (*table_column_metadata)(sqlite3 *, const char *, const char *, const char *, const char **, const char **, int *, int *, int *);
    void (*thread_cleanup)(void);
    int (*total_changes)(sqlite3 *);
    void *(*trace)(sqlite3 *, void (*xTrace)(void *, const char *), void *);
    int (*transfer_bindings)(sqlite3_stmt *, sqlite3_stmt *);
    void *(*update_hook)(sqlite3 *, void (*)(void *, int, const char *, const char *, sqlite_int64), void *);
    void *(*user_data)(sqlite3_context *);
    const void *(*value_blob)(sqlite3_value *);
    int (*value_bytes)(sqlite3_value *);
    int (*value_bytes16)(sqlite3_value *);
    double (*value_double)(sqlite3_value *);
    int (*value_int)(sqlite3_value *);
    sqlite_int64 (*value_int64)(sqlite3_value *);
    int (*value_numeric_type)(sqlite3_value *);
    const unsigned char *(*value_text)(sqlite3_value *);
    const void *(*value_text16)(sqlite3_value *);
    const void *(*value_text16be)(sqlite3_value *);
    const void *(*value_text16le)(sqlite3_value *);
    int (*value_type)(sqlite3_value *);
    void *vmprintf;
    int (*overload_function)(sqlite3 *, const char *zFuncName, int nArg);  /* Added ??? */
    int (*prepare_v2)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);  /* Added by 3.3.13 */
    int (*prepare16_v2)(sqlite3 *, const void *, int, sqlite3_stmt **, const void **);
    int (*clear_bindings)(sqlite3_stmt *);
    /* Added by 3.4.1 */
    int (*create_module_v2)(sqlite3 *, const char *, const sqlite3_module *, void *, void (*xDestroy)(void *));
    int (*bind_zeroblob)(sqlite3_stmt *, int, int);  /* Added by 3.5.0 */
    int (*blob_bytes)(sqlite3_blob *);
    int (*blob_close)(sqlite3_blob *);
    int (*blob_open)(sqlite3 *, const char *, const char *, const char *, sqlite3_int64, int, sqlite3_blob **);
    int (*blob_read)(sqlite3_blob *, void *, int, int);
    int (*blob_write)(sqlite3_blob *, const void *, int, int);
    int (*create_collation_v2)(sqlite3 *, const char *, int, void *, int (*)(void *, int, const void *, int, const void *), void (*)(void *));
    int (*file_control)(sqlite3 *, const char *, int, void *);
    sqlite3_int64 (*memory_highwater)(int);
    sqlite3_int64 (*memory_used)(void);
    sqlite3_mutex *(*mutex_alloc)(int);
    void (*mutex_enter)(sqlite3_mutex *);
    void (*mutex_free)(sqlite3_mutex *);
    void (*mutex_leave)(sqlite3_mutex *);
    int (*mutex_try)(sqlite3_mutex *);
    int (*open_v2)(const char *, sqlite3 **, int, const char *);
    int (*release_memory)(int);
    void (*result_error_nomem)(sqlite3_context *);
    void (*result_error_toobig)(sqlite3_context *);
    int (*sleep)(int);
    void (*soft_heap_limit)(int);
    sqlite3_vfs *(*vfs_find)(const char *);
    int (*vfs_register)(sqlite3_vfs *, int);
    int (*vfs_unregister)(sqlite3_vfs *);
    int (*xthreadsafe)(void);
    void (*result_zeroblob)(sqlite3_context *, int);
    void (*result_error_code)(sqlite3_context *, int);
    int (*test_control)(int, ...);
    void (*randomness)(int, void *);
    sqlite3 *(*context_db_handle)(sqlite3_context *);
    int (*extended_result_codes)(sqlite3 *, int);
    int (*limit)(sqlite3 *, int, int);
    sqlite3_stmt *(*next_stmt)(sqlite3 *, sqlite3_stmt *);
    const char *(*sql)(sqlite3_stmt *);
    int (*status)(int, int *, int *, int);
    int (*backup_finish)(sqlite3_backup *);
    sqlite3_backup *(*backup_init)(sqlite3 *, const char *, sqlite3 *, const char *);
    int (*backup_pagecount)(sqlite3_backup *);
    int (*backup_remaining)(sqlite3_backup *);
    int (*backup_step)(sqlite3_backup *, int);
    const char *(*compileoption_get)(int);
    int (*compileoption_used)(const char *);
    int (*create_function_v2)(sqlite3 *, const char *, int, int, void *, void (*xFunc)(sqlite3_context *, int, sqlite3_value **), void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *), void (*xDestroy)(void *));
    int (*db_config)(sqlite3 *, int, ...);
    sqlite3_mutex *(*db_mutex)(sqlite3 *);
    int (*db_status)(sqlite3 *, int, int *, int *, int);
    int (*extended_errcode)(sqlite3 *);
    void (*log)(int, const char *, ...);
    sqlite3_int64 (*soft_heap_limit64)(sqlite3_int64);
    const char *(*sourceid)(void);
    int (*stmt_status)(sqlite3_stmt *, int, int);
    int (*strnicmp)(const char *, const char *, int);
    int (*unlock_notify)(sqlite3 *, void (*)(void **, int), void *);
    int (*wal_autocheckpoint)(sqlite3 *, int);
    int (*wal_checkpoint)(sqlite3 *, const char *);
    void *(*wal_hook)(sqlite3 *, int (*)(void *, sqlite3 *, const char *, int), void *);
    int (*blob_reopen)(sqlite3_blob *, sqlite3_int64);
    int (*vtab_config)(sqlite3 *, int op, ...);
    int (*vtab_on_conflict)(sqlite3 *);
    int (*close_v2)(sqlite3 *);  /* Version 3.7.16 and later */
    const char *(*db_filename)(sqlite3 *, const char *);
    int (*db_readonly)(sqlite3 *, const char *);
    int (*db_release_memory)(sqlite3 *);
    const char *(*errstr)(int);
    int (*stmt_busy)(sqlite3_stmt *);
    int (*stmt_readonly)(sqlite3_stmt *);
    int (*stricmp)(const char *, const char *);
    int (*uri_boolean)(const char *, const char *, int);
    sqlite3_int64 (*uri_int64)(const char *, const char *, sqlite3_int64);
    const char *(*uri_parameter)(const char *, const char *);
    void *xvsnprintf;
    int (*wal_checkpoint_v2)(sqlite3 *, const char *, int, int *, int *);
    int (*auto_extension)(void (*)(void));  /* Version 3.8.7 and later */
    int (*bind_blob64)(sqlite3_stmt *, int, const void *, sqlite3_uint64, void (*)(void *));
    int (*bind_text64)(sqlite3_stmt *, int, const char *, sqlite3_uint64, void (*)(void *), unsigned char);
    int (*cancel_auto_extension)(void (*)(void));
    int (*load_extension)(sqlite3 *, const char *, const char *, char **);
    void *(*malloc64)(sqlite3_uint64);
    sqlite3_uint64 (*msize)(void *);
    void *(*realloc64)(void *, sqlite3_uint64);
    void (*reset_auto_extension)(void);
    void (*result_blob64)(sqlite3_context *, const void *, sqlite3_uint64, void (*)(void *));
    void (*result_text64)(sqlite3_context *, const char *, sqlite3_uint64, void (*)(void *), unsigned char);
    int (*strglob)(const char *, const char *);
    sqlite3_value *(*value_dup)(const sqlite3_value *);  /* Version 3.8.11 and later */
    void (*value_free)(sqlite3_value *);
    int (*result_zeroblob64)(sqlite3_context *, sqlite3_uint64);
    int (*bind_zeroblob64)(sqlite3_stmt *, int, sqlite3_uint64);
    unsigned int (*value_subtype)(sqlite3_value *);  /* Version 3.9.0 and later */
    void (*result_subtype)(sqlite3_context *, unsigned int);
    int (*status64)(int, sqlite3_int64 *, sqlite3_int64 *, int);  /* Version 3.10.0 and later */
    int (*strlike)(const char *, const char *, unsigned int);
    int (*db_cacheflush)(sqlite3 *);
    int (*system_errno)(sqlite3 *);  /* Version 3.12.0 and later */
    /* Version 3.14.0 and later */
    int (*trace_v2)(sqlite3 *, unsigned int, int (*)(unsigned int, void *, void *, void *), void *);
    char *(*expanded_sql)(sqlite3_stmt *);
    void (*set_last_insert_rowid)(sqlite3 *, sqlite3_int64);  /* Version 3.18.0 and later */
    /* Version 3.20.0 and later */
    int (*prepare_v3)(sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **);
    int (*prepare16_v3)(sqlite3 *, const void *, int, unsigned int, sqlite3_stmt **, const void **);
    int (*bind_pointer)(sqlite3_stmt *, int, void *, const char *, void (*)(void *));
    void (*result_pointer)(sqlite3_context *, void *, const char *, void (*)(void *));
    void *(*value_pointer)(sqlite3_value *, const char *);
    int (*vtab_nochange)(sqlite3_context *);
    int (*value_nochange)(sqlite3_value *);
    const char *(*vtab_collation)(sqlite3_index_info *, int);
    int (*keyword_count)(void);  /* Version 3.24.0 and later */
    int (*keyword_name)(int, const char **, int *);
    int (*keyword_check)(const char *, int);
    sqlite3_str *(*str_new)(sqlite3 *);
    char *(*str_finish)(sqlite3_str *);
    void (*str_appendf)(sqlite3_str *, const char *zFormat, ...);
    void *str_vappendf;
    void (*str_append)(sqlite3_str *, const char *zIn, int N);
    void (*str_appendall)(sqlite3_str *, const char *zIn);
    void (*str_appendchar)(sqlite3_str *, int N, char C);
    void (*str_reset)(sqlite3_str *);
    int (*str_errcode)(sqlite3_str *);
    int (*str_length)(sqlite3_str *);
    char *(*str_value)(sqlite3_str *);
    /* Version 3.25.0 and later */
    int (*create_window_function)(sqlite3 *, const char *, int, int, void *, void (*xStep)(sqlite3_context *, int, sqlite3_value **), void (*xFinal)(sqlite3_context *), void (*xValue)(sqlite3_context *), void (*xInv)(sqlite3_context *, int, sqlite3_value **), void (*xDestroy)(void *));
    const char *(*normalized_sql)(sqlite3_stmt *);  /* Version 3.26.0 and later */
    int (*stmt_isexplain)(sqlite3_stmt *);  /* Version 3.28.0 and later */
    int (*value_frombind)(sqlite3_value *);
    int (*drop_modules)(sqlite3 *, const char **);  /* Version 3.30.0 and later */
    sqlite3_int64 (*hard_heap_limit64)(sqlite3_int64);  /* Version 3.31.0 and later */
    const char *(*uri_key)(const char *, int);
    const char *(*filename_database)(const char *);
    const char *(*filename_journal)(const char *);
    const char *(*filename_wal)(const char *);
    /* Version 3.32.0 and later */
    const char *(*create_filename)(const char *, const char *, const char *, int, const char **);
    void (*free_filename)(const char *);
    sqlite3_file *(*database_file_object)(const char *);
    int (*txn_state)(sqlite3 *, const char *);  /* Version 3.34.0 and later */
    sqlite3_int64 (*changes64)(sqlite3 *);  /* Version 3.36.1 and later */
    sqlite3_int64 (*total_changes64)(sqlite3 *);
    /* Version 3.37.0 and later */
    int (*autovacuum_pages)(sqlite3 *, unsigned int (*)(void *, const char *, unsigned int, unsigned int, unsigned int), void *, void (*)(void *));
    int (*error_offset)(sqlite3 *);  /* Version 3.38.0 and later */
    int (*vtab_rhs_value)(sqlite3_index_info *, int, sqlite3_value **);
    int (*vtab_distinct)(sqlite3_index_info *);
    int (*vtab_in)(sqlite3_index_info *, int, int);
    int (*vtab_in_first)(sqlite3_value *, sqlite3_value **);
    int (*vtab_in_next)(sqlite3_value *, sqlite3_value **);
    /* Version 3.39.0 and later */
    int (*deserialize)(sqlite3 *, const char *, unsigned char *, sqlite3_int64, sqlite3_int64, unsigned int);
    unsigned char *(*serialize)(sqlite3 *, const char *, sqlite3_int64 *, unsigned int);
    const char *(*db_name)(sqlite3 *, int);
    int (*value_encoding)(sqlite3_value *);  /* Version 3.40.0 and later */
};

/* The layouts:
 *
 * struct sqlite3_api_routines: 2128 bytes, alignment 8, 34 cache lines; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type                                                          name
 *        0     8  void * (*)(struct sqlite3_context *, int nBytes)              aggregate_context
 *        8     8  int (*)(struct sqlite3_context *)                             aggregate_count
 *       16     8  int (*)(struct sqlite3_stmt *, int, const void *, int n, ...  bind_blob
 *       24     8  int (*)(struct sqlite3_stmt *, int, double)                   bind_double
 *       32     8  int (*)(struct sqlite3_stmt *, int, int)                      bind_int
 *       40     8  int (*)(struct sqlite3_stmt *, int, long long)                bind_int64
 *       48     8  int (*)(struct sqlite3_stmt *, int)                           bind_null
 *       56     8  int (*)(struct sqlite3_stmt *)                                bind_parameter_count
 *       64     8  int (*)(struct sqlite3_stmt *, const char * zName)            bind_parameter_index    cache line 1 begins
 *       72     8  const char * (*)(struct sqlite3_stmt *, int)                  bind_parameter_name
 *       80     8  int (*)(struct sqlite3_stmt *, int, const char *, int n, ...  bind_text
 *       88     8  int (*)(struct sqlite3_stmt *, int, const void *, int, vo...  bind_text16
 *       96     8  int (*)(struct sqlite3_stmt *, int, const struct sqlite3_...  bind_value
 *      104     8  int (*)(struct sqlite3 *, int (*)(void *, int), void *)       busy_handler
 *      112     8  int (*)(struct sqlite3 *, int ms)                             busy_timeout
 *      120     8  int (*)(struct sqlite3 *)                                     changes
 *      128     8  int (*)(struct sqlite3 *)                                     close                   cache line 2 begins
 *      136     8  int (*)(struct sqlite3 *, void *, void (*)(void *, struct...  collation_needed
 *      144     8  int (*)(struct sqlite3 *, void *, void (*)(void *, struct...  collation_needed16
 *      152     8  const void * (*)(struct sqlite3_stmt *, int iCol)             column_blob
 *      160     8  int (*)(struct sqlite3_stmt *, int iCol)                      column_bytes
 *      168     8  int (*)(struct sqlite3_stmt *, int iCol)                      column_bytes16
 *      176     8  int (*)(struct sqlite3_stmt * pStmt)                          column_count
 *      184     8  const char * (*)(struct sqlite3_stmt *, int)                  column_database_name
 *      192     8  const void * (*)(struct sqlite3_stmt *, int)                  column_database_name16  cache line 3 begins
 *      200     8  const char * (*)(struct sqlite3_stmt *, int i)                column_decltype
 *      208     8  const void * (*)(struct sqlite3_stmt *, int)                  column_decltype16
 *      216     8  double (*)(struct sqlite3_stmt *, int iCol)                   column_double
 *      224     8  int (*)(struct sqlite3_stmt *, int iCol)                      column_int
 *      232     8  long long (*)(struct sqlite3_stmt *, int iCol)                column_int64
 *      240     8  const char * (*)(struct sqlite3_stmt *, int)                  column_name
 *      248     8  const void * (*)(struct sqlite3_stmt *, int)                  column_name16
 *      256     8  const char * (*)(struct sqlite3_stmt *, int)                  column_origin_name      cache line 4 begins
 *      264     8  const void * (*)(struct sqlite3_stmt *, int)                  column_origin_name16
 *      272     8  const char * (*)(struct sqlite3_stmt *, int)                  column_table_name
 *      280     8  const void * (*)(struct sqlite3_stmt *, int)                  column_table_name16
 *      288     8  const unsigned char * (*)(struct sqlite3_stmt *, int iCol)    column_text
 *      296     8  const void * (*)(struct sqlite3_stmt *, int iCol)             column_text16
 *      304     8  int (*)(struct sqlite3_stmt *, int iCol)                      column_type
 *      312     8  struct sqlite3_value * (*)(struct sqlite3_stmt *, int iCol)   column_value
 *      320     8  void * (*)(struct sqlite3 *, int (*)(void *), void *)         commit_hook             cache line 5 begins
 *      328     8  int (*)(const char * sql)                                     complete
 *      336     8  int (*)(const void * sql)                                     complete16
 *      344     8  int (*)(struct sqlite3 *, const char *, int, void *, int ...  create_collation
 *      352     8  int (*)(struct sqlite3 *, const void *, int, void *, int ...  create_collation16
 *      360     8  int (*)(struct sqlite3 *, const char *, int, int, void *,...  create_function
 *      368     8  int (*)(struct sqlite3 *, const void *, int, int, void *,...  create_function16
 *      376     8  int (*)(struct sqlite3 *, const char *, const struct sqli...  create_module
 *      384     8  int (*)(struct sqlite3_stmt * pStmt)                          data_count              cache line 6 begins
 *      392     8  struct sqlite3 * (*)(struct sqlite3_stmt *)                   db_handle
 *      400     8  int (*)(struct sqlite3 *, const char *)                       declare_vtab
 *      408     8  int (*)(int)                                                  enable_shared_cache
 *      416     8  int (*)(struct sqlite3 * db)                                  errcode
 *      424     8  const char * (*)(struct sqlite3 *)                            errmsg
 *      432     8  const void * (*)(struct sqlite3 *)                            errmsg16
 *      440     8  int (*)(struct sqlite3 *, const char *, int (*)(void *, i...  exec
 *      448     8  int (*)(struct sqlite3_stmt *)                                expired                 cache line 7 begins
 *      456     8  int (*)(struct sqlite3_stmt * pStmt)                          finalize
 *      464     8  void (*)(void *)                                              free
 *      472     8  void (*)(char ** result)                                      free_table
 *      480     8  int (*)(struct sqlite3 *)                                     get_autocommit
 *      488     8  void * (*)(struct sqlite3_context *, int)                     get_auxdata
 *      496     8  int (*)(struct sqlite3 *, const char *, char ***, int *, ...  get_table
 *      504     8  int (*)(void)                                                 global_recover
 *      512     8  void (*)(struct sqlite3 *)                                    interruptx              cache line 8 begins
 *      520     8  long long (*)(struct sqlite3 *)                               last_insert_rowid
 *      528     8  const char * (*)(void)                                        libversion
 *      536     8  int (*)(void)                                                 libversion_number
 *      544     8  void * (*)(int)                                               malloc
 *      552     8  char * (*)(const char *, ...)                                 mprintf
 *      560     8  int (*)(const char *, struct sqlite3 **)                      open
 *      568     8  int (*)(const void *, struct sqlite3 **)                      open16
 *      576     8  int (*)(struct sqlite3 *, const char *, int, struct sqlit...  prepare                 cache line 9 begins
 *      584     8  int (*)(struct sqlite3 *, const void *, int, struct sqlit...  prepare16
 *      592     8  void * (*)(struct sqlite3 *, void (*)(void *, const char ...  profile
 *      600     8  void (*)(struct sqlite3 *, int, int (*)(void *), void *)      progress_handler
 *      608     8  void * (*)(void *, int)                                       realloc
 *      616     8  int (*)(struct sqlite3_stmt * pStmt)                          reset
 *      624     8  void (*)(struct sqlite3_context *, const void *, int, voi...  result_blob
 *      632     8  void (*)(struct sqlite3_context *, double)                    result_double
 *      640     8  void (*)(struct sqlite3_context *, const char *, int)         result_error            cache line 10 begins
 *      648     8  void (*)(struct sqlite3_context *, const void *, int)         result_error16
 *      656     8  void (*)(struct sqlite3_context *, int)                       result_int
 *      664     8  void (*)(struct sqlite3_context *, long long)                 result_int64
 *      672     8  void (*)(struct sqlite3_context *)                            result_null
 *      680     8  void (*)(struct sqlite3_context *, const char *, int, voi...  result_text
 *      688     8  void (*)(struct sqlite3_context *, const void *, int, voi...  result_text16
 *      696     8  void (*)(struct sqlite3_context *, const void *, int, voi...  result_text16be
 *      704     8  void (*)(struct sqlite3_context *, const void *, int, voi...  result_text16le         cache line 11 begins
 *      712     8  void (*)(struct sqlite3_context *, struct sqlite3_value *)    result_value
 *      720     8  void * (*)(struct sqlite3 *, void (*)(void *), void *)        rollback_hook
 *      728     8  int (*)(struct sqlite3 *, int (*)(void *, int, const char...  set_authorizer
 *      736     8  void (*)(struct sqlite3_context *, int, void *, void (*)(...  set_auxdata
 *      744     8  char * (*)(int, char *, const char *, ...)                    xsnprintf
 *      752     8  int (*)(struct sqlite3_stmt *)                                step
 *      760     8  int (*)(struct sqlite3 *, const char *, const char *, con...  table_column_metadata
 *      768     8  void (*)(void)                                                thread_cleanup          cache line 12 begins
 *      776     8  int (*)(struct sqlite3 *)                                     total_changes
 *      784     8  void * (*)(struct sqlite3 *, void (*)(void *, const char ...  trace
 *      792     8  int (*)(struct sqlite3_stmt *, struct sqlite3_stmt *)         transfer_bindings
 *      800     8  void * (*)(struct sqlite3 *, void (*)(void *, int, const ...  update_hook
 *      808     8  void * (*)(struct sqlite3_context *)                          user_data
 *      816     8  const void * (*)(struct sqlite3_value *)                      value_blob
 *      824     8  int (*)(struct sqlite3_value *)                               value_bytes
 *      832     8  int (*)(struct sqlite3_value *)                               value_bytes16           cache line 13 begins
 *      840     8  double (*)(struct sqlite3_value *)                            value_double
 *      848     8  int (*)(struct sqlite3_value *)                               value_int
 *      856     8  long long (*)(struct sqlite3_value *)                         value_int64
 *      864     8  int (*)(struct sqlite3_value *)                               value_numeric_type
 *      872     8  const unsigned char * (*)(struct sqlite3_value *)             value_text
 *      880     8  const void * (*)(struct sqlite3_value *)                      value_text16
 *      888     8  const void * (*)(struct sqlite3_value *)                      value_text16be
 *      896     8  const void * (*)(struct sqlite3_value *)                      value_text16le          cache line 14 begins
 *      904     8  int (*)(struct sqlite3_value *)                               value_type
 *      912     8  char * (*)(const char *, va_list)                             vmprintf
 *      920     8  int (*)(struct sqlite3 *, const char * zFuncName, int nArg)   overload_function
 *      928     8  int (*)(struct sqlite3 *, const char *, int, struct sqlit...  prepare_v2
 *      936     8  int (*)(struct sqlite3 *, const void *, int, struct sqlit...  prepare16_v2
 *      944     8  int (*)(struct sqlite3_stmt *)                                clear_bindings
 *      952     8  int (*)(struct sqlite3 *, const char *, const struct sqli...  create_module_v2
 *      960     8  int (*)(struct sqlite3_stmt *, int, int)                      bind_zeroblob           cache line 15 begins
 *      968     8  int (*)(struct sqlite3_blob *)                                blob_bytes
 *      976     8  int (*)(struct sqlite3_blob *)                                blob_close
 *      984     8  int (*)(struct sqlite3 *, const char *, const char *, con...  blob_open
 *      992     8  int (*)(struct sqlite3_blob *, void *, int, int)              blob_read
 *     1000     8  int (*)(struct sqlite3_blob *, const void *, int, int)        blob_write
 *     1008     8  int (*)(struct sqlite3 *, const char *, int, void *, int ...  create_collation_v2
 *     1016     8  int (*)(struct sqlite3 *, const char *, int, void *)          file_control
 *     1024     8  long long (*)(int)                                            memory_highwater        cache line 16 begins
 *     1032     8  long long (*)(void)                                           memory_used
 *     1040     8  struct sqlite3_mutex * (*)(int)                               mutex_alloc
 *     1048     8  void (*)(struct sqlite3_mutex *)                              mutex_enter
 *     1056     8  void (*)(struct sqlite3_mutex *)                              mutex_free
 *     1064     8  void (*)(struct sqlite3_mutex *)                              mutex_leave
 *     1072     8  int (*)(struct sqlite3_mutex *)                               mutex_try
 *     1080     8  int (*)(const char *, struct sqlite3 **, int, const char *)   open_v2
 *     1088     8  int (*)(int)                                                  release_memory          cache line 17 begins
 *     1096     8  void (*)(struct sqlite3_context *)                            result_error_nomem
 *     1104     8  void (*)(struct sqlite3_context *)                            result_error_toobig
 *     1112     8  int (*)(int)                                                  sleep
 *     1120     8  void (*)(int)                                                 soft_heap_limit
 *     1128     8  struct sqlite3_vfs * (*)(const char *)                        vfs_find
 *     1136     8  int (*)(struct sqlite3_vfs *, int)                            vfs_register
 *     1144     8  int (*)(struct sqlite3_vfs *)                                 vfs_unregister
 *     1152     8  int (*)(void)                                                 xthreadsafe             cache line 18 begins
 *     1160     8  void (*)(struct sqlite3_context *, int)                       result_zeroblob
 *     1168     8  void (*)(struct sqlite3_context *, int)                       result_error_code
 *     1176     8  int (*)(int, ...)                                             test_control
 *     1184     8  void (*)(int, void *)                                         randomness
 *     1192     8  struct sqlite3 * (*)(struct sqlite3_context *)                context_db_handle
 *     1200     8  int (*)(struct sqlite3 *, int)                                extended_result_codes
 *     1208     8  int (*)(struct sqlite3 *, int, int)                           limit
 *     1216     8  struct sqlite3_stmt * (*)(struct sqlite3 *, struct sqlite...  next_stmt               cache line 19 begins
 *     1224     8  const char * (*)(struct sqlite3_stmt *)                       sql
 *     1232     8  int (*)(int, int *, int *, int)                               status
 *     1240     8  int (*)(struct sqlite3_backup *)                              backup_finish
 *     1248     8  struct sqlite3_backup * (*)(struct sqlite3 *, const char ...  backup_init
 *     1256     8  int (*)(struct sqlite3_backup *)                              backup_pagecount
 *     1264     8  int (*)(struct sqlite3_backup *)                              backup_remaining
 *     1272     8  int (*)(struct sqlite3_backup *, int)                         backup_step
 *     1280     8  const char * (*)(int)                                         compileoption_get       cache line 20 begins
 *     1288     8  int (*)(const char *)                                         compileoption_used
 *     1296     8  int (*)(struct sqlite3 *, const char *, int, int, void *,...  create_function_v2
 *     1304     8  int (*)(struct sqlite3 *, int, ...)                           db_config
 *     1312     8  struct sqlite3_mutex * (*)(struct sqlite3 *)                  db_mutex
 *     1320     8  int (*)(struct sqlite3 *, int, int *, int *, int)             db_status
 *     1328     8  int (*)(struct sqlite3 *)                                     extended_errcode
 *     1336     8  void (*)(int, const char *, ...)                              log
 *     1344     8  long long (*)(long long)                                      soft_heap_limit64       cache line 21 begins
 *     1352     8  const char * (*)(void)                                        sourceid
 *     1360     8  int (*)(struct sqlite3_stmt *, int, int)                      stmt_status
 *     1368     8  int (*)(const char *, const char *, int)                      strnicmp
 *     1376     8  int (*)(struct sqlite3 *, void (*)(void **, int), void *)     unlock_notify
 *     1384     8  int (*)(struct sqlite3 *, int)                                wal_autocheckpoint
 *     1392     8  int (*)(struct sqlite3 *, const char *)                       wal_checkpoint
 *     1400     8  void * (*)(struct sqlite3 *, int (*)(void *, struct sqlit...  wal_hook
 *     1408     8  int (*)(struct sqlite3_blob *, long long)                     blob_reopen             cache line 22 begins
 *     1416     8  int (*)(struct sqlite3 *, int op, ...)                        vtab_config
 *     1424     8  int (*)(struct sqlite3 *)                                     vtab_on_conflict
 *     1432     8  int (*)(struct sqlite3 *)                                     close_v2
 *     1440     8  const char * (*)(struct sqlite3 *, const char *)              db_filename
 *     1448     8  int (*)(struct sqlite3 *, const char *)                       db_readonly
 *     1456     8  int (*)(struct sqlite3 *)                                     db_release_memory
 *     1464     8  const char * (*)(int)                                         errstr
 *     1472     8  int (*)(struct sqlite3_stmt *)                                stmt_busy               cache line 23 begins
 *     1480     8  int (*)(struct sqlite3_stmt *)                                stmt_readonly
 *     1488     8  int (*)(const char *, const char *)                           stricmp
 *     1496     8  int (*)(const char *, const char *, int)                      uri_boolean
 *     1504     8  long long (*)(const char *, const char *, long long)          uri_int64
 *     1512     8  const char * (*)(const char *, const char *)                  uri_parameter
 *     1520     8  char * (*)(int, char *, const char *, va_list)                xvsnprintf
 *     1528     8  int (*)(struct sqlite3 *, const char *, int, int *, int *)    wal_checkpoint_v2
 *     1536     8  int (*)(void (*)(void))                                       auto_extension          cache line 24 begins
 *     1544     8  int (*)(struct sqlite3_stmt *, int, const void *, unsigne...  bind_blob64
 *     1552     8  int (*)(struct sqlite3_stmt *, int, const char *, unsigne...  bind_text64
 *     1560     8  int (*)(void (*)(void))                                       cancel_auto_extension
 *     1568     8  int (*)(struct sqlite3 *, const char *, const char *, cha...  load_extension
 *     1576     8  void * (*)(unsigned long long)                                malloc64
 *     1584     8  unsigned long long (*)(void *)                                msize
 *     1592     8  void * (*)(void *, unsigned long long)                        realloc64
 *     1600     8  void (*)(void)                                                reset_auto_extension    cache line 25 begins
 *     1608     8  void (*)(struct sqlite3_context *, const void *, unsigned...  result_blob64
 *     1616     8  void (*)(struct sqlite3_context *, const char *, unsigned...  result_text64
 *     1624     8  int (*)(const char *, const char *)                           strglob
 *     1632     8  struct sqlite3_value * (*)(const struct sqlite3_value *)      value_dup
 *     1640     8  void (*)(struct sqlite3_value *)                              value_free
 *     1648     8  int (*)(struct sqlite3_context *, unsigned long long)         result_zeroblob64
 *     1656     8  int (*)(struct sqlite3_stmt *, int, unsigned long long)       bind_zeroblob64
 *     1664     8  unsigned int (*)(struct sqlite3_value *)                      value_subtype           cache line 26 begins
 *     1672     8  void (*)(struct sqlite3_context *, unsigned int)              result_subtype
 *     1680     8  int (*)(int, long long *, long long *, int)                   status64
 *     1688     8  int (*)(const char *, const char *, unsigned int)             strlike
 *     1696     8  int (*)(struct sqlite3 *)                                     db_cacheflush
 *     1704     8  int (*)(struct sqlite3 *)                                     system_errno
 *     1712     8  int (*)(struct sqlite3 *, unsigned int, int (*)(unsigned ...  trace_v2
 *     1720     8  char * (*)(struct sqlite3_stmt *)                             expanded_sql
 *     1728     8  void (*)(struct sqlite3 *, long long)                         set_last_insert_rowid   cache line 27 begins
 *     1736     8  int (*)(struct sqlite3 *, const char *, int, unsigned int...  prepare_v3
 *     1744     8  int (*)(struct sqlite3 *, const void *, int, unsigned int...  prepare16_v3
 *     1752     8  int (*)(struct sqlite3_stmt *, int, void *, const char *,...  bind_pointer
 *     1760     8  void (*)(struct sqlite3_context *, void *, const char *, ...  result_pointer
 *     1768     8  void * (*)(struct sqlite3_value *, const char *)              value_pointer
 *     1776     8  int (*)(struct sqlite3_context *)                             vtab_nochange
 *     1784     8  int (*)(struct sqlite3_value *)                               value_nochange
 *     1792     8  const char * (*)(struct sqlite3_index_info *, int)            vtab_collation          cache line 28 begins
 *     1800     8  int (*)(void)                                                 keyword_count
 *     1808     8  int (*)(int, const char **, int *)                            keyword_name
 *     1816     8  int (*)(const char *, int)                                    keyword_check
 *     1824     8  struct sqlite3_str * (*)(struct sqlite3 *)                    str_new
 *     1832     8  char * (*)(struct sqlite3_str *)                              str_finish
 *     1840     8  void (*)(struct sqlite3_str *, const char * zFormat, ...)     str_appendf
 *     1848     8  void (*)(struct sqlite3_str *, const char * zFormat, va_l...  str_vappendf
 *     1856     8  void (*)(struct sqlite3_str *, const char * zIn, int N)       str_append              cache line 29 begins
 *     1864     8  void (*)(struct sqlite3_str *, const char * zIn)              str_appendall
 *     1872     8  void (*)(struct sqlite3_str *, int N, char C)                 str_appendchar
 *     1880     8  void (*)(struct sqlite3_str *)                                str_reset
 *     1888     8  int (*)(struct sqlite3_str *)                                 str_errcode
 *     1896     8  int (*)(struct sqlite3_str *)                                 str_length
 *     1904     8  char * (*)(struct sqlite3_str *)                              str_value
 *     1912     8  int (*)(struct sqlite3 *, const char *, int, int, void *,...  create_window_function
 *     1920     8  const char * (*)(struct sqlite3_stmt *)                       normalized_sql          cache line 30 begins
 *     1928     8  int (*)(struct sqlite3_stmt *)                                stmt_isexplain
 *     1936     8  int (*)(struct sqlite3_value *)                               value_frombind
 *     1944     8  int (*)(struct sqlite3 *, const char **)                      drop_modules
 *     1952     8  long long (*)(long long)                                      hard_heap_limit64
 *     1960     8  const char * (*)(const char *, int)                           uri_key
 *     1968     8  const char * (*)(const char *)                                filename_database
 *     1976     8  const char * (*)(const char *)                                filename_journal
 *     1984     8  const char * (*)(const char *)                                filename_wal            cache line 31 begins
 *     1992     8  const char * (*)(const char *, const char *, const char *...  create_filename
 *     2000     8  void (*)(const char *)                                        free_filename
 *     2008     8  struct sqlite3_file * (*)(const char *)                       database_file_object
 *     2016     8  int (*)(struct sqlite3 *, const char *)                       txn_state
 *     2024     8  long long (*)(struct sqlite3 *)                               changes64
 *     2032     8  long long (*)(struct sqlite3 *)                               total_changes64
 *     2040     8  int (*)(struct sqlite3 *, unsigned int (*)(void *, const ...  autovacuum_pages
 *     2048     8  int (*)(struct sqlite3 *)                                     error_offset            cache line 32 begins
 *     2056     8  int (*)(struct sqlite3_index_info *, int, struct sqlite3_...  vtab_rhs_value
 *     2064     8  int (*)(struct sqlite3_index_info *)                          vtab_distinct
 *     2072     8  int (*)(struct sqlite3_index_info *, int, int)                vtab_in
 *     2080     8  int (*)(struct sqlite3_value *, struct sqlite3_value **)      vtab_in_first
 *     2088     8  int (*)(struct sqlite3_value *, struct sqlite3_value **)      vtab_in_next
 *     2096     8  int (*)(struct sqlite3 *, const char *, unsigned char *, ...  deserialize
 *     2104     8  unsigned char * (*)(struct sqlite3 *, const char *, long ...  serialize
 *     2112     8  const char * (*)(struct sqlite3 *, int)                       db_name                 cache line 33 begins
 *     2120     8  int (*)(struct sqlite3_value *)                               value_encoding
 *
 * struct sqlite3_vfs: 168 bytes, alignment 8, 3 cache lines; 4 bytes lost to holes, 0 bytes to padding
 *   offset  size  type                                                          name
 *        0     4  int                                                           iVersion
 *        4     4  int                                                           szOsFile
 *        8     4  int                                                           mxPathname
 *       12     4                                                                (hole)
 *       16     8  struct sqlite3_vfs *                                          pNext
 *       24     8  const char *                                                  zName
 *       32     8  void *                                                        pAppData
 *       40     8  int (*)(struct sqlite3_vfs *, const char * zName, struct ...  xOpen
 *       48     8  int (*)(struct sqlite3_vfs *, const char * zName, int syn...  xDelete
 *       56     8  int (*)(struct sqlite3_vfs *, const char * zName, int fla...  xAccess
 *       64     8  int (*)(struct sqlite3_vfs *, const char * zName, int nOu...  xFullPathname      cache line 1 begins
 *       72     8  void * (*)(struct sqlite3_vfs *, const char * zFilename)      xDlOpen
 *       80     8  void (*)(struct sqlite3_vfs *, int nByte, char * zErrMsg)     xDlError
 *       88     8  void (*)(*)(void) (struct sqlite3_vfs *, void *, const ch...  xDlSym
 *       96     8  void (*)(struct sqlite3_vfs *, void *)                        xDlClose
 *      104     8  int (*)(struct sqlite3_vfs *, int nByte, char * zOut)         xRandomness
 *      112     8  int (*)(struct sqlite3_vfs *, int microseconds)               xSleep
 *      120     8  int (*)(struct sqlite3_vfs *, double *)                       xCurrentTime
 *      128     8  int (*)(struct sqlite3_vfs *, int, char *)                    xGetLastError      cache line 2 begins
 *      136     8  int (*)(struct sqlite3_vfs *, long long *)                    xCurrentTimeInt64
 *      144     8  int (*)(struct sqlite3_vfs *, const char * zName, void (*...  xSetSystemCall
 *      152     8  void (*)(*)(void) (struct sqlite3_vfs *, const char * zName)  xGetSystemCall
 *      160     8  const char * (*)(struct sqlite3_vfs *, const char * zName)    xNextSystemCall
 */
