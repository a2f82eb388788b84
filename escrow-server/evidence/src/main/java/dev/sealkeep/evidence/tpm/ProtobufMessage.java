package dev.sealkeep.evidence.tpm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The fields of one protocol buffer message, as the wire format has them; groups are refused. */
final class ProtobufMessage {
  private static final int MAX_FIELDS = 1024;
  private static final int MAX_VARINT_BYTES = 10;

  /** A field: the value of a varint, or the content of a length-delimited one. */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
  private record Field(int number, long varint, byte[] content) {}

  private final byte[] bytes;
  private final List<Field> fields = new ArrayList<>();
  private int position;
  private boolean broken;

  private ProtobufMessage(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads a message; empty if the bytes are none, or have more than 1024 fields. */
  static Optional<ProtobufMessage> parse(byte[] bytes) {
    ProtobufMessage message = new ProtobufMessage(bytes);
    while (!message.broken && message.position < bytes.length) {
      message.field();
    }
    return message.broken ? Optional.empty() : Optional.of(message);
  }

  private void field() {
    long tag = varint();
    int number = (int) (tag >>> 3);
    switch ((int) (tag & 7)) {
      case 0 -> add(new Field(number, varint(), new byte[0]));
      case 1 -> skip(Long.BYTES);
      case 2 -> add(new Field(number, 0, content(varint())));
      case 5 -> skip(Integer.BYTES);
      default -> broken = true;
    }
    broken |= tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE;
  }

  private void add(Field field) {
    broken |= fields.size() >= MAX_FIELDS;
    if (!broken) {
      fields.add(field);
    }
  }

  private void skip(int count) {
    broken |= count > bytes.length - position;
    position += count;
  }

  private byte[] content(long length) {
    if (broken || length < 0 || length > bytes.length - position) {
      broken = true;
      return new byte[0];
    }
    position += (int) length;
    return Arrays.copyOfRange(bytes, position - (int) length, position);
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && position < bytes.length; i++) {
      byte next = bytes[position++];
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }

  /** The last length-delimited field of a number, as the format wants it. */
  Optional<byte[]> bytes(int number) {
    List<byte[]> all = all(number);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** Every field of a number, in order. */
  List<byte[]> all(int number) {
    return fields.stream().filter(f -> f.number() == number).map(Field::content).toList();
  }

  /** The last varint of a number; 0, the format's default, without any. */
  long number(int number) {
    return fields.stream()
        .filter(f -> f.number() == number)
        .reduce((first, second) -> second)
        .map(Field::varint)
        .orElse(0L);
  }
}
