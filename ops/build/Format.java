import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or rewrites the format of the project's Java sources: {@code Format.java check|apply
 * ROOT}.
 */
final class Format {
  private static final List<String> SOURCE_ROOTS =
      List.of("policy-dsl", "guest-client", "escrow-server", "ops");

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(apply ? List.of("-i") : List.of("--dry-run", "--set-exit-if-changed"));
    for (String root : SOURCE_ROOTS) {
      try (Stream<Path> files = Files.walk(Path.of(args[1], root))) {
        files
            .map(Path::toString)
            .filter(file -> file.endsWith(".java") && !file.contains("/target/"))
            .sorted()
            .forEach(arguments::add);
      }
    }
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int status = new Main(out, err, System.in).format(arguments.toArray(String[]::new));
    out.flush();
    err.flush();
    if (status != 0 && !apply) {
      System.err.println(
          "The files above are not in google-java-format. Cure: mvn -B -N validate -Dfmt=apply");
    }
    System.exit(status);
  }
}
