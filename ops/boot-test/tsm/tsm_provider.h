/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What is read from and written to /dev/tsm-provider, by one process at a time. A read waits for a
 * request and gives it whole; a write takes one whole answer. Integers are the machine's. */
#ifndef TSM_PROVIDER_H
#define TSM_PROVIDER_H

#include <linux/types.h>

#define TSM_PROVIDER_DEVICE "tsm-provider"

/* REPORT_DATA. SEV-SNP ABI 1.58, MSG_REPORT_REQ. */
#define TSM_PROVIDER_INBLOB_BYTES 64

struct tsm_provider_request {
  __u64 serial; /* the answer's too */
  __u32 privlevel;
  __u8 inblob[TSM_PROVIDER_INBLOB_BYTES];
  __u32 reserved; /* 0 */
};

/* With outblob and auxblob behind it, in this order; with nothing if there is an error. An answer
 * that nobody waits for any more is refused with ESTALE, a malformed one with EINVAL. */
struct tsm_provider_answer {
  __u64 serial;
  __u32 error; /* an error number, or 0 */
  __u32 outblob_bytes;
  __u32 auxblob_bytes;
  __u32 reserved; /* 0 */
};

#endif
