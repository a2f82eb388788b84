package dev.sealkeep.protocol.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes deterministic CBOR, RFC 8949, section 4.2.1. */
final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborWriter() {}

  static byte[] encode(Cbor item) {
    CborWriter writer = new CborWriter();
    writer.write(item);
    return writer.out.toByteArray();
  }

  private void write(Cbor item) {
    switch (item) {
      case Cbor.Uint(long value) -> head(CborReader.UINT, value);
      case Cbor.Bytes(byte[] value) -> {
        head(CborReader.BYTES, value.length);
        out.writeBytes(value);
      }
      case Cbor.Text(String value) -> text(value);
      case Cbor.Bool(boolean value) -> out.write(value ? CborReader.TRUE : CborReader.FALSE);
      case Cbor.Array array -> {
        head(CborReader.ARRAY, array.items().size());
        array.items().forEach(this::write);
      }
      case Cbor.Dict dict -> {
        head(CborReader.MAP, dict.members().size());
        dict.members()
            .forEach(
                (key, value) -> {
                  text(key);
                  write(value);
                });
      }
    }
  }

  private void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(CborReader.TEXT, utf8.length);
    out.writeBytes(utf8);
  }

  /** Writes a major type and its argument in the fewest bytes. */
  private void head(int major, long argument) {
    int type = major << 5;
    if (argument < CborReader.ONE_BYTE) {
      out.write(type | (int) argument);
    } else if (argument < 1L << 8) {
      out.write(type | CborReader.ONE_BYTE);
      bigEndian(argument, 1);
    } else if (argument < 1L << 16) {
      out.write(type | CborReader.TWO_BYTES);
      bigEndian(argument, 2);
    } else if (argument < 1L << 32) {
      out.write(type | CborReader.FOUR_BYTES);
      bigEndian(argument, 4);
    } else {
      out.write(type | CborReader.EIGHT_BYTES);
      bigEndian(argument, 8);
    }
  }

  private void bigEndian(long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
