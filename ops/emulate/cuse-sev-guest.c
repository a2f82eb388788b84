/* A /dev/sev-guest in a virtual machine: a character device by CUSE, whose ioctls the simulator on
 * the host answers over a virtio-serial port. usage: cuse-sev-guest PORT, as root; stays in the
 * foreground. */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 31
#include "simulator.h"

#include <errno.h>
#include <fcntl.h>
#include <fuse3/cuse_lowlevel.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

const char *program = "cuse-sev-guest";

static struct simulator simulator;
static struct frame frame;

/* Copies what one end gives to the other. 0 once there is no more. */
static int copy(int from, int to) {
  char bytes[4096];
  ssize_t count = read(from, bytes, sizeof bytes);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  for (ssize_t done = 0; done < count;) {
    ssize_t written = write(to, bytes + done, count - done);
    if (written < 0 && errno != EINTR) return 0;
    if (written > 0) done += written;
  }
  return count > 0;
}

/* A socket whose other end a process of its own joins with the port, which is a device. */
static int joined(const char *path) {
  int port = open(path, O_RDWR | O_CLOEXEC);
  if (port < 0) die(1, "cannot open %s: %m", path);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) die(1, "no socket: %m");
  pid_t process = fork();
  if (process < 0) die(1, "cannot fork: %m");
  if (process > 0) {
    close(port);
    close(pair[1]);
    return pair[0];
  }
  close(pair[0]);
  struct pollfd ends[] = {{.fd = pair[1], .events = POLLIN}, {.fd = port, .events = POLLIN}};
  for (int more = 1; more;) {
    if (poll(ends, 2, -1) < 0 && errno != EINTR) break;
    if (ends[0].revents) more = copy(pair[1], port);
    if (more && ends[1].revents & POLLIN) more = copy(port, pair[1]);
  }
  _exit(0);
}

static void on_open(fuse_req_t request, struct fuse_file_info *file) {
  fuse_reply_open(request, file);
}

/* The kernel holds the caller until it is answered, or killed; a killed one has no memory. */
static int waits(const void *context, const void *call) {
  (void)context;
  (void)call;
  return 1;
}

/* One at a time, as the driver has it: the session has one thread. */
static void on_ioctl(fuse_req_t request, int command, void *argument, struct fuse_file_info *file,
                     unsigned flags, const void *in, size_t in_size, size_t out_size) {
  (void)file;
  (void)flags;
  (void)in;
  (void)in_size;
  (void)out_size;
  struct caller caller = {fuse_req_ctx(request)->pid, waits, NULL, NULL};
  int error = simulator_ioctl(&simulator, &frame, (uint32_t)command,
                              (uint64_t)(uintptr_t)argument, &caller);
  explicit_bzero(&frame, sizeof frame); /* it may have held a derived key */
  if (error)
    fuse_reply_err(request, error);
  else
    fuse_reply_ioctl(request, 0, NULL, 0);
}

int main(int count, char **arguments) {
  if (count != 2) die(2, "usage: cuse-sev-guest PORT");
  simulator.socket = joined(arguments[1]);
  char *options[] = {arguments[0], "-f", "-s", NULL};
  const char *device[] = {"DEVNAME=sev-guest"};
  const struct cuse_info info = {
      .dev_info_argc = 1, .dev_info_argv = device, .flags = CUSE_UNRESTRICTED_IOCTL};
  const struct cuse_lowlevel_ops operations = {.open = on_open, .ioctl = on_ioctl};
  return cuse_lowlevel_main(3, options, &info, &operations, NULL);
}
