package dev.sealkeep.cli.policy.replay;

/**
 * What was decided on an attestation when it was made.
 *
 * @param released whether a key was released
 * @param reason the stable code of the reason
 */
record PastDecision(boolean released, String reason) {}
