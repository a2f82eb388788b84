/* Mounts an emulated configfs-tsm report directory:
 * configfs-tsm MOUNT-POINT [SIMULATOR ARGUMENT...] [-- COMMAND...]
 *
 * Every file operation becomes one request to the simulator. Nothing is cached, here or in the
 * kernel. With a command, the mount is in a private mount namespace, and the command is this very
 * process, so its exit status and signals are its own; the server ends after it. */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 314
#include <errno.h>
#include <fuse3/fuse.h>
#include <fuse3/fuse_lowlevel.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "simulator.h"

#define MOST_TRANSFER (1 << 17)

const char *program = "configfs-tsm";

static struct simulator simulator;
static struct frame reply;

/* One request; 0 or a negative errno. What it gives stands in `reply` behind the errno. */
static int call(enum frame_type type, const void *head, size_t head_length, const void *body,
                size_t body_length) {
  if (send_frame(&simulator, type, head, head_length, body, body_length) < 0 ||
      receive_frame(&simulator, &reply) < 0 || reply.type != FRAME_RESULT || reply.length < 4)
    return -EIO;
  return -(int)get32(reply.payload);
}

static int call_path(enum frame_type type, const char *path) {
  return call(type, NULL, 0, path, strlen(path));
}

static int call_handle(enum frame_type type, const struct fuse_file_info *file) {
  unsigned char handle[8];
  put64(handle, file->fh);
  return call(type, handle, sizeof handle, NULL, 0);
}

static int tsm_getattr(const char *path, struct stat *at, struct fuse_file_info *file) {
  (void)file;
  int error = call_path(FRAME_LOOK, path);
  if (error) return error;
  memset(at, 0, sizeof *at);
  int is_file = reply.payload[4];
  at->st_mode = is_file ? S_IFREG | get32(reply.payload + 5) : S_IFDIR | 0755;
  at->st_size = is_file ? get32(reply.payload + 9) : 0;
  at->st_nlink = is_file ? 1 : 2;
  return 0;
}

static int tsm_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset,
                       struct fuse_file_info *file, enum fuse_readdir_flags flags) {
  (void)offset, (void)file, (void)flags;
  int error = call_path(FRAME_LIST, path);
  if (error) return error;
  fill(buffer, ".", NULL, 0, 0);
  fill(buffer, "..", NULL, 0, 0);
  const char *name = (char *)reply.payload + 4, *end = (char *)reply.payload + reply.length;
  for (; name < end; name += strlen(name) + 1) fill(buffer, name, NULL, 0, 0);
  return 0;
}

static int tsm_mkdir(const char *path, mode_t mode) {
  (void)mode;
  return call_path(FRAME_MKDIR, path);
}

static int tsm_rmdir(const char *path) { return call_path(FRAME_RMDIR, path); }

static int tsm_unlink(const char *path) {
  (void)path;
  return -EPERM;
}

static int tsm_create(const char *path, mode_t mode, struct fuse_file_info *file) {
  (void)path, (void)mode, (void)file;
  return -EACCES;
}

/* O_TRUNC: an attribute has nothing to cut off. */
static int tsm_truncate(const char *path, off_t size, struct fuse_file_info *file) {
  (void)path, (void)size, (void)file;
  return 0;
}

static int tsm_open(const char *path, struct fuse_file_info *file) {
  static const unsigned char accesses[] = {[O_RDONLY] = 1, [O_WRONLY] = 2, [O_RDWR] = 3};
  int mode = file->flags & O_ACCMODE;
  if (mode > O_RDWR) return -EINVAL;
  int error = call(FRAME_OPEN, &accesses[mode], 1, path, strlen(path));
  if (error) return error;
  file->fh = get64(reply.payload + 4);
  file->nonseekable = !reply.payload[12];
  file->direct_io = 1; /* the size that stat shows is not the content's */
  return 0;
}

static int tsm_read(const char *path, char *buffer, size_t size, off_t offset,
                    struct fuse_file_info *file) {
  (void)path;
  unsigned char head[20];
  put64(head, file->fh);
  put64(head + 8, offset);
  put32(head + 16, size < MOST_TRANSFER ? size : MOST_TRANSFER);
  int error = call(FRAME_READ, head, sizeof head, NULL, 0);
  if (error) return error;
  size_t length = reply.length - 4;
  if (length > size) return -EIO;
  memcpy(buffer, reply.payload + 4, length);
  return length;
}

