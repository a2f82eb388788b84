package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.evaluate.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The policies beside each code in {@code src/test/resources/holes}: in a file of the code's name,
 * under a line {@code == open: which} or {@code == closed: which}, what stands within a policy.
 */
final class HoleCases {
  private static final Path FOLDER =
      Path.of(System.getProperty("sealkeep.root"), "policy-dsl/src/test/resources/holes");
  private static final Pattern HEADING = Pattern.compile("== (open|closed): (.*)");
  private static final List<String> SETS =
      List.of("builds", "images", "firmware", "chips", "fleet", "gpus", "platforms", "realms");

  /**
   * One policy.
   *
   * @param open whether it has the hole
   */
  record HoleCase(String code, boolean open, String name, String items) {
    Policy policy() {
      return Samples.policy(source(items));
    }

    /** What a search for this hole alone finds. */
    Findings search() {
      return HoleSearch.of(policy(), Map.of(), List.of(Catalogue.hole(code).orElseThrow()));
    }
  }

  private HoleCases() {}

  /** A policy of some items, in which sets of several names are declared. */
  static String source(String items) {
    StringBuilder source = new StringBuilder("sealkeep 1\npolicy p {\n");
    SETS.forEach(set -> source.append("reference %1$s = set \"%1$s\"\n".formatted(set)));
    return source.append(items).append("\n}\n").toString();
  }

  /** The codes that have a file. */
  static List<String> codes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> String.valueOf(file.getFileName()).replace(".policies", ""))
          .sorted()
          .toList();
    }
  }

  /** The policies of a code. */
  static List<HoleCase> of(String code) throws IOException {
    List<HoleCase> cases = new ArrayList<>();
    for (String section :
        Files.readString(FOLDER.resolve(code + ".policies")).split("(?m)^(?===)", -1)) {
      Matcher heading = HEADING.matcher(section.lines().findFirst().orElse(""));
      if (!heading.matches()) {
        throw new IllegalStateException("not a heading in the cases of " + code + ": " + section);
      }
      String items = section.substring(section.indexOf('\n') + 1);
      cases.add(new HoleCase(code, heading.group(1).equals("open"), heading.group(2), items));
    }
    return cases;
  }

  /** Every policy of every code. */
  static List<HoleCase> all() throws IOException {
    List<HoleCase> cases = new ArrayList<>();
    for (String code : codes()) {
      cases.addAll(of(code));
    }
    return cases;
  }
}
