package dev.sealkeep.service.configuration;

import java.time.Duration;

/**
 * How much a node takes on, and how long it waits for it to come.
 *
 * @param releasesAtOnce {@code releases-at-once}: releases and activations in progress; default 32
 *     a processor
 * @param queueDeadline {@code queue-deadline}: how long a request may wait for its turn; default
 *     12s
 * @param bodyBytes {@code body-bytes}: bytes of guests' bodies in memory; default an eighth of the
 *     heap. Challenges have a sixteenth of it beside it, administrative calls half, and answers
 *     that nobody has read half
 * @param bodyDeadline {@code body-deadline}: how long a body may take to arrive; default 5s
 * @param headerDeadline {@code header-deadline}: how long a new connection may take to its first
 *     request; default 10s
 * @param handshakeDeadline {@code handshake-deadline}: how long a TLS handshake may take; default
 *     10s
 * @param keepAlive {@code keep-alive}: how long a connection is kept for the next request; default
 *     1m
 * @param connections {@code connections}: open connections; default 10000
 * @param connectionsPerAddress {@code connections-per-address}: open connections from one address;
 *     default 5000
 */
public record LoadLimits(
    int releasesAtOnce,
    Duration queueDeadline,
    int bodyBytes,
    Duration bodyDeadline,
    Duration headerDeadline,
    Duration handshakeDeadline,
    Duration keepAlive,
    int connections,
    int connectionsPerAddress) {
  /** Room for two of the largest bodies that a guest may send. */
  static final int LEAST_BODY_BYTES = 2 << 20;

  /** The defaults on this machine. */
  public static LoadLimits defaults() {
    return new LoadLimits(
        32 * Runtime.getRuntime().availableProcessors(),
        Duration.ofSeconds(12),
        (int) Math.clamp(Runtime.getRuntime().maxMemory() / 8, LEAST_BODY_BYTES, 1L << 30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        10_000,
        5_000);
  }
}
