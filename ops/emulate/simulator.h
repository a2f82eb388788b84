/* The connection between a front end and the simulator, which is a program of its own: frames over a
 * Unix-domain socket or a virtio-serial port, as FrameType.java documents them. Everything here ends
 * the process with a message if it cannot go on, but for the calls on a connection, which fail as EIO
 * would. */
#ifndef SEALKEEP_SIMULATOR_H
#define SEALKEEP_SIMULATOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum frame_type {
  FRAME_IOCTL = 0x01,
  FRAME_MEMORY = 0x02,
  FRAME_STORED = 0x03,
  FRAME_REPORT = 0x10,
  FRAME_LOOK = 0x20,
  FRAME_LIST = 0x21,
  FRAME_MKDIR = 0x22,
  FRAME_RMDIR = 0x23,
  FRAME_OPEN = 0x24,
  FRAME_READ = 0x25,
  FRAME_WRITE = 0x26,
  FRAME_FLUSH = 0x27,
  FRAME_RELEASE = 0x28,
  FRAME_RESULT = 0x80,
  FRAME_FETCH = 0x81,
  FRAME_STORE = 0x82,
};

/* The largest payload, and room for it behind a frame's head. */
#define MOST_PAYLOAD (1 << 18)

struct frame {
  enum frame_type type;
  size_t length;
  unsigned char payload[MOST_PAYLOAD];
};

struct simulator {
  int socket;
  long answer_seconds; /* after that long without an answer the simulator counts as gone */
  char directory[64]; /* private, removed at the end; empty if the simulator is another's */
  pid_t process;
  int life; /* the simulator ends when this pipe closes */
};

/* Names the program in messages. */
extern const char *program;

/* Prints "program: ..." and ends with `status`. */
void die(int status, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

/* Splits the arguments at the first "--": what is before it ends with a null pointer, and the result
 * is what is behind it, or null without one. */
char **split_at_dashes(char **arguments);

/* Makes the private directory for a simulator of our own; not if `command` is empty, which means the
 * simulator that SEALKEEP_EMULATED_GUEST names. Sets that variable. */
void simulator_prepare(struct simulator *simulator, char *const *command);

/* Starts `command` unless it is empty, waits until it is ready, and connects. */
void simulator_start(struct simulator *simulator, char *const *command);

/* Connects to the simulator that is behind a virtio-serial port. */
void simulator_join(struct simulator *simulator, const char *port);

/* Ends what simulator_start started. */
void simulator_stop(struct simulator *simulator);

/* Runs the rest of this program in a process that is no child of the caller's, in a session of its
 * own. Returns 1 there, with *to_caller a socket; returns 0 in the caller once that process has
 * called tell_ready, with *from_child a socket. The caller ends if the process does. */
int fork_server(int *other);
void tell_ready(int to_caller);

/* Sends one frame, or receives one. 0, or -1 if the simulator is gone. */
int send_frame(struct simulator *simulator, enum frame_type type, const void *head,
               size_t head_length, const void *body, size_t body_length);
int receive_frame(struct simulator *simulator, struct frame *frame);

/* A process that waits for an ioctl, and whose memory the simulator reads and writes. */
struct caller {
  pid_t pid;
  /* Whether it still waits; its number may be another process's already. */
  int (*still_waits)(const void *context, const void *call);
  const void *context;
  const void *call;
};

/* Has the simulator answer an ioctl. The errno, 0 for success. `frame` is used for what is said and
 * may hold secrets afterwards. */
int simulator_ioctl(struct simulator *simulator, struct frame *frame, uint32_t command,
                    uint64_t argument, const struct caller *caller);

/* Big-endian integers. */
void put32(unsigned char *at, uint32_t value);
void put64(unsigned char *at, uint64_t value);
uint32_t get32(const unsigned char *at);
uint64_t get64(const unsigned char *at);

#endif
