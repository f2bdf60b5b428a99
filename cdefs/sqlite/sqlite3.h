/*
 * SQLite 3: functions of one's own in SQL: scalars, aggregates and window functions.
 *
 * Upstream: https://sqlite.org, versions 3.25 to 3.54, the headers sqlite3.h and sqlite3ext.h.
 * The authors disclaim copyright to this source code: it is in the public domain.
 *
 * `sqlite3_api_routines` is how a loaded extension reaches SQLite, wherever that was linked into. It only ever grows
 * at its end. Functions of it that nothing here calls are declared without their types, to keep the others in place.
 * Contexts and values of the application's own functions are `void *`, so that they can be declared apart from
 * SQLite's header; a destructor is an integer, because it is one of the two constants SQLITE_STATIC and
 * SQLITE_TRANSIENT; text is `const void *` where any bytes may be given, and a blob is `const uint8_t *`.
 *
 * Left out: everything else.
 */

#define SQLITE_OK 0
#define SQLITE_INTERRUPT 9

#define SQLITE_INTEGER 1
#define SQLITE_FLOAT 2
#define SQLITE_TEXT 3
#define SQLITE_BLOB 4
#define SQLITE_NULL 5

#define SQLITE_UTF8 1
#define SQLITE_DETERMINISTIC 0x800

#define SQLITE_STATIC 0
#define SQLITE_TRANSIENT -1

#define SQLITE_LIMIT_LENGTH 0
#define SQLITE_LIMIT_VARIABLE_NUMBER 9

typedef int64_t sqlite3_int64;
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;

/* The beginning of it; more follows. */
typedef struct sqlite3_vfs sqlite3_vfs;
struct sqlite3_vfs {
    int iVersion;
    int szOsFile;
    int mxPathname;
    sqlite3_vfs *pNext;
};

/* Functions of the library */

void *sqlite3_aggregate_context(sqlite3_context *, int nBytes);
const char *sqlite3_libversion(void);
void sqlite3_result_blob(sqlite3_context *, const void *, int, intptr_t destructor);
void sqlite3_result_double(sqlite3_context *, double);
void sqlite3_result_error(sqlite3_context *, const char *, int);
void sqlite3_result_int64(sqlite3_context *, sqlite3_int64);
void sqlite3_result_null(sqlite3_context *);
void sqlite3_result_text(sqlite3_context *, const void *, int, intptr_t destructor);
void *sqlite3_user_data(sqlite3_context *);
const uint8_t *sqlite3_value_blob(sqlite3_value *);
int sqlite3_value_bytes(sqlite3_value *);
double sqlite3_value_double(sqlite3_value *);
sqlite3_int64 sqlite3_value_int64(sqlite3_value *);
const char *sqlite3_value_text(sqlite3_value *);
int sqlite3_value_type(sqlite3_value *);
const char *sqlite3_errmsg(sqlite3 *);
sqlite3_vfs *sqlite3_vfs_find(const char *);
void sqlite3_result_error_code(sqlite3_context *, int);
int sqlite3_limit(sqlite3 *, int, int);
int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *,
    void (*xFunc)(void *, int, void **), void (*xStep)(void *, int, void **), void (*xFinal)(void *),
    void (*xDestroy)(void *));
const char *sqlite3_sourceid(void);
int sqlite3_create_window_function(sqlite3 *, const char *, int, int, void *,
    void (*xStep)(void *, int, void **), void (*xFinal)(void *), void (*xValue)(void *),
    void (*xInverse)(void *, int, void **), void (*xDestroy)(void *));

/* The same for extensions, up to version 3.25 */

