package dev.sealkeep.keystore.store;

/**
 * One version of a policy.
 *
 * @param tenant the owner
 * @param name the policy's name
 * @param source its text
 * @param stamp its place in the log; the digest is that of the text
 */
public record PolicyRow(String tenant, String name, String source, Stamp stamp) {}
