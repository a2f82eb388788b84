package dev.sealkeep.agent.device;

import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The driver of /dev/sev-guest as its documents describe it, slow and plain. It holds the caller to
 * the rules that keep the message key alive and throws for a request that breaks one.
 */
public final class SevGuestModel {
  public static final long GET_REPORT = 0xC0205300L;
  public static final long GET_KEY = 0xC0205301L;
  public static final long GET_EXTENDED_REPORT = 0xC0205302L;

  private static final long NO_CALL = 0xFF;
  private static final int INVALID_PARAMETER = 0x16;

  /** What happens to one request instead of success. */
  public sealed interface Incident {
    /** The call fails before the firmware is called. */
    record Refused(Errno errno) implements Incident {}

    /** The call fails with a code; errno is EIO unless the driver gives another. */
    record Failed(Errno errno, int firmware, int hypervisor) implements Incident {}

    /** The call succeeds and the response says no. */
    record Status(int status) implements Incident {}

    /** The hypervisor wants a larger buffer. */
    record TooSmall(int wanted) implements Incident {}
  }

  public final Deque<Incident> incidents = new ArrayDeque<>();
  public final List<Long> requests = new ArrayList<>();

  /** The 32 bytes of each request for a key. */
  public final List<byte[]> keyRequests = new ArrayList<>();

  public byte[] certificates = new byte[0];
  public int reportBytes = 1184;
  public boolean confusesReportData;

  /**
   * The launch digest, which every derived key depends on here; of a guest that does not matter.
   */
  public byte[] measurement = new byte[0];

  /** COMMITTED_TCB; no key is derived for a newer one. */
  public byte[] committedTcb = LowerHex.decode("ff".repeat(8)).orElseThrow();

  public boolean derivesZeros;
  public boolean disabled;

  /** What a guest without a measurement gets for these request bytes. */
  public static byte[] key(byte[] request) {
    return Sha2.sha256("hardware".getBytes(StandardCharsets.US_ASCII), request);
  }

  /** What this guest gets for these request bytes. */
  public byte[] keyOf(byte[] request) {
    return Sha2.sha256("hardware".getBytes(StandardCharsets.US_ASCII), measurement, request);
  }

  int ioctl(long request, Pointer argument) {
    requests.add(request);
    if (argument.getByte(0) != 1 || !isZero(argument.getByteArray(1, 7))) {
      throw new IllegalStateException("not version 1, or padding is not zero");
    }
    if (argument.getLong(24) != 0) {
      throw new IllegalStateException("exitinfo2 is not zero before the call");
    }
    if (disabled) {
      return -Errno.ENOTTY.number();
    }
    Pointer asked = new Pointer(argument.getLong(8));
    Pointer answer = new Pointer(argument.getLong(16));
    Incident incident = incidents.poll();
    if (incident != null) {
      return happen(incident, request, argument, asked, answer);
    }
    return switch ((int) (request & 0xFF)) {
      case 0 -> report(asked, answer);
      case 1 -> derive(asked, answer);
      default -> extended(asked, answer, argument);
    };
  }

  private int happen(
      Incident incident, long request, Pointer argument, Pointer asked, Pointer answer) {
    return switch (incident) {
      case Incident.Refused(Errno errno) -> {
        argument.setLong(24, NO_CALL);
        yield -errno.number();
      }
      case Incident.Failed(Errno errno, int firmware, int hypervisor) -> {
        disabled = true;
        argument.setInt(24, firmware);
        argument.setInt(28, hypervisor);
        yield -errno.number();
      }
      case Incident.Status(int status) -> {
        answer.setInt(0, status);
        yield 0;
      }
      case Incident.TooSmall(int wanted) -> {
        if (request != GET_EXTENDED_REPORT) {
          throw new IllegalStateException("no certificates were asked for");
        }
        yield tooSmall(asked, argument, wanted);
      }
    };
  }

  private static int tooSmall(Pointer asked, Pointer argument, int wanted) {
    asked.setInt(104, wanted);
    argument.setInt(24, 0);
    argument.setInt(28, 1);
    return -Errno.EIO.number();
  }

  private int report(Pointer asked, Pointer answer) {
    if (!isZero(asked.getByteArray(64, 32))) {
      throw new IllegalStateException("reserved bytes of a report request are not zero");
    }
    byte[] report = reportOver(asked.getByteArray(0, 64));
    answer.setInt(0, 0);
    answer.setInt(4, reportBytes);
    answer.write(32, report, 0, report.length);
    return 0;
  }

  /** A report in its first and its data field only. */
  byte[] reportOver(byte[] reportData) {
    byte[] report = new byte[1184];
    report[0] = 2;
    System.arraycopy(reportData, 0, report, 0x50, 64);
    System.arraycopy(committedTcb, 0, report, 0x1E0, 8);
    if (confusesReportData) {
      report[0x50 + 63] ^= 1;
    }
    return report;
  }

  private int extended(Pointer asked, Pointer answer, Pointer argument) {
    long address = asked.getLong(96);
    int length = asked.getInt(104);
    if (address % 4096 != 0 || asked.getInt(108) != 0) {
      throw new IllegalStateException("the certificate buffer is not aligned to a page");
    }
    if (length % 4096 != 0 || length > 0x4000) {
      argument.setLong(24, NO_CALL);
      return -Errno.EINVAL.number();
    }
    int wanted = (certificates.length + 4095) / 4096 * 4096;
    if (wanted > length) {
      return tooSmall(asked, argument, wanted);
    }
    new Pointer(address).write(0, certificates, 0, certificates.length);
    return report(asked, answer);
  }

  private int derive(Pointer asked, Pointer answer) {
    byte[] request = asked.getByteArray(0, 32);
    keyRequests.add(request);
    for (int i = 0; i < committedTcb.length; i++) {
      if (Byte.toUnsignedInt(request[24 + i]) > Byte.toUnsignedInt(committedTcb[i])) {
        answer.setInt(0, INVALID_PARAMETER);
        return 0;
      }
    }
    byte[] key = keyOf(request);
    answer.setInt(0, 0);
    answer.write(32, derivesZeros ? new byte[32] : key, 0, 32);
    return 0;
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
