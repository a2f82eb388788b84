/**
 * A TPM 2.0 spoken to natively: commands and answers as the TPM 2.0 Library has them (big-endian, a
 * u16 size before each TPM2B), over the kernel's resource manager or a Unix socket. Answers are
 * untrusted bytes, bounded at 4096 and read to their exact end. Depends on the system calls, the
 * faults, the settings, and the clock of an exchange. Quotes and keys are handed on uninterpreted
 * but for what shows that they answer this request (invariant 3); whatever was loaded is flushed.
 */
@NullMarked
package dev.sealkeep.agent.device.tpm;

import org.jspecify.annotations.NullMarked;