typedef struct sqlite3_api_routines sqlite3_api_routines;
struct sqlite3_api_routines {
    void *(*aggregate_context)(sqlite3_context *, int nBytes);
    void (*aggregate_count)(void), (*bind_blob)(void), (*bind_double)(void), (*bind_int)(void);
    void (*bind_int64)(void), (*bind_null)(void), (*bind_parameter_count)(void);
    void (*bind_parameter_index)(void), (*bind_parameter_name)(void), (*bind_text)(void);
    void (*bind_text16)(void), (*bind_value)(void), (*busy_handler)(void), (*busy_timeout)(void);
    void (*changes)(void), (*close)(void), (*collation_needed)(void), (*collation_needed16)(void);
    void (*column_blob)(void), (*column_bytes)(void), (*column_bytes16)(void), (*column_count)(void);
    void (*column_database_name)(void), (*column_database_name16)(void), (*column_decltype)(void);
    void (*column_decltype16)(void), (*column_double)(void), (*column_int)(void), (*column_int64)(void);
    void (*column_name)(void), (*column_name16)(void), (*column_origin_name)(void);
    void (*column_origin_name16)(void), (*column_table_name)(void), (*column_table_name16)(void);
    void (*column_text)(void), (*column_text16)(void), (*column_type)(void), (*column_value)(void);
    void (*commit_hook)(void), (*complete)(void), (*complete16)(void), (*create_collation)(void);
    void (*create_collation16)(void), (*create_function)(void), (*create_function16)(void);
    void (*create_module)(void), (*data_count)(void), (*db_handle)(void), (*declare_vtab)(void);
    void (*enable_shared_cache)(void), (*errcode)(void);
    const char *(*errmsg)(sqlite3 *);
    void (*errmsg16)(void), (*exec)(void), (*expired)(void), (*finalize)(void), (*free)(void);
    void (*free_table)(void), (*get_autocommit)(void), (*get_auxdata)(void), (*get_table)(void);
    void (*global_recover)(void), (*interruptx)(void), (*last_insert_rowid)(void);
    const char *(*libversion)(void);
    void (*libversion_number)(void), (*malloc)(void), (*mprintf)(void), (*open)(void), (*open16)(void);
    void (*prepare)(void), (*prepare16)(void), (*profile)(void), (*progress_handler)(void);
    void (*realloc)(void), (*reset)(void);
    void (*result_blob)(sqlite3_context *, const void *, int, intptr_t destructor);
    void (*result_double)(sqlite3_context *, double);
    void (*result_error)(sqlite3_context *, const char *, int);
    void (*result_error16)(void), (*result_int)(void);
    void (*result_int64)(sqlite3_context *, sqlite3_int64);
    void (*result_null)(sqlite3_context *);
    void (*result_text)(sqlite3_context *, const void *, int, intptr_t destructor);
    void (*result_text16)(void), (*result_text16be)(void), (*result_text16le)(void), (*result_value)(void);
    void (*rollback_hook)(void), (*set_authorizer)(void), (*set_auxdata)(void), (*xsnprintf)(void);
    void (*step)(void), (*table_column_metadata)(void), (*thread_cleanup)(void), (*total_changes)(void);
    void (*trace)(void), (*transfer_bindings)(void), (*update_hook)(void);
    void *(*user_data)(sqlite3_context *);
    const uint8_t *(*value_blob)(sqlite3_value *);
    int (*value_bytes)(sqlite3_value *);
    void (*value_bytes16)(void);
    double (*value_double)(sqlite3_value *);
    void (*value_int)(void);
    sqlite3_int64 (*value_int64)(sqlite3_value *);
    void (*value_numeric_type)(void);
    const char *(*value_text)(sqlite3_value *);
    void (*value_text16)(void), (*value_text16be)(void), (*value_text16le)(void);
    int (*value_type)(sqlite3_value *);
    void (*vmprintf)(void), (*overload_function)(void), (*prepare_v2)(void), (*prepare16_v2)(void);
    void (*clear_bindings)(void), (*create_module_v2)(void), (*bind_zeroblob)(void), (*blob_bytes)(void);
    void (*blob_close)(void), (*blob_open)(void), (*blob_read)(void), (*blob_write)(void);
    void (*create_collation_v2)(void), (*file_control)(void), (*memory_highwater)(void);
    void (*memory_used)(void), (*mutex_alloc)(void), (*mutex_enter)(void), (*mutex_free)(void);
    void (*mutex_leave)(void), (*mutex_try)(void), (*open_v2)(void), (*release_memory)(void);
    void (*result_error_nomem)(void), (*result_error_toobig)(void), (*sleep)(void);
    void (*soft_heap_limit)(void);
    sqlite3_vfs *(*vfs_find)(const char *);
    void (*vfs_register)(void), (*vfs_unregister)(void), (*xthreadsafe)(void), (*result_zeroblob)(void);
    void (*result_error_code)(sqlite3_context *, int);
    void (*test_control)(void), (*randomness)(void), (*context_db_handle)(void);
    void (*extended_result_codes)(void);
    int (*limit)(sqlite3 *, int, int);
    void (*next_stmt)(void), (*sql)(void), (*status)(void), (*backup_finish)(void), (*backup_init)(void);
    void (*backup_pagecount)(void), (*backup_remaining)(void), (*backup_step)(void);
    void (*compileoption_get)(void), (*compileoption_used)(void);
    int (*create_function_v2)(sqlite3 *, const char *, int, int, void *,
        void (*xFunc)(void *, int, void **), void (*xStep)(void *, int, void **), void (*xFinal)(void *),
        void (*xDestroy)(void *));
    void (*db_config)(void), (*db_mutex)(void), (*db_status)(void), (*extended_errcode)(void), (*log)(void);
    void (*soft_heap_limit64)(void);
    const char *(*sourceid)(void);
    void (*stmt_status)(void), (*strnicmp)(void), (*unlock_notify)(void), (*wal_autocheckpoint)(void);
    void (*wal_checkpoint)(void), (*wal_hook)(void), (*blob_reopen)(void), (*vtab_config)(void);
    void (*vtab_on_conflict)(void), (*close_v2)(void), (*db_filename)(void), (*db_readonly)(void);
    void (*db_release_memory)(void), (*errstr)(void), (*stmt_busy)(void), (*stmt_readonly)(void);
    void (*stricmp)(void), (*uri_boolean)(void), (*uri_int64)(void), (*uri_parameter)(void);
    void (*xvsnprintf)(void), (*wal_checkpoint_v2)(void), (*auto_extension)(void), (*bind_blob64)(void);
    void (*bind_text64)(void), (*cancel_auto_extension)(void), (*load_extension)(void), (*malloc64)(void);
    void (*msize)(void), (*realloc64)(void), (*reset_auto_extension)(void), (*result_blob64)(void);
    void (*result_text64)(void), (*strglob)(void), (*value_dup)(void), (*value_free)(void);
    void (*result_zeroblob64)(void), (*bind_zeroblob64)(void), (*value_subtype)(void);
    void (*result_subtype)(void), (*status64)(void), (*strlike)(void), (*db_cacheflush)(void);
    void (*system_errno)(void), (*trace_v2)(void), (*expanded_sql)(void), (*set_last_insert_rowid)(void);
    void (*prepare_v3)(void), (*prepare16_v3)(void), (*bind_pointer)(void), (*result_pointer)(void);
    void (*value_pointer)(void), (*vtab_nochange)(void), (*value_nochange)(void), (*vtab_collation)(void);
    void (*keyword_count)(void), (*keyword_name)(void), (*keyword_check)(void), (*str_new)(void);
    void (*str_finish)(void), (*str_appendf)(void), (*str_vappendf)(void), (*str_append)(void);
    void (*str_appendall)(void), (*str_appendchar)(void), (*str_reset)(void), (*str_errcode)(void);
    void (*str_length)(void), (*str_value)(void);
    int (*create_window_function)(sqlite3 *, const char *, int, int, void *,
        void (*xStep)(void *, int, void **), void (*xFinal)(void *), void (*xValue)(void *),
        void (*xInverse)(void *, int, void **), void (*xDestroy)(void *));
};

/* Every extension keeps it in a variable of this name. */
extern const sqlite3_api_routines *sqlite3_api;
