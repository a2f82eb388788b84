package dev.sealkeep.agent.device.report;

/**
 * What a request for a derived key may name at most, or at least, on this machine: of a report that
 * the guest obtained itself, over a channel that the host cannot write to. AMD 56860, MSG_KEY_REQ
 * and ATTESTATION_REPORT tables.
 *
 * @param committed COMMITTED_TCB, below which the processor's firmware is never rolled back; a
 *     derivation may name it or an older one
 * @param guestSvn GUEST_SVN of the ID block, an unsigned number; a derivation may name it or a
 *     lower one
 * @param vmpl the VMPL of this guest; a derivation may name it or a higher number
 */
public record DerivationLimits(TcbVersion committed, int guestSvn, int vmpl) {}
