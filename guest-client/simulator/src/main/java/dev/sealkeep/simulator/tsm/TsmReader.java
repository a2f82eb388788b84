package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.device.KernelReport;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultEffect;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the first read of an attribute sees: its content, or what a fault makes of it. */
final class TsmReader {
  private final TsmReports reports;
  private final TsmInstance instance;
  private final TsmAttribute attribute;

  TsmReader(TsmReports reports, TsmInstance instance, TsmAttribute attribute) {
    this.reports = reports;
    this.instance = instance;
    this.attribute = attribute;
  }

  SystemCall<byte[]> content() throws IOException {
    @Nullable FaultEffect fault = reports.fault(attribute.target()).orElse(null);
    return switch (fault) {
      case FaultEffect.Fails(Errno errno) -> SystemCall.failed(errno);
      case FaultEffect.Says(String text) -> SystemCall.done(line(text));
      case FaultEffect.WrongData _ -> instance.reportOfOtherData().map(KernelReport::report);
      case FaultEffect.Interloper _ -> {
        instance.interlope();
        yield honest();
      }
      case null, default -> honest().map(bytes -> damaged(bytes, Optional.ofNullable(fault)));
    };
  }

  private SystemCall<byte[]> honest() throws IOException {
    return switch (attribute) {
      case OUTBLOB -> instance.report().map(KernelReport::report);
      case AUXBLOB -> instance.report().map(KernelReport::certificates);
      case MANIFESTBLOB -> instance.report().map(KernelReport::manifest);
      case PROVIDER -> SystemCall.done(line(reports.providerName()));
      case GENERATION -> SystemCall.done(line(Long.toUnsignedString(instance.generation())));
      case PRIVLEVEL_FLOOR -> SystemCall.done(line(Integer.toString(reports.privlevelFloor())));
      case INBLOB, PRIVLEVEL, SERVICE_PROVIDER, SERVICE_GUID, SERVICE_MANIFEST_VERSION ->
          SystemCall.failed(Errno.EACCES);
    };
  }

  private static byte[] damaged(byte[] content, Optional<FaultEffect> fault) {
    byte[] bytes = content.clone();
    switch (fault.orElse(null)) {
      case FaultEffect.Zero _ -> Arrays.fill(bytes, (byte) 0);
      case FaultEffect.Garbled _ -> {
        if (bytes.length > 0) {
          bytes[bytes.length / 2] ^= 1;
        }
      }
      case FaultEffect.Shortened(int length) ->
          bytes = Arrays.copyOf(bytes, Math.min(length, bytes.length));
      case null, default -> {}
    }
    return bytes;
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
