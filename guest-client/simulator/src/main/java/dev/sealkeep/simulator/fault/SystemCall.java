package dev.sealkeep.simulator.fault;

import java.util.function.Function;

/**
 * What a system call came to.
 *
 * @param <T> what it gives if it succeeds
 */
public sealed interface SystemCall<T> {
  /**
   * It succeeded.
   *
   * @param value what it gave
   */
  record Done<T>(T value) implements SystemCall<T> {}

  /**
   * It failed.
   *
   * @param errno why
   */
  record Failed<T>(Errno errno) implements SystemCall<T> {}

  /** A success. */
  static <T> SystemCall<T> done(T value) {
    return new Done<>(value);
  }

  /** A failure. */
  static <T> SystemCall<T> failed(Errno errno) {
    return new Failed<>(errno);
  }

  /** Goes on with the value, or stays failed. */
  default <R> SystemCall<R> then(Function<? super T, SystemCall<R>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Failed<T>(Errno errno) -> new Failed<>(errno);
    };
  }

  /** Changes the value, or stays failed. */
  default <R> SystemCall<R> map(Function<? super T, R> change) {
    return then(value -> done(change.apply(value)));
  }
}
