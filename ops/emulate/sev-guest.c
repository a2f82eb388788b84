/* Runs a command with an emulated /dev/sev-guest: sev-guest [SIMULATOR ARGUMENT...] -- COMMAND...
 *
 * The device is a real character device node (that of /dev/null) in a private mount namespace. A
 * seccomp filter hands each ioctl whose number is 0xC02053xx to a server process (user
 * notification), which continues those on other descriptors and asks the simulator about those on
 * the device. The command itself is this very process, so its exit status and signals are its own,
 * and the server ends when the last process under the filter has. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "simulator.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "x86-64 and arm64 only"
#endif

#define DEVICE "/dev/sev-guest"
#define IOCTL_BASE 0xC0205300u

const char *program = "sev-guest";

/* ---- the device node ---- */

/* Puts what is at `from` at `to` as well: nodes and links anew, directories and the rest by binding. */
static void show_also(const char *from, const char *to) {
  struct stat at;
  char link[4096];
  if (lstat(from, &at) < 0) return;
  if (S_ISLNK(at.st_mode)) {
    ssize_t length = readlink(from, link, sizeof link - 1);
    if (length < 0) return;
    link[length] = 0;
    if (symlink(link, to) < 0) die(1, "cannot link %s: %m", to);
    return;
  }
  if (S_ISCHR(at.st_mode) || S_ISBLK(at.st_mode)) {
    if (mknod(to, at.st_mode, at.st_rdev) < 0 || chown(to, at.st_uid, at.st_gid) < 0)
      die(1, "cannot make the device node %s: %m", to);
    return;
  }
  if (S_ISDIR(at.st_mode) ? mkdir(to, 0755) : mknod(to, S_IFREG | 0600, 0))
    die(1, "cannot make %s: %m", to);
  if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) < 0) die(1, "cannot bind %s: %m", from);
}

/* Everything of /dev, and the device, in a mount namespace of this process and its children. */
static void make_device(const char *staging) {
  if (unshare(CLONE_NEWNS) < 0) die(1, "no mount namespace: %m");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) die(1, "/ stays shared: %m");
  if (mount("tmpfs", staging, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=1m") < 0)
    die(1, "no tmpfs: %m");
  mode_t mask = umask(0);
  DIR *devices = opendir("/dev");
  if (!devices) die(1, "cannot read /dev: %m");
  for (struct dirent *entry; (entry = readdir(devices));) {
    char from[512], to[512];
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (!strcmp(entry->d_name, "sev-guest")) continue;
    snprintf(from, sizeof from, "/dev/%s", entry->d_name);
    snprintf(to, sizeof to, "%s/%s", staging, entry->d_name);
    show_also(from, to);
  }
  closedir(devices);
  char node[512];
  snprintf(node, sizeof node, "%s/sev-guest", staging);
  if (mknod(node, S_IFCHR | 0600, makedev(1, 3)) < 0) die(1, "cannot make " DEVICE ": %m");
  umask(mask);
  if (mount(staging, "/dev", NULL, MS_MOVE, NULL) < 0) die(1, "cannot replace /dev: %m");
}

/* ---- the filter ---- */

static int install_filter(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0, 6),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4),
      /* The kernel looks at the low half alone, and so must this: callers sign-extend. */
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xFFFFFF00u),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IOCTL_BASE, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof code / sizeof *code, code};
  /* Root needs no no_new_privs, which would take set-user-ID programs from the command. */
  int listener =
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
  if (listener < 0 && errno == EBUSY)
    die(1, "another program already watches system calls here: sev-guest cannot run in sev-guest");
  if (listener < 0) die(1, "needs seccomp user notification (Linux 5.0): %m");
  return listener;
}

static void send_descriptor(int socket, int descriptor) {
  char control[CMSG_SPACE(sizeof descriptor)] = {0}, byte = 0;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = control,
                           .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  if (sendmsg(socket, &message, MSG_NOSIGNAL) < 0) die(1, "cannot hand the filter over: %m");
}