static int tsm_write(const char *path, const char *buffer, size_t size, off_t offset,
                     struct fuse_file_info *file) {
  (void)path;
  unsigned char head[16];
  put64(head, file->fh);
  put64(head + 8, offset);
  int error = call(FRAME_WRITE, head, sizeof head, buffer, size < MOST_TRANSFER ? size : MOST_TRANSFER);
  return error ? error : (int)get32(reply.payload + 4);
}

/* Comes before close(2) returns, where release comes at any time after it: the hand-over belongs
 * here. As in the kernel, nobody learns what became of it. */
static int tsm_flush(const char *path, struct fuse_file_info *file) {
  (void)path;
  call_handle(FRAME_FLUSH, file);
  return 0;
}

static int tsm_release(const char *path, struct fuse_file_info *file) {
  (void)path;
  call_handle(FRAME_RELEASE, file);
  return 0;
}

static void *tsm_init(struct fuse_conn_info *connection, struct fuse_config *config) {
  connection->max_write = MOST_TRANSFER;
  /* A release that waits in the kernel's queue would keep an instance busy. */
  connection->max_background = 1024;
  config->entry_timeout = config->attr_timeout = config->negative_timeout = 0;
  return NULL;
}

static const struct fuse_operations operations = {
    .init = tsm_init,
    .getattr = tsm_getattr,
    .readdir = tsm_readdir,
    .mkdir = tsm_mkdir,
    .rmdir = tsm_rmdir,
    .unlink = tsm_unlink,
    .create = tsm_create,
    .truncate = tsm_truncate,
    .open = tsm_open,
    .read = tsm_read,
    .write = tsm_write,
    .flush = tsm_flush,
    .release = tsm_release,
};

static struct fuse *mount_at(const char *point) {
  char *options[] = {(char *)program, NULL};
  struct fuse_args arguments = FUSE_ARGS_INIT(1, options);
  struct fuse *fuse = fuse_new(&arguments, &operations, sizeof operations, NULL);
  if (!fuse) die(1, "libfuse refuses");
  if (fuse_mount(fuse, point) != 0) die(1, "cannot mount at %s", point);
  return fuse;
}

/* Serves until `end` is readable, or somebody else unmounts. */
static void serve(struct fuse *fuse, int end) {
  struct fuse_session *session = fuse_get_session(fuse);
  struct fuse_buf request = {0};
  struct pollfd readable[] = {{.fd = fuse_session_fd(session), .events = POLLIN},
                              {.fd = end, .events = POLLIN}};
  while (!fuse_session_exited(session)) {
    if (poll(readable, 2, -1) < 0 && errno == EINTR) continue;
    if (readable[1].revents) break;
    int count = fuse_session_receive_buf(session, &request);
    if (count == -EINTR || count == -EAGAIN) continue;
    if (count <= 0) break;
    fuse_session_process_buf(session, &request);
  }
  free(request.mem);
}

static void finish(struct fuse *fuse) {
  fuse_unmount(fuse);
  fuse_destroy(fuse);
  simulator_stop(&simulator);
}

/* In the foreground, until a signal. */
static int stay(const char *point, char **simulator_command) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  simulator_start(&simulator, simulator_command);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  struct fuse *fuse = mount_at(point);
  fprintf(stderr, "%s: mounted at %s; interrupt to unmount\n", program, point);
  serve(fuse, signalfd(-1, &signals, SFD_CLOEXEC));
  finish(fuse);
  return 0;
}

static int run(const char *point, char **simulator_command, char **command) {
  if (unshare(CLONE_NEWNS) < 0) die(1, "no mount namespace: %m");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) die(1, "/ stays shared: %m");
  int caller = syscall(SYS_pidfd_open, getpid(), 0);
  if (caller < 0) die(1, "needs pidfd_open (Linux 5.3): %m");
  int other;
  if (fork_server(&other)) {
    simulator_start(&simulator, simulator_command);
    struct fuse *fuse = mount_at(point);
    tell_ready(other);
    close(other);
    serve(fuse, caller);
    finish(fuse);
    return 0;
  }
  close(caller);
  close(other);
  execvp(command[0], command);
  die(errno == ENOENT ? 127 : 126, "cannot run %s: %m", command[0]);
}

int main(int count, char **arguments) {
  if (count < 2) die(2, "no mount point");
  char **simulator_command = arguments + 2;
  char **command = split_at_dashes(simulator_command);
  if (geteuid() != 0) die(1, "needs root, to mount");
  simulator_prepare(&simulator, simulator_command);
  return command ? run(arguments[1], simulator_command, command)
                 : stay(arguments[1], simulator_command);
}
