package dev.sealkeep.service.fault;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A bug that a campaign has to find: an edit of one source file, compiled for the nodes alone. The
 * sources stay as they are.
 */
enum SeededBug {
  /** The commit does not look whether what was decided on is still the newest. */
  UNCHECKED_PINS(
      "service/release/ReleaseMember",
      "if (!now.equals(pin.index())) {",
      "if (!now.equals(pin.index()) && now.isEmpty()) {"),

  /** A challenge is good for any number of releases. */
  REUSED_CHALLENGE(
      "service/release/ReleaseMember",
      "if (!appender.spendChallenge(appraised.challenge().random())) {",
      "if (appender.held()) {"),

  /** Members are answered a fifth of a second before their COMMIT, once the scene is set up. */
  EARLY_ANSWER(
      "service/log/LogWriter",
      ".transact(transaction -> write(transaction, batch))",
      ".transact(transaction -> { Written early = write(transaction, batch);"
          + " if (early.update.size() > 40 && early.obstacle.isEmpty()) {"
          + " SignedCheckpoint made = sign(early.update.newer());"
          + " Receipts proofs = Receipts.of(early.update, made);"
          + " for (Pending<?> one : batch) { one.complete(proofs, made, early.committing); }"
          + " java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L); }"
          + " return early; })"),

  /**
   * Some checkpoints are signed, and shown to who asks, a fifth of a second before their COMMIT.
   */
  EARLY_CHECKPOINT(
      "service/log/LogWriter",
      "return new Written(update, state, System.nanoTime(), transaction.history(), obstacle);",
      "if (update.size() % 4 == 0) { tip = new Tip(tip.tree, sign(update.newer()));"
          + " java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L); }"
          + " return new Written(update, state, System.nanoTime(), transaction.history(),"
          + " obstacle);"),

  /** Every second version of a key is another key than its owner was told. */
  LOST_KEY(
      "service/state/StateWriter",
      "KeyVersionRow version = wrap(appender, keys, name, next, secret);",
      "KeyVersionRow version = wrap(appender, keys, name, next,"
          + " next % 2 == 0 ? SecretBytes.random(random, 32) : secret);"),

  /** Some entries of a tenant are kept from it. */
  HIDDEN_ENTRY(
      "service/admin/AuditHandlers",
      "new JsonArray(rows.stream().map(AuditHandlers::json).toList())",
      "new JsonArray(rows.stream().filter(row -> row.index() % 100 != 7)"
          + ".map(AuditHandlers::json).toList())");

  private final String source;
  private final String right;
  private final String wrong;

  SeededBug(String source, String right, String wrong) {
    this.source = source;
    this.right = right;
    this.wrong = wrong;
  }

  /** Its name on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<SeededBug> of(String word) {
    return Arrays.stream(values()).filter(bug -> bug.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(SeededBug::word).toList();
  }

  /**
   * Compiles the source with the bug.
   *
   * @param root the repository's folder
   * @param directory takes the source and a folder of classes, which is returned
   * @throws IllegalStateException if the source has no such place any more
   */
  Path compile(Path root, Path directory) {
    try {
      String name = source.substring(source.lastIndexOf('/') + 1) + ".java";
      Path original =
          root.resolve("escrow-server/service/src/main/java/dev/sealkeep")
              .resolve(source + ".java");
      String text = Files.readString(original);
      if (text.split(java.util.regex.Pattern.quote(right), -1).length != 2) {
        throw new IllegalStateException(
            "the bug %s cannot be seeded: %s does not have the line once that it changes"
                .formatted(word(), original));
      }
      Path copy = directory.resolve(name);
      Files.writeString(copy, text.replace(right, wrong));
      Path classes = Files.createDirectories(directory.resolve("classes"));
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      StringWriter said = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  said,
                  null,
                  null,
                  List.of(
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  compiler.getStandardFileManager(null, null, null).getJavaFileObjects(copy))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the bug %s does not compile:%n%s".formatted(word(), said));
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
