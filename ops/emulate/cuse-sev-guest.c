/* A /dev/sev-guest in a virtual machine: a character device by CUSE, whose ioctls the simulator on
 * the host answers over a virtio-serial port. usage: cuse-sev-guest PORT, as root; stays in the
 * foreground. */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 31
#include "simulator.h"

#include <fuse3/cuse_lowlevel.h>
#include <string.h>

const char *program = "cuse-sev-guest";

static struct simulator simulator;
static struct frame frame;

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
  simulator_join(&simulator, arguments[1]);
  char *options[] = {arguments[0], "-f", "-s", NULL};
  const char *device[] = {"DEVNAME=sev-guest"};
  const struct cuse_info info = {
      .dev_info_argc = 1, .dev_info_argv = device, .flags = CUSE_UNRESTRICTED_IOCTL};
  const struct cuse_lowlevel_ops operations = {.open = on_open, .ioctl = on_ioctl};
  return cuse_lowlevel_main(3, options, &info, &operations, NULL);
}
