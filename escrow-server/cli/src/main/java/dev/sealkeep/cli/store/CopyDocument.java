package dev.sealkeep.cli.store;

import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.keystore.store.copy.CopyOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a copy ended.
 *
 * @param complete whether a server may run on the target
 * @param source what the source is called
 * @param target what the target is called
 * @param origin the log's name; absent if the copy is not complete
 * @param size the number of the log's entries; absent if the copy is not complete
 * @param copiedBefore how many rows an earlier run had copied; absent if the copy is not complete
 * @param comparison of every row of both
 */
record CopyDocument(
    boolean complete,
    String source,
    String target,
    @Nullable String origin,
    @Nullable Long size,
    @Nullable Long copiedBefore,
    ComparisonDocument comparison) {

  static CopyDocument of(String source, String target, CopyOutcome outcome) {
    ComparisonDocument comparison = ComparisonDocument.of(outcome.comparison());
    return switch (outcome) {
      case CopyOutcome.Complete(String origin, long size, long before, _) ->
          new CopyDocument(true, source, target, origin, size, before, comparison);
      case CopyOutcome.Differs _ ->
          new CopyDocument(false, source, target, null, null, null, comparison);
    };
  }

  String render(Style style) {
    Fields fields = new Fields().add("from", source).add("to", target);
    if (complete) {
      fields.add("log", "%s, %d entries".formatted(origin, size));
      fields.add("copied before", "%d rows".formatted(copiedBefore));
    }
    fields.add("comparison", comparison.render(style));
    fields.add(
        "copy",
        complete
            ? style.good("complete")
            : style.bad("not complete") + "; begin again with an empty database");
    return fields.render(style);
  }
}
