/*
 * Preloaded into a process (LD_PRELOAD), fails chosen system calls on chosen files while a control
 * file exists. SQLite's library and the Java runtime both call libc for these.
 *
 * The environment variable STORAGE_FAULTS names the control file. Each line of it is a rule:
 *
 *     CALL ERRNO PATTERN
 *
 * CALL is `write` (write, pwrite, ftruncate, and opening to create), `open` (opening to write,
 * unlink, rename, mkdir) or `sync` (fsync, fdatasync). ERRNO is ENOSPC, EROFS or EIO. PATTERN is one
 * of fnmatch(3) for the path's last part, or for a folder's that is synced. The first rule that
 * matches counts. Each failure adds the line `CALL NAME` to the file of the control file's name with
 * `.hits` appended, so that a test knows that its fault was met.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* Its own calls go to the kernel, past what it replaces. */
static int raw_open(const char *path, int flags) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
}

static int number_of(const char *name) {
  if (strcmp(name, "ENOSPC") == 0) return ENOSPC;
  if (strcmp(name, "EROFS") == 0) return EROFS;
  return EIO;
}

static void note(const char *control, const char *call, const char *name) {
  char path[PATH_MAX], line[PATH_MAX];
  snprintf(path, sizeof path, "%s.hits", control);
  int fd = raw_open(path, O_WRONLY | O_APPEND | O_CREAT);
  if (fd < 0) return;
  int length = snprintf(line, sizeof line, "%s %s\n", call, name);
  if (length > 0) syscall(SYS_write, fd, line, (size_t)length);
  close(fd);
}

/* The errno that a call on a path has to fail with; 0 for none. */
static int fault(const char *call, const char *path) {
  const char *control = getenv("STORAGE_FAULTS");
  if (control == NULL || path == NULL) return 0;
  int fd = raw_open(control, O_RDONLY);
  if (fd < 0) return 0;
  char rules[1024];
  ssize_t length = read(fd, rules, sizeof rules - 1);
  close(fd);
  if (length <= 0) return 0;
  rules[length] = 0;
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  char *rest = NULL;
  for (char *line = strtok_r(rules, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    char rule[16], number[16], pattern[256];
    if (sscanf(line, "%15s %15s %255s", rule, number, pattern) == 3 && strcmp(rule, call) == 0 &&
        fnmatch(pattern, name, 0) == 0) {
      note(control, call, name);
      return number_of(number);
    }
  }
  return 0;
}

static int fault_on(const char *call, int fd) {
  char link[64], path[PATH_MAX];
  if (getenv("STORAGE_FAULTS") == NULL) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return 0;
  path[length] = 0;
  return fault(call, path);
}

#define FAIL_IF(expression)                 \
  do {                                      \
    int injected = (expression);            \
    if (injected != 0) {                    \
      errno = injected;                     \
      return -1;                            \
    }                                       \
  } while (0)

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
  FAIL_IF(fault_on("write", fd));
  return NEXT(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  FAIL_IF(fault_on("write", fd));
  return NEXT(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  FAIL_IF(fault_on("write", fd));
  return NEXT(pwrite64)(fd, bytes, count, at);
}

int ftruncate(int fd, off_t length) {
  FAIL_IF(fault_on("write", fd));
  return NEXT(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  FAIL_IF(fault_on("write", fd));
  return NEXT(ftruncate64)(fd, length);
}

int fsync(int fd) {
  FAIL_IF(fault_on("sync", fd));
  return NEXT(fsync)(fd);
}

int fdatasync(int fd) {
  FAIL_IF(fault_on("sync", fd));
  return NEXT(fdatasync)(fd);
}

static int fault_of_open(const char *path, int flags) {
  int creates = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  int injected = creates ? fault("write", path) : 0;
  if (injected == 0 && (creates || (flags & O_ACCMODE) != O_RDONLY)) injected = fault("open", path);
  return injected;
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = mode_of(flags, rest);                   \
    va_end(rest);                                         \
    FAIL_IF(fault_of_open(path, flags));                  \
    return NEXT(name)(path, flags, mode);                 \
  }

#define OPENAT(name)                                      \
  int name(int folder, const char *path, int flags, ...) { \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = mode_of(flags, rest);                   \
    va_end(rest);                                         \
    FAIL_IF(fault_of_open(path, flags));                  \
    return NEXT(name)(folder, path, flags, mode);         \
  }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int unlink(const char *path) {
  FAIL_IF(fault("open", path));
  return NEXT(unlink)(path);
}

int rename(const char *from, const char *to) {
  FAIL_IF(fault("open", to));
  return NEXT(rename)(from, to);
}

int mkdir(const char *path, mode_t mode) {
  FAIL_IF(fault("open", path));
  return NEXT(mkdir)(path, mode);
}