static int receive_descriptor(int socket) {
  char control[CMSG_SPACE(sizeof(int))], byte;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = control,
                           .msg_controllen = sizeof control};
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0 || !CMSG_FIRSTHDR(&message)) return -1;
  int descriptor;
  memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof descriptor);
  return descriptor;
}

/* ---- the server ---- */

struct server {
  struct simulator simulator;
  int listener;
  struct stat device;
  struct frame frame;
};

static int on_device(const struct server *server, const struct seccomp_notif *call) {
  char path[64];
  struct stat at;
  snprintf(path, sizeof path, "/proc/%d/fd/%d", call->pid, (int)call->data.args[0]);
  return stat(path, &at) == 0 && S_ISCHR(at.st_mode) && at.st_dev == server->device.st_dev &&
         at.st_ino == server->device.st_ino;
}

/* Whether the caller still waits; if not, its number may be another process's already. */
static int still_waits(const void *context, const void *waiting) {
  const struct server *server = context;
  uint64_t id = ((const struct seccomp_notif *)waiting)->id;
  return ioctl(server->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* The errno of the call, 0 for success. */
static int converse(struct server *server, const struct seccomp_notif *call) {
  struct caller caller = {call->pid, still_waits, server, call};
  return simulator_ioctl(&server->simulator, &server->frame, call->data.args[1],
                         call->data.args[2], &caller);
}

static void answer(struct server *server, struct seccomp_notif *call,
                   struct seccomp_notif_resp *response, size_t response_size) {
  memset(response, 0, response_size);
  response->id = call->id;
  if (on_device(server, call)) {
    response->error = -converse(server, call);
    explicit_bzero(&server->frame, sizeof server->frame); /* it may have held a derived key */
  } else {
    response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  }
  ioctl(server->listener, SECCOMP_IOCTL_NOTIF_SEND, response); /* fails if the caller has died */
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void serve(struct server *server) {
  struct seccomp_notif_sizes sizes;
  if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) < 0) return;
  size_t call_size = larger(sizes.seccomp_notif, sizeof(struct seccomp_notif));
  size_t response_size = larger(sizes.seccomp_notif_resp, sizeof(struct seccomp_notif_resp));
  struct seccomp_notif *call = malloc(call_size);
  struct seccomp_notif_resp *response = malloc(response_size);
  if (!call || !response) return;
  for (;;) {
    struct pollfd readable = {.fd = server->listener, .events = POLLIN};
    if (poll(&readable, 1, -1) < 0 && errno == EINTR) continue;
    if (!(readable.revents & POLLIN)) break; /* no process is left under the filter */
    memset(call, 0, call_size);
    if (ioctl(server->listener, SECCOMP_IOCTL_NOTIF_RECV, call) == 0)
      answer(server, call, response, response_size);
  }
}

int main(int count, char **arguments) {
  (void)count;
  static struct server server;
  char **simulator_command = arguments + 1;
  char **command = split_at_dashes(simulator_command);
  if (!command || !*command) die(2, "no command; write it behind --");
  if (geteuid() != 0) die(1, "needs root, for a device node and a mount namespace");
  char staging[] = "/tmp/sealkeep-dev-XXXXXX";
  if (!mkdtemp(staging)) die(1, "cannot make a directory in /tmp: %m");
  make_device(staging);
  rmdir(staging);
  simulator_prepare(&server.simulator, simulator_command);
  int other;
  if (fork_server(&other)) {
    simulator_start(&server.simulator, simulator_command);
    tell_ready(other);
    server.listener = receive_descriptor(other);
    int usable = server.listener >= 0 && stat(DEVICE, &server.device) == 0;
    if (usable) {
      tell_ready(other);
      close(other);
      serve(&server);
    }
    simulator_stop(&server.simulator);
    return !usable;
  }
  int listener = install_filter();
  send_descriptor(other, listener);
  close(listener);
  char ready;
  if (recv(other, &ready, 1, 0) != 1) die(1, "the server has ended");
  close(other);
  execvp(command[0], command);
  die(errno == ENOENT ? 127 : 126, "cannot run %s: %m", command[0]);
}
