package dev.sealkeep.simulator.relay;

import dev.sealkeep.simulator.device.KernelReport;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import dev.sealkeep.simulator.tsm.TsmFile;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One front end's connection: answers its requests in turn, and closes what it leaves open. */
final class Session {
  private static final int MOST_HANDLES = 1024;
  private static final byte[] NOTHING = {};

  private final FrameChannel channel;
  private final SevGuestDriver driver;
  private final TsmReports reports;
  private final Map<Long, TsmFile> handles = new HashMap<>();
  private long lastHandle;

  Session(FrameChannel channel, SevGuestDriver driver, TsmReports reports) {
    this.channel = channel;
    this.driver = driver;
    this.reports = reports;
  }

  /** Serves until the front end closes the connection. */
  void serve() throws IOException {
    try {
      for (Optional<Frame> frame = channel.read(); frame.isPresent(); frame = channel.read()) {
        SystemCall<byte[]> result = answer(frame.get());
        switch (result) {
          case SystemCall.Done<byte[]>(byte[] value) ->
              channel.write(FrameType.RESULT, u32(0), value);
          case SystemCall.Failed<byte[]>(Errno errno) ->
              channel.write(FrameType.RESULT, u32(errno.number()));
        }
      }
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a frame is too short");
    } finally {
      for (TsmFile file : handles.values()) {
        file.close();
      }
    }
  }

  private SystemCall<byte[]> answer(Frame frame) throws IOException {
    ByteBuffer payload = frame.payload();
    return switch (frame.type()) {
      case IOCTL ->
          result(driver.ioctl(payload.getInt(), payload.getLong(), new RelayedMemory(channel)));
      case REPORT -> report(payload.getInt(), frame.rest());
      case LOOK -> reports.look(frame.text()).map(Session::node);
      case LIST -> reports.list(frame.text()).map(Session::names);
      case MKDIR -> result(reports.makeDirectory(frame.text()));
      case RMDIR -> result(reports.removeDirectory(frame.text()));
      case OPEN -> open(payload.get(), frame.text());
      case READ -> read(file(payload), payload.getLong(), payload.getInt());
      case WRITE -> file(payload).write(payload.getLong(), frame.rest()).map(Session::u32);
      case FLUSH -> {
        file(payload).flush();
        yield SystemCall.done(NOTHING);
      }
      case RELEASE -> release(payload.getLong());
      case MEMORY, STORED, RESULT, FETCH, STORE ->
          throw new ProtocolException(frame.type() + " is no request");
    };
  }

  private SystemCall<byte[]> report(int privlevel, byte[] inblob) throws IOException {
    if (inblob.length != 64) {
      return SystemCall.failed(Errno.EINVAL);
    }
    return driver.report(inblob, privlevel).map(Session::blobs);
  }

  private SystemCall<byte[]> open(int access, String path) {
    if (handles.size() >= MOST_HANDLES) {
      return SystemCall.failed(Errno.ENOMEM);
    }
    return reports
        .open(path, (access & 1) != 0, (access & 2) != 0)
        .map(
            file -> {
              lastHandle++;
              handles.put(lastHandle, file);
              return ByteBuffer.allocate(9)
                  .putLong(lastHandle)
                  .put((byte) (file.seekable() ? 1 : 0))
                  .array();
            });
  }

  private static SystemCall<byte[]> read(TsmFile file, long offset, int length) throws IOException {
    return length < 0 || length > Frame.MOST_PAYLOAD_BYTES - Integer.BYTES
        ? SystemCall.failed(Errno.EINVAL)
        : file.read(offset, length);
  }

  private SystemCall<byte[]> release(long handle) throws IOException {
    TsmFile file = handles.remove(handle);
    if (file == null) {
      return SystemCall.failed(Errno.EBADF);
    }
    file.close();
    return SystemCall.done(NOTHING);
  }

  private TsmFile file(ByteBuffer payload) throws ProtocolException {
    TsmFile file = handles.get(payload.getLong());
    if (file == null) {
      throw new ProtocolException("a handle that is not open");
    }
    return file;
  }

  private static SystemCall<byte[]> result(Optional<Errno> error) {
    return error.<SystemCall<byte[]>>map(SystemCall::failed).orElse(SystemCall.done(NOTHING));
  }

  private static byte[] node(TsmReports.Node node) {
    return switch (node) {
      case TsmReports.Node.Directory _ -> new byte[] {0};
      case TsmReports.Node.File(var attribute) ->
          ByteBuffer.allocate(9)
              .put((byte) 1)
              .putInt(attribute.mode())
              .putInt(attribute.statBytes())
              .array();
    };
  }

  private static byte[] names(List<String> names) {
    StringBuilder text = new StringBuilder();
    names.forEach(name -> text.append(name).append('\0'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] blobs(KernelReport report) {
    return ByteBuffer.allocate(4 + report.report().length + report.certificates().length)
        .putInt(report.report().length)
        .put(report.report())
        .put(report.certificates())
        .array();
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
