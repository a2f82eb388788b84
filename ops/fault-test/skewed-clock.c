/*
 * Preloaded into a process (LD_PRELOAD), shifts the time of day that it sees, and no other clock.
 * The Java runtime and PostgreSQL both ask libc for it.
 *
 * The environment variable SKEWED_CLOCK names a file of 8 bytes, the shift in milliseconds as a
 * signed number in the machine's byte order. It is mapped, so that a change counts at once. With
 * SKEWED_CLOCK_OF, only a process whose command has that name is fooled.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift_millis;

static int is_command(const char *name) {
  char command[64];
  int fd = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t length = read(fd, command, sizeof command - 1);
  close(fd);
  if (length <= 0) return 0;
  command[length] = 0;
  command[strcspn(command, "\n")] = 0;
  return strcmp(command, name) == 0;
}

__attribute__((constructor)) static void attach(void) {
  const char *path = getenv("SKEWED_CLOCK"), *of = getenv("SKEWED_CLOCK_OF");
  if (path == NULL || (of != NULL && !is_command(of))) return;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *shift_millis, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) shift_millis = mapped;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && shift_millis != NULL &&
      (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    int64_t millis = *shift_millis;
    time->tv_sec += millis / 1000;
    time->tv_nsec += millis % 1000 * 1000000;
    if (time->tv_nsec < 0) {
      time->tv_nsec += 1000000000;
      time->tv_sec--;
    } else if (time->tv_nsec >= 1000000000) {
      time->tv_nsec -= 1000000000;
      time->tv_sec++;
    }
  }
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
  if (result != NULL) *result = now.tv_sec;
  return now.tv_sec;
}
