#define _GNU_SOURCE
#include "simulator.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUEST_VARIABLE "SEALKEEP_EMULATED_GUEST"
#define START_SECONDS 120
#define ANSWER_VARIABLE "SEALKEEP_EMULATE_SECONDS"
#define ANSWER_SECONDS 60
#define MOST_ANSWER_SECONDS 3600
#define STOP_MILLISECONDS 5000

void die(int status, const char *format, ...) {
  va_list values;
  va_start(values, format);
  fprintf(stderr, "%s: ", program);
  vfprintf(stderr, format, values);
  fputc('\n', stderr);
  va_end(values);
  exit(status);
}

char **split_at_dashes(char **arguments) {
  for (; *arguments; arguments++)
    if (strcmp(*arguments, "--") == 0) {
      *arguments = NULL;
      return arguments + 1;
    }
  return NULL;
}

/* How long the simulator may take for a frame. The default is less than what a guest's program
 * waits for a driver, so that it learns of an EIO. */
static long answer_seconds(void) {
  const char *text = getenv(ANSWER_VARIABLE);
  if (!text) return ANSWER_SECONDS;
  char *end;
  long seconds = strtol(text, &end, 10);
  if (end == text || *end || seconds < 1 || seconds > MOST_ANSWER_SECONDS)
    die(2, ANSWER_VARIABLE " is 1 to %d, not '%s'", MOST_ANSWER_SECONDS, text);
  return seconds;
}

void simulator_prepare(struct simulator *simulator, char *const *command) {
  memset(simulator, 0, sizeof *simulator);
  simulator->socket = simulator->life = -1;
  simulator->answer_seconds = answer_seconds();
  if (!*command) {
    if (!getenv(GUEST_VARIABLE)) die(2, "--machine is missing, and no guest is running around this");
    return;
  }
  strcpy(simulator->directory, "/tmp/sealkeep-emulate-XXXXXX");
  if (!mkdtemp(simulator->directory)) die(1, "cannot make a directory in /tmp: %m");
  char path[96];
  snprintf(path, sizeof path, "%s/socket", simulator->directory);
  setenv(GUEST_VARIABLE, path, 1);
}

