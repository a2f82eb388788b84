package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.ledger.receipt.Receipts;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A member and the promise made to whoever submitted it. */
final class Pending<T> {
  private final LogMember<T> member;
  private final CompletableFuture<Recorded<T>> answer = new CompletableFuture<>();
  private @Nullable Outcome<T> outcome;
  private @Nullable RuntimeException failure;

  private record Outcome<T>(T value, List<LogAppender.AppendedEntry> entries) {}

  Pending(LogMember<T> member) {
    this.member = member;
  }

  /** What whoever submitted the member waits for. */
  CompletableFuture<Recorded<T>> answer() {
    return answer;
  }

  /** Leaves the member out, for now. */
  void refuse(RuntimeException reason) {
    failure = reason;
  }

  boolean repeatable() {
    return member.repeatable();
  }

  /** Runs the member without a savepoint of its own: whatever it throws is for the caller. */
  void writeUnprotected(LogAppender appender) {
    outcome = new Outcome<>(member.write(appender), appender.appended());
  }

  /** Runs the member; false if it failed, and then nothing of it is kept. */
  boolean write(LogAppender appender) {
    outcome = null;
    try {
      outcome =
          appender
              .transaction()
              .savepoint(() -> new Outcome<>(member.write(appender), appender.appended()));
      return true;
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      failure = e;
      return false;
    }
  }

  /** Tells what became of the member, which was committed with others. */
  void complete(Receipts receipts, SignedCheckpoint checkpoint, long committed) {
    if (outcome == null) {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("the member was not run") : failure);
      return;
    }
    List<Recorded.Proven> proven =
        outcome.entries.stream()
            .map(entry -> new Recorded.Proven(entry, receipts.receipt(entry.index())))
            .toList();
    answer.complete(new Recorded<>(outcome.value, proven, checkpoint, committed));
  }
}
