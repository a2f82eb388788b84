package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.json.Octets;

/**
 * One of the tenant's entries as the server lists it; nothing of it is trusted before it is
 * verified.
 *
 * @param index its place in the log, from 0
 * @param id its id, 32 hexadecimal digits
 * @param kind its kind, such as {@code release}
 * @param entry its encoding
 * @param salt 32 bytes that open the leaf's commitment to it
 */
public record AuditEntry(long index, String id, String kind, Octets entry, Octets salt) {}
