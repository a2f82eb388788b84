package dev.sealkeep.evidence;

/**
 * The outcome of reading untrusted bytes.
 *
 * @param <T> what the bytes become
 */
public sealed interface Parsed<T> {
  /** The bytes are well-formed. */
  record Accepted<T>(T value) implements Parsed<T> {}

  /** The bytes are not well-formed. */
  record Refused<T>(Reason reason) implements Parsed<T> {}
}
