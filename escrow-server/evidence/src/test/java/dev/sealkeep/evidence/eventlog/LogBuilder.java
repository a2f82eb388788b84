package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.Parsed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Crypto-agile logs with one hash. */
public final class LogBuilder {
  private final TcgHash hash;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty log. */
  public LogBuilder(TcgHash hash) {
    this.hash = hash;
    byte[] specification =
        ByteBuffer.allocate(33)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("Spec ID Event03\0".getBytes(StandardCharsets.US_ASCII))
            .put(HexFormat.of().parseHex("0000000000020002"))
            .putInt(1)
            .putShort((short) hash.id())
            .putShort((short) hash.size())
            .put((byte) 0)
            .array();
    out.writeBytes(
        ByteBuffer.allocate(32)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(4, 3)
            .putInt(28, specification.length)
            .array());
    out.writeBytes(specification);
  }

  /** An event of any type, 32 bits, whose digest is given. */
  LogBuilder addDigest(int register, int type, byte[] data, byte[] digest) {
    out.writeBytes(
        ByteBuffer.allocate(14 + digest.length + 4 + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(register)
            .putInt(type)
            .putInt(1)
            .putShort((short) hash.id())
            .put(digest)
            .putInt(data.length)
            .put(data)
            .array());
    return this;
  }

  /** An event whose digest is of the data. */
  public LogBuilder add(int register, EventType type, byte[] data) {
    return add(register, type, data, data);
  }

  /** An event whose digest is of something else. */
  public LogBuilder add(int register, EventType type, byte[] data, byte[] measured) {
    return addDigest(register, (int) type.id(), data, hash.of(measured));
  }

  /** A separator. */
  public LogBuilder separator(int register) {
    return add(register, EventType.EV_SEPARATOR, new byte[4]);
  }

  LogBuilder action(int register, String text) {
    return add(register, EventType.EV_EFI_ACTION, text.getBytes(StandardCharsets.UTF_8));
  }

  LogBuilder image(int register, String content) {
    return add(
        register,
        EventType.EV_EFI_BOOT_SERVICES_APPLICATION,
        new byte[8],
        content.getBytes(StandardCharsets.UTF_8));
  }

  /** An EFI variable whose structure is measured. */
  public LogBuilder variable(int register, String guid, String name, byte[] data) {
    return add(register, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, variableData(guid, name, data));
  }

  /** A variable that tells how to boot, whose data alone are measured. */
  LogBuilder bootVariable(int register, String name, byte[] data) {
    return add(
        register,
        EventType.EV_EFI_VARIABLE_BOOT,
        variableData(EfiVariable.GLOBAL, name, data),
        data);
  }

  private static byte[] variableData(String guid, String name, byte[] data) {
    byte[] utf16 = name.getBytes(StandardCharsets.UTF_16LE);
    return ByteBuffer.allocate(32 + utf16.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(HexFormat.of().parseHex(guid))
        .putLong(name.length())
        .putLong(data.length)
        .put(utf16)
        .put(data)
        .array();
  }

  /** A section of a unified kernel image: its name, then its content. */
  LogBuilder section(int register, String name, String content) {
    byte[] utf16 = (name + "\0").getBytes(StandardCharsets.UTF_16LE);
    return add(register, EventType.EV_IPL, utf16, (name + "\0").getBytes(StandardCharsets.US_ASCII))
        .add(register, EventType.EV_IPL, utf16, content.getBytes(StandardCharsets.UTF_8));
  }

  LogBuilder tag(int register, long id, String content) {
    return add(
        register,
        EventType.EV_EVENT_TAG,
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt((int) id).array(),
        content.getBytes(StandardCharsets.UTF_8));
  }

  LogBuilder grub(String prefix, String text) {
    return add(
        8,
        EventType.EV_IPL,
        (prefix + text + "\0").getBytes(StandardCharsets.UTF_8),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** The log. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** What registers hold that hold exactly what the log makes; of PCRs the first 16 are quoted. */
  public Registers registers(Registers.Kind kind) {
    EventLog log = ((Parsed.Accepted<EventLog>) EventLog.parse(bytes())).value();
    Map<Integer, byte[]> values = new TreeMap<>();
    if (kind != Registers.Kind.RTMR) {
      IntStream.range(0, 16).forEach(pcr -> values.put(pcr, new byte[hash.size()]));
    }
    Replay.of(log, hash).forEach((register, value) -> values.put(kind.number(register), value));
    return new Registers(kind, values);
  }

  /** What the log explains if its registers hold exactly what it makes. */
  EventLogExplanation explained(Registers.Kind kind) {
    return EventLogExplanation.of(List.of(bytes()), registers(kind));
  }
}
