package dev.sealkeep.keystore.store;

/**
 * A sealing key, without its secret.
 *
 * @param tenant the owner
 * @param name the key's name
 * @param policy the name of the policy that guards it
 * @param enabled false once it is disabled
 * @param currentVersion the version that is released, from 1
 * @param stamp its place in the log; the digest covers policy, state and every version's ciphertext
 */
public record KeyRow(
    String tenant, String name, String policy, boolean enabled, int currentVersion, Stamp stamp) {}
