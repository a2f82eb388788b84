/**
 * An SGX enclave that Gramine runs, by the files below {@code /dev/attestation} (Gramine,
 * Documentation/attestation.rst and Documentation/manifest-syntax.rst): a quote over 64 bytes, and
 * the sealing keys that EGETKEY makes. Depends on the system calls, the reports and the faults. A
 * key passes through native memory that is wiped (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.device.gramine;

import org.jspecify.annotations.NullMarked;
