struct chain { double steepness; long nvalues, ngradients, nhessians; };

_Bool value(int n, const double *x, _Bool new_x, double *out, void *user_data);
_Bool slope(int n, const double *x, _Bool new_x, double *out, void *user_data);
_Bool curvature(int n, const double *x, _Bool new_x, double factor, int m, const double *multipliers, _Bool is_new,
                int count, int *rows, int *columns, double *values, void *user_data);
_Bool nothing(int n, const double *x, _Bool new_x, int m, double *g, void *user_data);
_Bool no_places(int n, const double *x, _Bool new_x, int m, int count, int *rows, int *columns, double *values,
                void *user_data);
