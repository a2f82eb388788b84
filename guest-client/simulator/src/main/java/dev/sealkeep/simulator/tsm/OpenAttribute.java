package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultEffect;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The descriptor's side of fs/configfs/file.c. Text is stored at each write, and its error is seen
 * there. A blob is collected until the close. A read takes a snapshot at its first success.
 */
final class OpenAttribute implements TsmFile {
  private static final int MOST_INBLOB_BYTES = 64;
  private static final byte[] NOTHING = {};

  private final TsmReports reports;
  private final TsmInstance instance;
  private final TsmAttribute attribute;

  // Guarded by reports.
  private Optional<byte[]> snapshot = Optional.empty();
  private byte[] written = NOTHING;
  private boolean handOverDue;
  private boolean handOverLost;
  private boolean closed;

  OpenAttribute(TsmReports reports, TsmInstance instance, TsmAttribute attribute) {
    this.reports = reports;
    this.instance = instance;
    this.attribute = attribute;
    instance.opened();
  }

  @Override
  public boolean seekable() {
    return !attribute.binary();
  }

  @Override
  public SystemCall<byte[]> read(long offset, int length) throws IOException {
    synchronized (reports) {
      if (!attribute.readable()) {
        return SystemCall.failed(Errno.EBADF);
      }
      if (snapshot.isEmpty()) {
        SystemCall<byte[]> content = new TsmReader(reports, instance, attribute).content();
        if (!(content instanceof SystemCall.Done<byte[]>(byte[] bytes))) {
          return content;
        }
        snapshot = Optional.of(bytes);
      }
      return SystemCall.done(slice(snapshot.get(), offset, length));
    }
  }

  @Override
  public SystemCall<Integer> write(long offset, byte[] bytes) throws IOException {
    synchronized (reports) {
      return switch (attribute) {
        case INBLOB -> collect(offset, bytes);
        case PRIVLEVEL, SERVICE_PROVIDER, SERVICE_GUID, SERVICE_MANIFEST_VERSION -> store(bytes);
        case OUTBLOB, AUXBLOB, MANIFESTBLOB, PROVIDER, GENERATION, PRIVLEVEL_FLOOR ->
            SystemCall.failed(Errno.EBADF);
      };
    }
  }

  @Override
  public void flush() {
    synchronized (reports) {
      if (handOverDue && !handOverLost) {
        instance.putInblob(written);
      }
      handOverDue = false;
      handOverLost = false;
      written = NOTHING;
    }
  }

  @Override
  public void close() {
    synchronized (reports) {
      if (!closed) {
        flush();
        closed = true;
        instance.closed();
      }
    }
  }

  /** Even a write that is refused makes the hand-over due: of nothing, if it was the first. */
  private SystemCall<Integer> collect(long offset, byte[] bytes) throws IOException {
    Optional<FaultEffect> fault = reports.fault(attribute.target());
    if (fault.isPresent() && fault.get() instanceof FaultEffect.Fails(Errno errno)) {
      return SystemCall.failed(errno);
    }
    handOverDue = true;
    handOverLost |= fault.isPresent() && fault.get() instanceof FaultEffect.Lost;
    if (fault.isPresent() && fault.get() instanceof FaultEffect.Interloper) {
      instance.interlope();
    }
    long end = offset + bytes.length;
    if (offset < 0 || end > MOST_INBLOB_BYTES) {
      return SystemCall.failed(
          fault.isPresent() && fault.get() instanceof FaultEffect.PastEnd(Errno errno)
              ? errno
              : Errno.EFBIG);
    }
    written = Arrays.copyOf(written, Math.max(written.length, (int) end));
    System.arraycopy(bytes, 0, written, (int) offset, bytes.length);
    return SystemCall.done(bytes.length);
  }

  private SystemCall<Integer> store(byte[] bytes) throws IOException {
    Optional<FaultEffect> fault = reports.fault(attribute.target());
    if (fault.isPresent() && fault.get() instanceof FaultEffect.Fails(Errno errno)) {
      return SystemCall.failed(errno);
    }
    if (fault.isPresent() && fault.get() instanceof FaultEffect.Interloper) {
      instance.interlope();
    }
    return change(new String(bytes, StandardCharsets.ISO_8859_1))
        .map(
            change -> {
              instance.put(change);
              return bytes.length;
            });
  }

  /** What a text makes of the instance's inputs. */
  private SystemCall<UnaryOperator<TsmInputs>> change(String text) {
    return switch (attribute) {
      case PRIVLEVEL ->
          KernelNumber.parseUnsigned(text)
              .then(
                  level ->
                      level < reports.privlevelFloor() || level > TsmReports.HIGHEST_PRIVLEVEL
                          ? SystemCall.failed(Errno.EINVAL)
                          : SystemCall.done(inputs -> inputs.withPrivlevel(level)));
      case SERVICE_PROVIDER -> SystemCall.done(inputs -> inputs.withServiceProvider(text.strip()));
      case SERVICE_GUID ->
          KernelGuid.parse(text).map(guid -> inputs -> inputs.withServiceGuid(guid));
      case SERVICE_MANIFEST_VERSION ->
          KernelNumber.parseUnsigned(text)
              .map(version -> inputs -> inputs.withManifestVersion(version));
      case INBLOB, OUTBLOB, AUXBLOB, MANIFESTBLOB, PROVIDER, GENERATION, PRIVLEVEL_FLOOR ->
          SystemCall.failed(Errno.EBADF);
    };
  }

  private static byte[] slice(byte[] bytes, long offset, int length) {
    int from = Math.clamp(offset, 0, bytes.length);
    return Arrays.copyOfRange(bytes, from, from + Math.min(length, bytes.length - from));
  }
}
