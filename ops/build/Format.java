import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks or rewrites the format of the project's Java sources: {@code Format.java check|apply
 * ROOT}. Files that have not changed since they were last found good are passed over; {@code
 * target/formatter/good} lists them with their times and sizes.
 */
final class Format {
  private static final List<String> SOURCE_ROOTS =
      List.of("policy-dsl", "guest-client", "escrow-server", "ops");

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path list = Path.of(args[1], "target", "formatter", "good");
    Set<String> good =
        Files.exists(list) ? new HashSet<>(Files.readAllLines(list)) : new HashSet<>();
    List<Path> sources = sources(args[1]);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(apply ? List.of("-i") : List.of("--dry-run", "--set-exit-if-changed"));
    int options = arguments.size();
    for (Path source : sources) {
      if (!good.contains(state(source))) {
        arguments.add(source.toString());
      }
    }
    int status = arguments.size() == options ? 0 : run(arguments);
    if (status == 0) {
      List<String> states = new ArrayList<>();
      for (Path source : sources) {
        states.add(state(source));
      }
      Files.createDirectories(list.getParent());
      Files.write(list, states);
    } else if (!apply) {
      System.err.println(
          "The files above are not in google-java-format. Cure: mvn -B -N validate -Dfmt=apply");
    }
    System.exit(status);
  }

  private static List<Path> sources(String project) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String root : SOURCE_ROOTS) {
      try (Stream<Path> files = Files.walk(Path.of(project, root))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.toString().contains("/target/"))
            .sorted()
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private static int run(List<String> arguments) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int status = new Main(out, err, System.in).format(arguments.toArray(String[]::new));
    out.flush();
    err.flush();
    return status;
  }

  /** What a file is known by, with the formatter that judged it. */
  private static String state(Path source) throws IOException {
    return "%s %d %d %s"
        .formatted(
            Main.class.getProtectionDomain().getCodeSource().getLocation(),
            Files.getLastModifiedTime(source).toMillis(),
            Files.size(source),
            source);
  }
}
