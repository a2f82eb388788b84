package dev.sealkeep.keystore.store;

import java.time.Instant;

/**
 * One wrapped version of a sealing key.
 *
 * @param tenant the owner
 * @param key the key's name
 * @param version from 1
 * @param wrapped the secret under the tenant's KEK with tenant, key and version as associated data
 * @param created when it was made
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record KeyVersionRow(
    String tenant, String key, int version, byte[] wrapped, Instant created) {}
