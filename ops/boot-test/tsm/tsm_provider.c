// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/* A provider of reports for configfs-tsm, which stands where the driver of SEV-SNP would: each one
 * that is asked for goes to the process that has /dev/tsm-provider open, and what that answers is
 * believed. For tests alone. Linux 6.10 to 6.15; others name things in linux/tsm.h otherwise. */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/tsm.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "tsm_provider.h"

/* After that long without an answer, or without anybody who reads, a report fails with ETIMEDOUT. */
#define ANSWER_SECONDS 10

/* The largest certificate table. Linux drivers/virt/coco/sev-guest: SEV_FW_BLOB_MAX_SIZE. */
#define MOST_AUXBLOB_BYTES SZ_16K

enum step {
  STEP_IDLE,     /* no report is asked for */
  STEP_ASKED,    /* the request was not read yet */
  STEP_GIVEN,    /* it was read and not answered yet */
  STEP_ANSWERED, /* the answer is here, and who asked did not take it yet */
};

/* One exchange at a time. `asking` is held for all of it, so that the next one waits; it is taken
 * before `lock`, which guards the members and is held while nothing else is waited for. */
static DEFINE_MUTEX(asking);
static DEFINE_MUTEX(lock);
static DECLARE_WAIT_QUEUE_HEAD(asked);
static DECLARE_WAIT_QUEUE_HEAD(answered);
static struct {
  bool attached; /* somebody has the device open */
  enum step step;
  struct tsm_provider_request request;
  int error; /* negative, or 0; it and what follows are of the step STEP_ANSWERED */
  void *outblob;
  size_t outblob_bytes;
  void *auxblob;
  size_t auxblob_bytes;
} exchange;

static bool is_at(enum step step) { return READ_ONCE(exchange.step) == step; }

static void go_to(enum step step) {
  lockdep_assert_held(&lock);
  WRITE_ONCE(exchange.step, step);
}

static void ask(const struct tsm_desc *desc) {
  guard(mutex)(&lock);
  exchange.request.serial++;
  exchange.request.privlevel = desc->privlevel;
  memcpy(exchange.request.inblob, desc->inblob, sizeof exchange.request.inblob);
  go_to(STEP_ASKED);
  wake_up(&asked);
}

/* Ends the exchange: with its answer if there is one, else with the error given. */
static int take_answer(struct tsm_report *report, int otherwise) {
  guard(mutex)(&lock);
  bool here = is_at(STEP_ANSWERED);
  go_to(STEP_IDLE);
  if (!here) return otherwise;
  if (exchange.error) return exchange.error;
  report->outblob = exchange.outblob;
  report->outblob_len = exchange.outblob_bytes;
  report->auxblob = exchange.auxblob;
  report->auxblob_len = exchange.auxblob_bytes;
  return 0;
}

static int report_new(struct tsm_report *report, void *unused) {
  if (report->desc.inblob_len != TSM_PROVIDER_INBLOB_BYTES) return -EINVAL;
  if (mutex_lock_killable(&asking)) return -EINTR;
  ask(&report->desc);
  long left = wait_event_killable_timeout(answered, is_at(STEP_ANSWERED), ANSWER_SECONDS * HZ);
  int error = take_answer(report, left < 0 ? -EINTR : -ETIMEDOUT);
  mutex_unlock(&asking);
  return error;
}

/* As without an SVSM, which alone knows services. */
static bool attribute_visible(int index) {
  switch (index) {
  case TSM_REPORT_GENERATION:
  case TSM_REPORT_PROVIDER:
  case TSM_REPORT_PRIVLEVEL:
  case TSM_REPORT_PRIVLEVEL_FLOOR:
    return true;
  default:
    return false;
  }
}

static bool blob_visible(int index) { return index != TSM_REPORT_MANIFESTBLOB; }

/* Programs look for the driver's name. */
static const struct tsm_ops operations = {
    .name = "sev_guest",
    .report_new = report_new,
    .report_attr_visible = attribute_visible,
    .report_bin_attr_visible = blob_visible,
};

static int device_open(struct inode *inode, struct file *file) {
  guard(mutex)(&lock);
  if (exchange.attached) return -EBUSY;
  exchange.attached = true;
  return stream_open(inode, file);
}

