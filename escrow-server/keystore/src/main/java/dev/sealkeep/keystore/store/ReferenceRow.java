package dev.sealkeep.keystore.store;

/**
 * One version of a reference set.
 *
 * @param tenant the owner
 * @param name the set's name
 * @param rows its text, a row a line
 * @param stamp its place in the log; the digest is that of the text
 */
public record ReferenceRow(String tenant, String name, String rows, Stamp stamp) {}
