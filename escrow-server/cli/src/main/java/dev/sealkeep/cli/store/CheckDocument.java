package dev.sealkeep.cli.store;

import dev.sealkeep.cli.terminal.Style;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param good whether nothing is wrong
 * @param stores each store that was checked
 * @param comparison of the two; absent if one was checked
 */
record CheckDocument(
    boolean good, List<StoreDocument> stores, @Nullable ComparisonDocument comparison) {
  CheckDocument {
    stores = List.copyOf(stores);
  }

  static CheckDocument of(List<StoreDocument> stores, @Nullable ComparisonDocument comparison) {
    boolean good =
        stores.stream().allMatch(StoreDocument::good) && (comparison == null || comparison.same());
    return new CheckDocument(good, stores, comparison);
  }

  String render(Style style) {
    String each =
        stores.stream().map(store -> store.render(style)).collect(Collectors.joining("\n\n"));
    ComparisonDocument compared = comparison;
    return compared == null ? each : each + "\n\n" + compared.render(style);
  }
}
