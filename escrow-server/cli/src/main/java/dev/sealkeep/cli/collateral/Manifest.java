package dev.sealkeep.cli.collateral;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bundle holds. As text: the line {@value #HEADER}, the line {@code created INSTANT}, and a
 * line for each file, sorted by name: SHA-256 in hexadecimal, size in bytes, when it was fetched,
 * and its name. The text is what is signed.
 *
 * @param created when the bundle was made; a later one counts as newer
 * @param files in the order in which their bytes follow
 */
record Manifest(Instant created, List<Entry> files) {
  static final String HEADER = "sealkeep/collateral-bundle/v1";
  static final int MAX_FILES = 1_000;
  static final int MAX_FILE_BYTES = 1 << 20;

  private static final String CREATED = "created ";
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) ([1-9][0-9]{0,6}) (\\S{1,40}) (\\S+)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._,=-]{0,239}");

  /** One file. */
  record Entry(String sha256, int bytes, Instant fetched, String name) {}

  Manifest {
    files = List.copyOf(files);
  }

  /** Whether a file of that name can be in a bundle: it stays in its directory. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  String text() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    text.append(CREATED).append(created).append('\n');
    for (Entry file : files) {
      text.append(file.sha256()).append(' ').append(file.bytes()).append(' ');
      text.append(file.fetched()).append(' ').append(file.name()).append('\n');
    }
    return text.toString();
  }

  /** Reads a text; empty if it is not exactly what {@link #text()} gives. */
  static Optional<Manifest> parse(String text) {
    String[] lines = text.split("\n", MAX_FILES + 4);
    if (lines.length < 3 || !lines[1].startsWith(CREATED)) {
      return Optional.empty();
    }
    try {
      Instant created = Instant.parse(lines[1].substring(CREATED.length()));
      List<Entry> files = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (int i = 2; i < lines.length - 1; i++) {
        Matcher line = LINE.matcher(lines[i]);
        if (!line.matches() || !isName(line.group(4)) || !names.add(line.group(4))) {
          return Optional.empty();
        }
        files.add(
            new Entry(
                line.group(1),
                Integer.parseInt(line.group(2)),
                Instant.parse(line.group(3)),
                line.group(4)));
      }
      return Optional.of(new Manifest(created, files))
          .filter(manifest -> manifest.files().size() <= MAX_FILES)
          .filter(manifest -> manifest.files().stream().allMatch(f -> f.bytes() <= MAX_FILE_BYTES))
          .filter(manifest -> manifest.text().equals(text));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
