package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The member {@code references}: a set's name with its rows as text, with {@code {"file": PATH}}
 * relative to the file of cases, or with null where the set is not at hand.
 */
final class CaseReferences {
  private CaseReferences() {}

  /** The sets of {@code outer} with those of the member put over them. */
  static Map<String, ReferenceSet> over(
      Map<String, ReferenceSet> outer, Members members, Path file, String where) {
    Map<String, ReferenceSet> sets = new HashMap<>(outer);
    members
        .object("references")
        .ifPresent(
            given ->
                given.forEach(
                    (name, value) -> put(sets, String.valueOf(name), value, file, where)));
    return sets;
  }

  private static void put(
      Map<String, ReferenceSet> sets,
      String name,
      @Nullable Object value,
      Path file,
      String where) {
    if (value == null) {
      sets.remove(name);
    } else if (value instanceof String rows) {
      sets.put(name, ReferenceText.parse(name, rows, file.toString()));
    } else {
      Members source = new Members(where + ", set " + name, value, List.of("file"));
      Path rows = file.resolveSibling(source.requiredText("file"));
      String text = BoundedFile.readText(rows, ReferenceSet.MAX_TEXT_BYTES, "the reference set");
      sets.put(name, ReferenceText.parse(name, text, rows.toString()));
    }
  }
}
