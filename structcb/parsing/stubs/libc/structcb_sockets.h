/* Types of sockets as Linux lays them out, for parsing only. */
#if !defined(STRUCTCB_SOCKETS)
#define STRUCTCB_SOCKETS
#include "structcb_libc.h"
typedef unsigned short sa_family_t;
typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;
struct sockaddr {
    sa_family_t sa_family;
    char sa_data[14];
};
struct sockaddr_storage {
    sa_family_t ss_family;
    char structcb_padding[118];
    unsigned long structcb_align;
};
struct in_addr {
    in_addr_t s_addr;
};
struct in6_addr {
    union {
        uint8_t structcb_8[16];
        uint16_t structcb_16[8];
        uint32_t structcb_32[4];
    } structcb_value;
};
struct sockaddr_in {
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    unsigned char sin_zero[8];
};
struct sockaddr_in6 {
    sa_family_t sin6_family;
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};
struct sockaddr_un {
    sa_family_t sun_family;
    char sun_path[108];
};
struct iovec {
    void *iov_base;
    size_t iov_len;
};
struct pollfd {
    int fd;
    short events, revents;
};
struct addrinfo {
    int ai_flags, ai_family, ai_socktype, ai_protocol;
    socklen_t ai_addrlen;
    struct sockaddr *ai_addr;
    char *ai_canonname;
    struct addrinfo *ai_next;
};
struct hostent;
#endif
