package dev.sealkeep.protocol.log;

import java.util.Optional;
import java.util.function.Function;

/** What became of untrusted input: a typed value, or the reason it was refused. */
public sealed interface LogResult<T> {
  /** The input was good. */
  record Accepted<T>(T value) implements LogResult<T> {}

  /** The input was not. */
  record Refused<T>(LogFault fault) implements LogResult<T> {}

  /** Makes an accepted result. */
  static <T> LogResult<T> accepted(T value) {
    return new Accepted<>(value);
  }

  /** Makes a refused result. */
  static <T> LogResult<T> refused(LogFault fault) {
    return new Refused<>(fault);
  }

  /** Goes on with the value, or keeps the reason. */
  default <U> LogResult<U> then(Function<? super T, LogResult<U>> next) {
    return switch (this) {
      case Accepted<T>(T value) -> next.apply(value);
      case Refused<T>(LogFault fault) -> new Refused<>(fault);
    };
  }

  /** The value, or empty if the input was refused. */
  default Optional<T> toOptional() {
    return switch (this) {
      case Accepted<T>(T value) -> Optional.of(value);
      case Refused<T> refused -> Optional.empty();
    };
  }

  /** The reason, or empty if the input was accepted. */
  default Optional<LogFault> reason() {
    return switch (this) {
      case Accepted<T> accepted -> Optional.empty();
      case Refused<T>(LogFault fault) -> Optional.of(fault);
    };
  }

  /**
   * The value of input that the caller itself made; throws {@link IllegalStateException} with the
   * reason's code otherwise. Not for untrusted input.
   */
  default T orElseThrow() {
    return switch (this) {
      case Accepted<T>(T value) -> value;
      case Refused<T>(LogFault fault) -> throw new IllegalStateException(fault.code());
    };
  }
}
