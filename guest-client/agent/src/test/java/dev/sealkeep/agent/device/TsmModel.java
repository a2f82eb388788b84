package dev.sealkeep.agent.device;

import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The report interface of configfs as its documents describe it: an attribute is handed over as its
 * descriptor is closed, and each hand-over is a generation.
 */
public final class TsmModel {
  /** One instance. */
  static final class Directory {
    byte @Nullable [] input;
    String level = "0";
    String service = "";
    String guid = "";
    long generation;
  }

  public final Map<String, Directory> instances = new HashMap<>();

  /** Errors of the next operations, by their name and attribute, such as {@code read outblob}. */
  public final Map<String, List<Errno>> errors = new HashMap<>();

  /** Every write, as {@code attribute=text}, or {@code inblob}. */
  public final List<String> writes = new ArrayList<>();

  public String provider = "sev_guest\n";
  public @Nullable String floor = "0\n";
  public byte @Nullable [] certificates = new byte[0];

  /** What an SVSM says of its vTPM; null without an SVSM. */
  public byte @Nullable [] manifest;

  public byte[] reportTail = new byte[0];
  public int reports;
  public int removed;

  /** How often somebody else writes between a request and its report. */
  public int intruders;

  /** How often the kernel drops a value as the file is closed. */
  public int dropped;

  public long firstGeneration;

  /** What makes reports of another technology. */
  public @Nullable UnaryOperator<byte[]> maker;

  private int dropAfter = Integer.MAX_VALUE;

  private final SevGuestModel firmware;

  TsmModel(SevGuestModel firmware) {
    this.firmware = firmware;
  }

  public void fail(String operation, Errno... each) {
    errors.put(operation, new ArrayList<>(List.of(each)));
  }

  /** Drops the write after that many. */
  public void dropAfter(int writes) {
    dropAfter = writes;
  }

  int error(String operation) {
    List<Errno> waiting = errors.getOrDefault(operation, List.of());
    return waiting.isEmpty() ? 0 : -waiting.removeFirst().number();
  }

  int mkdir(String name) {
    if (instances.containsKey(name)) {
      return -Errno.EEXIST.number();
    }
    Directory directory = new Directory();
    directory.generation = firstGeneration;
    instances.put(name, directory);
    return 0;
  }

  boolean has(String attribute) {
    return switch (attribute) {
      case "inblob", "outblob", "provider", "generation" -> true;
      case "auxblob" -> certificates != null;
      case "privlevel", "privlevel_floor" -> floor != null;
      case "service_provider", "service_guid", "manifestblob" -> manifest != null;
      default -> false;
    };
  }

  /** What a read yields, or empty for EINVAL. */
  byte @Nullable [] read(Directory directory, String attribute) {
    return switch (attribute) {
      case "provider" -> ascii(provider);
      case "generation" -> ascii(Long.toUnsignedString(directory.generation) + "\n");
      case "privlevel_floor" -> ascii(String.valueOf(floor));
      case "auxblob" -> directory.input == null ? null : certificates;
      case "manifestblob" -> directory.input == null ? null : manifest;
      case "outblob" -> report(directory);
      default -> null;
    };
  }

  private byte @Nullable [] report(Directory directory) {
    if (directory.input == null || directory.input.length != 64) {
      return null;
    }
    if (directory.service.isEmpty()
        && Integer.parseInt(directory.level)
            < Integer.parseInt(floor == null ? "0" : floor.strip())) {
      throw new IllegalStateException("a level below the floor would cost the message key");
    }
    reports++;
    if (intruders > 0) {
      intruders--;
      directory.generation++;
    }
    byte[] input =
        directory.service.isEmpty() || manifest == null
            ? directory.input
            : Sha2.sha512(directory.input, manifest);
    byte[] report = maker == null ? firmware.reportOver(input) : maker.apply(input);
    byte[] longer = Arrays.copyOf(report, report.length + reportTail.length);
    System.arraycopy(reportTail, 0, longer, report.length, reportTail.length);
    return longer;
  }

  void handOver(Directory directory, String attribute, byte[] value) {
    boolean binary = attribute.equals("inblob");
    writes.add(binary ? attribute : attribute + "=" + new String(value, StandardCharsets.US_ASCII));
    if (dropped > 0) {
      dropped--;
      return;
    }
    if (dropAfter-- == 0) {
      return;
    }
    if (binary) {
      directory.input = value;
    } else {
      String text = new String(value, StandardCharsets.US_ASCII).strip();
      switch (attribute) {
        case "service_provider" -> directory.service = text;
        case "service_guid" -> directory.guid = text;
        default -> directory.level = text;
      }
    }
    directory.generation++;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
