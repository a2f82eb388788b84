package dev.sealkeep.protocol.wire;

import java.util.Optional;

/**
 * What came of reading untrusted bytes.
 *
 * @param <T> the type of the value
 */
public sealed interface Parsed<T> {
  /** The bytes were a message. */
  record Accepted<T>(T value) implements Parsed<T> {}

  /** The bytes were not, for this reason. */
  record Rejected<T>(WireFault fault) implements Parsed<T> {}

  /** Returns the value, or empty. */
  default Optional<T> toOptional() {
    return switch (this) {
      case Accepted<T>(T value) -> Optional.of(value);
      case Rejected<T> rejected -> Optional.empty();
    };
  }

  /** Returns the fault, or empty. */
  default Optional<WireFault> rejection() {
    return switch (this) {
      case Accepted<T> accepted -> Optional.empty();
      case Rejected<T>(WireFault fault) -> Optional.of(fault);
    };
  }
}
