package dev.sealkeep.cli.store;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.server.NodeConfiguration;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.table.Comparison;
import dev.sealkeep.keystore.store.table.Table;
import dev.sealkeep.service.check.StoreCheck;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.server.OfflineStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one or two stores that a check opened, in the order in which they were named. */
final class CheckedStores implements AutoCloseable {
  private final List<Opened> opened = new ArrayList<>();

  /**
   * A store with what belongs to its check.
   *
   * @param embedded whether it is a database file
   * @param mark the highest checkpoint that its node has signed, if that is known
   */
  private record Opened(OfflineStore store, boolean embedded, Optional<HighWater.Mark> mark) {}

  private CheckedStores() {}

  /** Opens the file in {@code data}, the database of {@code configuration}, or both. */
  static CheckedStores open(@Nullable Path data, @Nullable Path configuration) {
    CheckedStores stores = new CheckedStores();
    boolean done = false;
    try {
      if (data != null) {
        Path folder = Files.isDirectory(data) ? data : data.toAbsolutePath().getParent();
        stores.embedded(OfflineStores.file(data), folder == null ? data : folder);
      }
      if (configuration != null) {
        stores.configured(NodeConfiguration.read(configuration));
      }
      done = true;
      return stores;
    } finally {
      if (!done) {
        stores.close();
      }
    }
  }

  private void embedded(Path file, Path folder) {
    Optional<HighWater.Mark> mark = highWater(folder);
    opened.add(new Opened(OfflineStores.embedded(file), true, mark));
  }

  private void configured(ServerConfiguration node) {
    if (node.database().isEmpty()) {
      embedded(OfflineStores.file(node), node.data());
      return;
    }
    Optional<HighWater.Mark> mark = highWater(node.data());
    opened.add(new Opened(OfflineStores.reading(node.database().get()), false, mark));
  }

  private static Optional<HighWater.Mark> highWater(Path folder) {
    try {
      return OfflineStores.highWater(folder);
    } catch (IOException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), "");
    }
  }

  CheckDocument check(Consumer<String> progress) {
    List<StoreDocument> documents = new ArrayList<>();
    for (Opened each : opened) {
      progress.accept("checking " + each.store().name());
      List<String> damage = each.embedded() ? OfflineStores.damage(each.store()) : List.of();
      documents.add(
          StoreDocument.of(
              StoreCheck.of(each.store(), damage, each.mark()), each.mark().isPresent()));
    }
    return CheckDocument.of(documents, opened.size() < 2 ? null : compare(progress));
  }

  private ComparisonDocument compare(Consumer<String> progress) {
    long[] rows = {0};
    Comparison comparison =
        new Comparison(
            opened.getFirst().store().link(),
            opened.getLast().store().link(),
            Integer.MAX_VALUE,
            (table, more) -> {
              rows[0] += more;
              progress.accept("comparing %s, %d rows".formatted(table.sqlName(), rows[0]));
            });
    return ComparisonDocument.of(comparison.of(List.of(Table.values())));
  }

  @Override
  public void close() {
    opened.reversed().forEach(each -> each.store().close());
  }
}
