package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.Transaction;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * A process that appends rows and prints the index of each acknowledged one, until it is killed.
 */
public final class AcknowledgingWriter {
  private static final int IN_FLIGHT = 8;

  private AcknowledgingWriter() {}

  /** The argument is the database file. */
  public static void main(String[] arguments) {
    PrintStream output = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    SqliteStore store = SqliteStore.open(Path.of(arguments[0]), InstantSource.system());
    while (true) {
      CompletableFuture<?>[] group = new CompletableFuture<?>[IN_FLIGHT];
      for (int i = 0; i < IN_FLIGHT; i++) {
        group[i] = store.transact(AcknowledgingWriter::append).thenAccept(output::println);
      }
      CompletableFuture.allOf(group).join();
    }
  }

  private static long append(Transaction transaction) {
    long index = transaction.logHead().size();
    transaction.putLogHead(new LogHead(index + 1, new byte[32], transaction.now()));
    transaction.appendLog(StoreRows.log(index, "a"));
    return index;
  }
}
