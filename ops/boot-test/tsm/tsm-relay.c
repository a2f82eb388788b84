/* Has the simulator on the host, over a virtio-serial port, make the reports that tsm_provider.ko is
 * asked for. usage: tsm-relay PORT, as root; stays in the foreground. */
#include "simulator.h"
#include "tsm_provider.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEVICE "/dev/" TSM_PROVIDER_DEVICE

const char *program = "tsm-relay";

static struct simulator simulator;
static struct frame frame;

static struct {
  struct tsm_provider_answer head;
  unsigned char blobs[MOST_PAYLOAD];
} answer;

/* How many bytes of blobs the simulator's answer has, or -1 if it is none. */
static long parse_result(void) {
  if (frame.type != FRAME_RESULT || frame.length < 4) return -1;
  answer.head.error = get32(frame.payload);
  if (answer.head.error) return 0;
  if (frame.length < 8) return -1;
  size_t count = frame.length - 8;
  answer.head.outblob_bytes = get32(frame.payload + 4);
  if (answer.head.outblob_bytes > count) return -1;
  answer.head.auxblob_bytes = count - answer.head.outblob_bytes;
  memcpy(answer.blobs, frame.payload + 8, count);
  return count;
}

/* Makes the answer to a request; returns its size. */
static size_t ask(const struct tsm_provider_request *request) {
  unsigned char privlevel[4];
  put32(privlevel, request->privlevel);
  memset(&answer.head, 0, sizeof answer.head);
  long count = -1;
  if (send_frame(&simulator, FRAME_REPORT, privlevel, sizeof privlevel, request->inblob,
                 sizeof request->inblob) == 0 &&
      receive_frame(&simulator, &frame) == 0)
    count = parse_result();
  if (count < 0) {
    memset(&answer.head, 0, sizeof answer.head);
    answer.head.error = EIO;
    count = 0;
  }
  answer.head.serial = request->serial;
  return sizeof answer.head + count;
}

int main(int count, char **arguments) {
  if (count != 2) die(2, "usage: tsm-relay PORT");
  simulator_join(&simulator, arguments[1]);
  int device = open(DEVICE, O_RDWR | O_CLOEXEC);
  if (device < 0) die(1, "cannot open " DEVICE ": %m");
  for (;;) {
    struct tsm_provider_request request;
    if (read(device, &request, sizeof request) != sizeof request)
      die(1, "cannot read " DEVICE ": %m");
    size_t size = ask(&request);
    if (write(device, &answer, size) == (ssize_t)size) continue;
    /* It came too late, or is too large; who waits for it gives up after a while. */
    fprintf(stderr, "%s: " DEVICE " refuses an answer: %m\n", program);
  }
}
