typedef double (*kernel_fn)(int n, const double *y, void *user_data);

struct kernel {
  double total;
  long count;
  double a;
  int indices[1024];
  unsigned places[1024];
  double w[1024];
  double *data;
  double *out;
  long hits, sum;
  long *marks;
};

double repeat_kernel(kernel_fn f, long times, int n, const double *y, void *user_data);

double dot_field(int n, const double *y, void *user_data);
double dot_field_counted(int n, const double *y, void *user_data);
double dot_pointer(int n, const double *y, void *user_data);
double dot_pointer_counted(int n, const double *y, void *user_data);
double axpy(int n, const double *y, void *user_data);
double axpy_hoisted(int n, const double *y, void *user_data);
double gather(int n, const double *y, void *user_data);
double gather_unsigned(int n, const double *y, void *user_data);
double tally(int n, const double *y, void *user_data);
