package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.policy.cases.ReferenceText;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --reference NAME=FILE}: the reference sets at hand. */
final class ReferenceOption {
  @Option(
      names = "--reference",
      paramLabel = "NAME=FILE",
      description = "the rows of a reference set, as for 'reference put'; may be repeated")
  private Map<String, Path> files = new LinkedHashMap<>();

  /** Reads every set under its name; the command ends with the diagnostics of one with errors. */
  Map<String, ReferenceSet> read() {
    return read(files);
  }

  static Map<String, ReferenceSet> read(Map<String, Path> files) {
    Map<String, ReferenceSet> sets = new LinkedHashMap<>();
    files.forEach((name, file) -> sets.put(name, read(name, file)));
    return sets;
  }

  private static ReferenceSet read(String name, Path file) {
    String text = BoundedFile.readText(file, ReferenceSet.MAX_TEXT_BYTES, "the reference set");
    return ReferenceText.parse(name, text, file.toString());
  }
}