static void connect_to(struct simulator *simulator, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) die(1, "the socket's path is too long: %s", path);
  strcpy(address.sun_path, path);
  simulator->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (simulator->socket < 0 ||
      connect(simulator->socket, (struct sockaddr *)&address, sizeof address) < 0)
    die(1, "the simulator does not answer at %s: %m", path);
  struct timeval limit = {.tv_sec = simulator->answer_seconds};
  setsockopt(simulator->socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(simulator->socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/* The command with what makes it serve at the socket and end with us. */
static char **serving(char *const *command, const char *path) {
  size_t count = 0;
  while (command[count]) count++;
  char **all = calloc(count + 4, sizeof *all);
  if (!all) die(1, "out of memory");
  memcpy(all, command, count * sizeof *all);
  all[count] = "--socket";
  all[count + 1] = (char *)path;
  all[count + 2] = "--until-eof";
  return all;
}

/* Waits for the line that says that the simulator is ready; otherwise ends as the simulator did. */
static void await_ready(struct simulator *simulator, int output) {
  struct pollfd readable = {.fd = output, .events = POLLIN};
  char line[16];
  int in_time = poll(&readable, 1, START_SECONDS * 1000) == 1;
  if (in_time && read(output, line, sizeof line) > 0) return;
  int status = 0;
  /* A process that hangs may be stopped, and then does not end by SIGTERM. */
  kill(simulator->process, in_time ? SIGTERM : SIGKILL);
  waitpid(simulator->process, &status, 0);
  simulator->process = 0;
  simulator_stop(simulator);
  if (!WIFEXITED(status)) die(1, "the simulator was not ready after %d seconds", START_SECONDS);
  exit(WEXITSTATUS(status));
}

void simulator_start(struct simulator *simulator, char *const *command) {
  const char *path = getenv(GUEST_VARIABLE);
  if (*command) {
    int life[2], output[2];
    if (pipe2(life, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0) die(1, "no pipe: %m");
    char **all = serving(command, path);
    simulator->process = fork();
    if (simulator->process < 0) die(1, "cannot fork: %m");
    if (simulator->process == 0) {
      setpgid(0, 0); /* out of the reach of the terminal's interrupts */
      dup2(life[0], 0);
      dup2(output[1], 1);
      execv(all[0], all);
      die(1, "cannot run %s: %m", all[0]);
    }
    free(all);
    close(life[0]);
    close(output[1]);
    simulator->life = life[1];
    await_ready(simulator, output[0]);
    close(output[0]);
  }
  connect_to(simulator, path);
}

void simulator_stop(struct simulator *simulator) {
  if (simulator->socket >= 0) close(simulator->socket);
  if (simulator->life >= 0) close(simulator->life);
  for (int waited = 0; simulator->process > 0; waited += 10) {
    if (waitpid(simulator->process, NULL, WNOHANG) != 0) break;
    if (waited >= STOP_MILLISECONDS) kill(simulator->process, SIGKILL);
    usleep(10000);
  }
  if (simulator->directory[0]) {
    char path[96];
    snprintf(path, sizeof path, "%s/socket", simulator->directory);
    unlink(path);
    rmdir(simulator->directory);
  }
}

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

/* The port is a device: a process of its own joins it with the other end of our socket. */
void simulator_join(struct simulator *simulator, const char *path) {
  memset(simulator, 0, sizeof *simulator);
  simulator->life = -1;
  int port = open(path, O_RDWR | O_CLOEXEC);
  if (port < 0) die(1, "cannot open %s: %m", path);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) die(1, "no socket: %m");
  pid_t process = fork();
  if (process < 0) die(1, "cannot fork: %m");
  if (process > 0) {
    close(port);
    close(pair[1]);
    simulator->socket = pair[0];
    return;
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

/* An end before tell_ready is the caller's too, with its status. */
static int caller = -1;

static void tell_status(int status, void *unused) {
  (void)unused;
  char byte = status;
  if (caller >= 0) send(caller, &byte, 1, MSG_NOSIGNAL);
}

int fork_server(int *other) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) die(1, "no socket: %m");
  /* A process between the two, which ends at once, keeps the server from being our child. */
  pid_t between = fork();
  if (between < 0) die(1, "cannot fork: %m");
  if (between == 0) {
    pid_t server = fork();
    if (server != 0) _exit(server < 0);
    close(pair[0]);
    setsid();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, 0);
    dup2(null, 1);
    *other = caller = pair[1];
    on_exit(tell_status, NULL);
    return 1;
  }
  close(pair[1]);
  int status;
  waitpid(between, &status, 0);
  char ready;
  ssize_t count = recv(pair[0], &ready, 1, 0);
  if (count != 1) exit(1);
  if (ready) exit(ready);
  *other = pair[0];
  return 0;
}

void tell_ready(int to_caller) {
  send(to_caller, "", 1, MSG_NOSIGNAL);
  caller = -1;
}

static int send_all(int socket, struct iovec *parts, int count) {
  while (count > 0) {
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return -1;
    for (; count > 0 && (size_t)sent >= parts->iov_len; parts++, count--) sent -= parts->iov_len;
    if (count > 0) {
      parts->iov_base = (char *)parts->iov_base + sent;
      parts->iov_len -= sent;
    }
  }
  return 0;
}

static int receive_all(int socket, void *to, size_t length) {
  while (length > 0) {
    ssize_t count = recv(socket, to, length, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = ECONNRESET;
    if (count <= 0) return -1;
    to = (char *)to + count;
    length -= count;
  }
  return 0;
}

/* After a failure the two ends may disagree about where a frame starts: the connection is over. */
static int gone(struct simulator *simulator) {
  const char *why = errno == EAGAIN ? "does not answer" : "is gone";
  close(simulator->socket);
  simulator->socket = -1;
  fprintf(stderr, "%s: the simulator %s; its devices answer with EIO\n", program, why);
  return -1;
}

int send_frame(struct simulator *simulator, enum frame_type type, const void *head,
               size_t head_length, const void *body, size_t body_length) {
  if (simulator->socket < 0) return -1;
  unsigned char start[5];
  put32(start, 1 + head_length + body_length);
  start[4] = type;
  struct iovec parts[] = {
      {start, sizeof start}, {(void *)head, head_length}, {(void *)body, body_length}};
  return send_all(simulator->socket, parts, 3) < 0 ? gone(simulator) : 0;
}

int receive_frame(struct simulator *simulator, struct frame *frame) {
  if (simulator->socket < 0) return -1;
  unsigned char start[5];
  if (receive_all(simulator->socket, start, sizeof start) < 0) return gone(simulator);
  frame->type = start[4];
  frame->length = get32(start) - 1;
  errno = EPROTO;
  if (frame->length > MOST_PAYLOAD ||
      receive_all(simulator->socket, frame->payload, frame->length) < 0)
    return gone(simulator);
  return 0;
}

static int fetch(struct simulator *simulator, struct frame *frame, const struct caller *caller) {
  uint64_t address = get64(frame->payload);
  size_t length = get32(frame->payload + 8);
  unsigned char *bytes = frame->payload + 1;
  if (length >= MOST_PAYLOAD) return -1;
  struct iovec here = {bytes, length}, there = {(void *)(uintptr_t)address, length};
  int readable = caller->still_waits(caller->context, caller->call) &&
                 process_vm_readv(caller->pid, &here, 1, &there, 1, 0) == (ssize_t)length;
  frame->payload[0] = readable;
  return send_frame(simulator, FRAME_MEMORY, frame->payload, 1, bytes, readable ? length : 0);
}

static int store(struct simulator *simulator, struct frame *frame, const struct caller *caller) {
  uint64_t address = get64(frame->payload);
  size_t length = frame->length - 8;
  struct iovec here = {frame->payload + 8, length};
  struct iovec there = {(void *)(uintptr_t)address, length};
  unsigned char written =
      caller->still_waits(caller->context, caller->call) &&
      process_vm_writev(caller->pid, &here, 1, &there, 1, 0) == (ssize_t)length;
  return send_frame(simulator, FRAME_STORED, &written, 1, NULL, 0);
}

int simulator_ioctl(struct simulator *simulator, struct frame *frame, uint32_t command,
                    uint64_t argument, const struct caller *caller) {
  unsigned char request[12];
  put32(request, command);
  put64(request + 4, argument);
  int status = send_frame(simulator, FRAME_IOCTL, request, sizeof request, NULL, 0);
  while (status == 0 && receive_frame(simulator, frame) == 0) {
    if (frame->type == FRAME_RESULT && frame->length >= 4) return get32(frame->payload);
    if (frame->type == FRAME_FETCH && frame->length == 12)
      status = fetch(simulator, frame, caller);
    else if (frame->type == FRAME_STORE && frame->length >= 8)
      status = store(simulator, frame, caller);
    else
      status = -1;
  }
  return EIO;
}

void put32(unsigned char *at, uint32_t value) {
  for (int i = 3; i >= 0; i--, value >>= 8) at[i] = value;
}

void put64(unsigned char *at, uint64_t value) {
  for (int i = 7; i >= 0; i--, value >>= 8) at[i] = value;
}

uint32_t get32(const unsigned char *at) {
  return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

uint64_t get64(const unsigned char *at) { return (uint64_t)get32(at) << 32 | get32(at + 4); }
