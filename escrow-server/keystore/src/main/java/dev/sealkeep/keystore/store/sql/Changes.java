package dev.sealkeep.keystore.store.sql;

import java.util.List;

/**
 * What a transaction has changed, without what savepoints undid.
 *
 * @param any whether it has changed anything
 * @param appended the decision ids of the rows that it appended to the log; no two rows of a log
 *     ever share one
 */
public record Changes(boolean any, List<byte[]> appended) {}
