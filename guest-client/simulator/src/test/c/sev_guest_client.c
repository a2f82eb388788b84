/* Makes the calls that its arguments name on /dev/sev-guest, one after another, and prints a line
 * about each: errno (0 for success), exitinfo2 as it then stands in the caller's memory, and of a
 * response the status and the payload. Knows no emulation; has structures of its own. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define GET_REPORT 0xC0205300ul
#define GET_DERIVED_KEY 0xC0205301ul
#define GET_EXT_REPORT 0xC0205302ul
#define UNKNOWN 0xC0205303ul
#define SENTINEL 0x1122334455667788ull

struct request {
  uint8_t version;
  uint64_t in, out, exitinfo2;
};
struct report_request {
  uint8_t data[64];
  uint32_t vmpl;
  uint8_t reserved[28];
};
struct ext_request {
  struct report_request report;
  uint64_t certs;
  uint32_t length, padding;
};
struct key_request {
  uint32_t root, reserved;
  uint64_t fields;
  uint32_t vmpl, svn;
  uint64_t tcb;
};
_Static_assert(sizeof(struct request) == 32, "outer");
_Static_assert(sizeof(struct report_request) == 96, "report");
_Static_assert(sizeof(struct ext_request) == 112, "ext");
_Static_assert(sizeof(struct key_request) == 32, "key");

static int device;

static void hex(const char *name, const unsigned char *bytes, size_t length) {
  printf(" %s=", name);
  for (size_t i = 0; i < length; i++) printf("%02x", bytes[i]);
}

static int call(unsigned long number, struct request *request) {
  int error = ioctl(device, number, request) == 0 ? 0 : errno;
  printf("errno=%d exitinfo2=%llx", error, (unsigned long long)request->exitinfo2);
  return error;
}

static struct request around(void *in, void *out) {
  struct request request = {1, (uintptr_t)in, (uintptr_t)out, SENTINEL};
  return request;
}

static struct report_request asking(void) {
  struct report_request request = {0};
  for (int i = 0; i < 64; i++) request.data[i] = i;
  return request;
}

static void show_response(unsigned char *response) {
  uint32_t status, size;
  memcpy(&status, response, 4);
  memcpy(&size, response + 4, 4);
  printf(" status=%x size=%u", status, size);
  hex("report", response + 32, size < 3968 ? size : 3968);
}

static void report(unsigned long number, int vmpl) {
  struct report_request in = asking();
  in.vmpl = vmpl;
  unsigned char out[4000] = {0};
  struct request request = around(&in, out);
  if (call(number, &request) == 0) show_response(out);
}

static void ext(unsigned length) {
  struct ext_request in = {.report = asking(), .length = length};
  unsigned char out[4000] = {0}, *certs = malloc(65536);
  memset(certs, 0xEE, 65536);
  in.certs = (uintptr_t)certs;
  struct request request = around(&in, out);
  int error = call(GET_EXT_REPORT, &request);
  printf(" certs_len=%u", in.length);
  if (error == 0) {
    show_response(out);
    hex("certs", certs, length);
    printf(" behind=%02x", certs[length]);
  }
  free(certs);
}

static void key(int version, uint64_t fields) {
  struct key_request in = {.root = 1 << 1, .fields = fields};
  unsigned char out[64] = {0};
  struct request request = around(&in, out);
  request.version = version;
  if (call(GET_DERIVED_KEY, &request) == 0) {
    printf(" status=%x", out[0]);
    hex("key", out + 32, 32);
  }
}

static void with_pointers(const char *name) {
  struct report_request in = asking();
  unsigned char out[4000];
  struct request request = around(&in, out);
  void *unwritable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (!strcmp(name, "null-in")) request.in = 0;
  if (!strcmp(name, "null-out")) request.out = 0;
  if (!strcmp(name, "wild-in")) request.in = 8;
  if (!strcmp(name, "wild-out")) request.out = (uintptr_t)unwritable;
  if (!strcmp(name, "version-0")) request.version = 0;
  call(GET_REPORT, &request);
}

static void *in_thread(void *unused) {
  report(GET_REPORT, 0);
  return unused;
}

static void one(const char *name) {
  printf("%s ", name);
  if (!strcmp(name, "report")) report(GET_REPORT, 0);
  else if (!strcmp(name, "report-vmpl-4")) report(GET_REPORT, 4);
  else if (!strcmp(name, "sign-extended")) report((unsigned long)(int)GET_REPORT, 0);
  else if (!strcmp(name, "unknown")) report(UNKNOWN, 0);
  else if (!strncmp(name, "ext-", 4)) ext(strtoul(name + 4, NULL, 0));
  else if (!strcmp(name, "key")) key(1, 0);
  else if (!strcmp(name, "key-measured")) key(1, 1 << 3);
  else if (!strcmp(name, "key-vector-v1")) key(1, 1 << 6);
  else if (!strcmp(name, "key-v2")) key(2, 0);
  else if (!strcmp(name, "wild-argument"))
    printf("errno=%d", ioctl(device, GET_REPORT, 8) == 0 ? 0 : errno);
  else if (!strcmp(name, "other-descriptor"))
    printf("errno=%d", ioctl(open("/dev/null", O_RDWR), GET_REPORT, 8) == 0 ? 0 : errno);
  else if (!strcmp(name, "thread")) {
    pthread_t thread;
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
  } else with_pointers(name);
  printf("\n");
  fflush(stdout);
}

int main(int count, char **names) {
  device = open("/dev/sev-guest", O_RDWR);
  if (device < 0) {
    perror("/dev/sev-guest");
    return 3;
  }
  for (int i = 1; i < count; i++) {
    if (names[i][0] != '<') {
      one(names[i]);
      continue;
    }
    /* "<" waits for a line of standard input, so that a test can act between two calls. */
    int c;
    while ((c = getchar()) != '\n' && c != EOF) {}
  }
  return 0;
}