/* Nobody answers any more what is being asked. */
static int device_release(struct inode *inode, struct file *file) {
  guard(mutex)(&lock);
  exchange.attached = false;
  if (is_at(STEP_ASKED) || is_at(STEP_GIVEN)) {
    exchange.error = -EIO;
    go_to(STEP_ANSWERED);
    wake_up(&answered);
  }
  return 0;
}

/* Takes the request for a reader, if there is one. */
static bool take_request(struct tsm_provider_request *request) {
  guard(mutex)(&lock);
  if (!is_at(STEP_ASKED)) return false;
  *request = exchange.request;
  go_to(STEP_GIVEN);
  return true;
}

static ssize_t device_read(struct file *file, char __user *to, size_t count, loff_t *position) {
  struct tsm_provider_request request;
  if (count < sizeof request) return -EINVAL;
  /* Who asked may have gone away by the time that we look. */
  while (!take_request(&request)) {
    if (file->f_flags & O_NONBLOCK) return -EAGAIN;
    int error = wait_event_interruptible(asked, is_at(STEP_ASKED));
    if (error) return error;
  }
  return copy_to_user(to, &request, sizeof request) ? -EFAULT : sizeof request;
}

static bool is_well_formed(const struct tsm_provider_answer *answer, size_t blob_bytes) {
  if (answer->reserved || answer->error > MAX_ERRNO || answer->outblob_bytes > TSM_OUTBLOB_MAX ||
      answer->auxblob_bytes > MOST_AUXBLOB_BYTES ||
      blob_bytes != answer->outblob_bytes + answer->auxblob_bytes)
    return false;
  return answer->error ? !blob_bytes : answer->outblob_bytes > 0;
}

/* Bytes of the caller's as kvfree() frees them; a null pointer for none. */
static void *copied(const char __user *from, size_t count) {
  return count ? vmemdup_user(from, count) : NULL;
}

static bool keep_answer(const struct tsm_provider_answer *answer, void *outblob, void *auxblob) {
  guard(mutex)(&lock);
  if (!is_at(STEP_GIVEN) || answer->serial != exchange.request.serial) return false;
  exchange.error = -(int)answer->error;
  exchange.outblob = outblob;
  exchange.outblob_bytes = answer->outblob_bytes;
  exchange.auxblob = auxblob;
  exchange.auxblob_bytes = answer->auxblob_bytes;
  go_to(STEP_ANSWERED);
  wake_up(&answered);
  return true;
}

static ssize_t device_write(struct file *file, const char __user *from, size_t count,
                            loff_t *position) {
  struct tsm_provider_answer answer;
  if (count < sizeof answer) return -EINVAL;
  if (copy_from_user(&answer, from, sizeof answer)) return -EFAULT;
  if (!is_well_formed(&answer, count - sizeof answer)) return -EINVAL;
  const char __user *blobs = from + sizeof answer;
  void *outblob = copied(blobs, answer.outblob_bytes);
  if (IS_ERR(outblob)) return PTR_ERR(outblob);
  void *auxblob = copied(blobs + answer.outblob_bytes, answer.auxblob_bytes);
  if (IS_ERR(auxblob)) {
    kvfree(outblob);
    return PTR_ERR(auxblob);
  }
  if (keep_answer(&answer, outblob, auxblob)) return count;
  kvfree(auxblob);
  kvfree(outblob);
  return -ESTALE;
}

static const struct file_operations device_operations = {
    .owner = THIS_MODULE,
    .open = device_open,
    .release = device_release,
    .read = device_read,
    .write = device_write,
};

static struct miscdevice device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = TSM_PROVIDER_DEVICE,
    .fops = &device_operations,
    .mode = 0600,
};

static int __init provider_init(void) {
  int error = misc_register(&device);
  if (error) return error;
  error = tsm_register(&operations, NULL);
  if (error) misc_deregister(&device);
  return error;
}

/* The device is closed by now, and no report is asked for once the provider is gone. */
static void __exit provider_exit(void) {
  tsm_unregister(&operations);
  misc_deregister(&device);
}

module_init(provider_init);
module_exit(provider_exit);
MODULE_DESCRIPTION("configfs-tsm reports by a process, for tests");
/* What tsm_register() is exported to; these sources may be had under either licence. */
MODULE_LICENSE("GPL");
