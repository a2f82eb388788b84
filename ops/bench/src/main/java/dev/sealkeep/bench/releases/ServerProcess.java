package dev.sealkeep.bench.releases;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code sealkeep server} in a process of its own. */
public final class ServerProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 60;
  private static final String TOKEN = "token";
  private static final String RECORDING = "recording.jfr";
  private static final String GC_LOG = "gc.log";

  /** {@code Pause Young (Normal) (G1 Evacuation Pause) 263M->41M(512M) 3.1ms}. */
  private static final Pattern COLLECTION = Pattern.compile(" (\\d+)M->\\d+M\\(");

  private final Path folder;
  private final Process process;
  private final JsonObject announced;

  private ServerProcess(Path folder, Process process, JsonObject announced) {
    this.folder = folder;
    this.process = process;
    this.announced = announced;
  }

  /** Starts it in a folder and waits until it is ready. */
  static ServerProcess start(Path folder, String simulatedRoot, Options options) {
    List<String> java = new ArrayList<>(options.serverOptions);
    if (options.profile) {
      try {
        java.addAll(Profile.serverOptions(folder, folder.resolve(RECORDING)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return start(folder, simulatedRoot, options.heapMebibytes, java, "");
  }

  /**
   * Starts it in a folder and waits until it is ready.
   *
   * @param java more options of its Java
   * @param settings more lines of its configuration file
   */
  public static ServerProcess start(
      Path folder, String simulatedRoot, int heapMebibytes, List<String> java, String settings) {
    Path log = folder.resolve("server.log");
    try {
      Path configuration =
          Files.writeString(
              folder.resolve("server.properties"),
              """
              data=%s
              port=0
              simulated-roots=%s
              %s\
              """
                  .formatted(folder.resolve("data"), simulatedRoot, settings));
      List<String> command = new ArrayList<>();
      command.add(System.getProperty("sealkeep.server.java", ownJava()));
      command.addAll(List.of(System.getProperty("sealkeep.server.options", "").split(" ", -1)));
      command.removeIf(String::isEmpty);
      command.add("-Xmx%dm".formatted(heapMebibytes));
      command.add("-Xlog:gc:file=" + folder.resolve(GC_LOG));
      command.addAll(java);
      command.addAll(
          List.of(
              "-cp",
              // As it is shipped; the launcher says where.
              System.getProperty("sealkeep.server.path", System.getProperty("java.class.path")),
              "dev.sealkeep.cli.Main",
              "server",
              "--config",
              configuration.toString(),
              "--first-token",
              folder.resolve(TOKEN).toString(),
              "--output",
              "json"));
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      // Also when this process is interrupted: nothing that was started here may outlive it.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ServerProcess(folder, process, announcement(process, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The JSON on its standard output, from brace to brace; Java's own messages may stand before. */
  private static JsonObject announcement(Process process, Path log) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (text.isEmpty() && !line.equals("{")) {
        continue;
      }
      text.append(line).append('\n');
      if (line.equals("}")) {
        return new JsonObject(text.toString());
      }
    }
    throw new IllegalStateException("the server did not start:\n" + Files.readString(log));
  }

  /** Where it listens. */
  public String url() {
    return announced.getString("server");
  }

  /** The authority of its certificate. */
  public Path ca() {
    return Path.of(announced.getString("ca"));
  }

  /** The administrator's token. */
  public String token() {
    try {
      return Files.readString(folder.resolve(TOKEN)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its account. */
  public ProcessAccount account() {
    return new ProcessAccount(process.pid());
  }

  /** The most heap that a collection met. */
  long peakHeapMebibytes() {
    try (Stream<String> lines = Files.lines(folder.resolve(GC_LOG))) {
      return lines
          .map(COLLECTION::matcher)
          .filter(Matcher::find)
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its flight recording, which is whole once it has stopped. */
  Path recording() {
    return folder.resolve(RECORDING);
  }

  /** Stops it as an operator would. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
