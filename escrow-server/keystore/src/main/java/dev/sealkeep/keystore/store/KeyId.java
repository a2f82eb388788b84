package dev.sealkeep.keystore.store;

/**
 * Names a sealing key.
 *
 * @param tenant the owner
 * @param name the key's name
 */
public record KeyId(String tenant, String name) {}
