package dev.sealkeep.keystore.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A decision and why it fell so, for its tenant.
 *
 * @param id 16 bytes: the decision id
 * @param tenant the owner
 * @param key the key asked for
 * @param time when it fell
 * @param released whether the key left
 * @param reason a stable code
 * @param explanation JSON
 * @param claims what the evidence claimed, as JSON; empty for a row of an earlier release
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record DecisionRow(
    byte[] id,
    String tenant,
    String key,
    Instant time,
    boolean released,
    String reason,
    String explanation,
    Optional<String> claims) {}
