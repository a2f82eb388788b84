/**
 * A software SEV-SNP processor whose root of trust is made at its installation. It speaks the real
 * formats: attestation reports, VCEK and VLEK certificates, the host's certificate table, and the
 * derived keys of MSG_KEY_REQ. For tests and the demo only; it depends on {@code protocol} and
 * Bouncy Castle. Its evidence carries the tag {@code simulated-amd-sev-snp} and verifies under no
 * vendor's root (invariant 10).
 */
@NullMarked
package dev.sealkeep.simulator;

import org.jspecify.annotations.NullMarked;
