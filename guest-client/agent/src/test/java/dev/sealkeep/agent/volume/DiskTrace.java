package dev.sealkeep.agent.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program asked the kernel to do with one disk, as strace saw it.
 *
 * @param calls the calls in order
 */
record DiskTrace(List<Call> calls) {
  /** Every call by which Java or a library looks at or changes a file, but for memory maps. */
  private static final String CALLS =
      "trace=openat,pread64,pwrite64,write,writev,pwritev,fsync,fdatasync,sync_file_range,fcntl,"
          + "flock,ftruncate,fallocate,ioctl,fstat,newfstatat,stat,lstat,statx,access,faccessat2,"
          + "close,unlink,rename";

  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)$");
  private static final Pattern WRITE =
      Pattern.compile("^\\d+, \"((?:\\\\x[0-9a-f]{2})*)\", \\d+, (\\d+)\\) += \\d+$");

  /**
   * One call.
   *
   * @param name the system call
   * @param ordinal which call of that name by that thread, from 1
   * @param offset where it writes; -1 if it does not
   * @param bytes what it writes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(String name, int ordinal, long offset, byte[] bytes) {
    boolean writes() {
      return offset >= 0;
    }

    boolean flushes() {
      return name.equals("fsync") || name.equals("fdatasync");
    }
  }

  /** Runs a command under strace and reports its calls on a disk to {@code trace}. */
  static List<String> of(Path trace, Path disk, List<String> more, List<String> command) {
    List<String> traced =
        new ArrayList<>(
            List.of(
                "strace", "-f", "-qq", "-e", "signal=none", "-xx", "-s", "600000", "-e", CALLS));
    traced.addAll(List.of("-P", disk.toString(), "-o", trace.toString()));
    traced.addAll(more);
    traced.addAll(command);
    return traced;
  }

  static DiskTrace read(Path trace) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Integer> ordinals = new HashMap<>();
    for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
      Matcher call = CALL.matcher(line);
      if (!call.find()) {
        continue;
      }
      String name = call.group(2);
      int ordinal = ordinals.merge(call.group(1) + name, 1, Integer::sum);
      Matcher write = WRITE.matcher(call.group(3));
      calls.add(
          name.equals("pwrite64") && write.matches()
              ? new Call(
                  name,
                  ordinal,
                  Long.parseLong(write.group(2)),
                  HexFormat.of().withPrefix("\\x").parseHex(write.group(1)))
              : new Call(name, ordinal, -1, new byte[0]));
    }
    return new DiskTrace(calls);
  }
}
