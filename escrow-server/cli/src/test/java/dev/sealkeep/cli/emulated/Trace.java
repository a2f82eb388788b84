package dev.sealkeep.cli.emulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a program and all its threads and children gave to the kernel to write, send or execute, as
 * strace saw it.
 *
 * @param calls the calls in order
 */
record Trace(List<Call> calls) {
  private static final String CALLS =
      "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,execve,execveat";
  private static final Pattern STRING = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"");

  /** The fewest bytes in a row by which a secret is recognised. */
  private static final int WINDOW_BYTES = 8;

  /**
   * One call.
   *
   * @param text the call as strace prints it
   * @param strings the bytes of all its string arguments
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared by equals
  record Call(String text, List<byte[]> strings) {
    private boolean holds(byte[] part) {
      String wanted = latin(part);
      return strings.stream().anyMatch(string -> latin(string).contains(wanted));
    }
  }

  /** Runs a command under strace, which writes to {@code file}. */
  static List<String> of(Path file, List<String> command) {
    List<String> traced = new ArrayList<>();
    traced.addAll(
        List.of("strace", "-f", "-qq", "-xx", "-s", "65536", "-e", CALLS, "-o", file.toString()));
    traced.addAll(command);
    return traced;
  }

  static Trace read(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      List<byte[]> strings = new ArrayList<>();
      for (Matcher matcher = STRING.matcher(line); matcher.find(); ) {
        strings.add(HexFormat.of().withPrefix("\\x").parseHex(matcher.group(1)));
      }
      calls.add(new Call(line, strings));
    }
    return new Trace(calls);
  }

  /** The calls that hold any {@value #WINDOW_BYTES} bytes in a row of the secret or of its hex. */
  List<Call> holding(byte[] secret) {
    byte[] hex = HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII);
    List<byte[]> parts = Stream.concat(windows(secret), windows(hex)).toList();
    return calls.stream().filter(call -> parts.stream().anyMatch(call::holds)).toList();
  }

  private static Stream<byte[]> windows(byte[] bytes) {
    return Stream.iterate(0, at -> at + WINDOW_BYTES <= bytes.length, at -> at + 1)
        .map(at -> Arrays.copyOfRange(bytes, at, at + WINDOW_BYTES));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
