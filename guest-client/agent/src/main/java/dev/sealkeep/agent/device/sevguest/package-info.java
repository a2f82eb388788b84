/**
 * The character device {@code /dev/sev-guest}: reports with the host's certificates, and derived
 * keys. Speaks message version 1 of the kernel's interface (Linux, uapi/linux/sev-guest.h). Depends
 * on the system calls and the faults alone. The driver throws its message key away after nearly any
 * failed exchange, so nothing malformed is ever sent and nothing is asked again after one. Memory
 * that held a key is wiped (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.device.sevguest;

import org.jspecify.annotations.NullMarked;
