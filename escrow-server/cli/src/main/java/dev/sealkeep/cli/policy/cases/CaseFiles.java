package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the cases of a policy: for {@code payments.policy} the file {@code payments.cases.json} and
 * the files {@code *.json} of the folder {@code payments.cases}, in the order of their names.
 */
final class CaseFiles {
  private static final String SUFFIX = ".policy";

  private CaseFiles() {}

  /** The files beside a policy, at least one. */
  static List<Path> beside(Path policy) {
    String name = String.valueOf(policy.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    List<Path> files = new ArrayList<>();
    Path single = policy.resolveSibling(stem + ".cases.json");
    if (Files.exists(single)) {
      files.add(single);
    }
    Path folder = policy.resolveSibling(stem + ".cases");
    if (Files.isDirectory(folder)) {
      files.addAll(in(folder));
    }
    if (files.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there are no cases beside " + policy,
          "Write them to %s, or name their file with --cases.".formatted(single));
    }
    return files;
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "cannot read the folder " + folder, "Check its permissions.");
    }
  }
}
