package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Headers as anybody may write them on a disk, written here without the code that is tested. */
public final class HeaderBytes {
  /** The UUID in all of them. */
  public static final String UUID = "7f3a2d0c-6c5b-4c0e-9b1e-2f6d3a4b5c6d";

  /** The length of one copy. */
  public static final int COPY_BYTES = 16384;

  /** What an ordinary volume with one slot says. */
  public static final String JSON =
      """
      {"keyslots":{"0":{"type":"luks2","key_size":64,\
      "af":{"type":"luks1","stripes":4000,"hash":"sha256"},\
      "area":{"type":"raw","offset":"32768","size":"258048",\
      "encryption":"aes-xts-plain64","key_size":64},\
      "kdf":{"type":"argon2id","time":4,"memory":65536,"cpus":2,\
      "salt":"qVYWDDTMR/9NwRr/nTGh8F0S/K/X7vaend/8NBdhQXI="}}},\
      "tokens":{},\
      "segments":{"0":{"type":"crypt","offset":"16777216","size":"dynamic","iv_tweak":"0",\
      "encryption":"aes-xts-plain64","sector_size":4096}},\
      "digests":{"0":{"type":"pbkdf2","keyslots":["0"],"segments":["0"],"hash":"sha256",\
      "iterations":1000,"salt":"8JwwsMxQ1FM2X+3O7rRHn9WlSPMG8Qx7OA8YUylbWrw=",\
      "digest":"6PhzeZopeI1cdNcaokLfW+3jPDSv22Ny/dIxCDdxID8="}},\
      "config":{"json_size":"12288","keyslots_size":"16744448"}}\
      """;

  private HeaderBytes() {}

  /** One copy with a right checksum. */
  public static byte[] copy(String json, long sequence, long offset) {
    ByteBuffer copy = ByteBuffer.allocate(COPY_BYTES);
    copy.put(0, offset == 0 ? latin("LUKS\u00ba\u00be") : latin("SKUL\u00ba\u00be"));
    copy.putShort(6, (short) 2);
    copy.putLong(8, COPY_BYTES);
    copy.putLong(16, sequence);
    copy.put(72, latin("sha256"));
    copy.put(168, latin(UUID));
    copy.putLong(256, offset);
    copy.put(4096, json.getBytes(StandardCharsets.UTF_8));
    return sealed(copy.array());
  }

  /** The same with its checksum made right. */
  public static byte[] sealed(byte[] copy) {
    byte[] bytes = copy.clone();
    Arrays.fill(bytes, 448, 512, (byte) 0);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      System.arraycopy(digest, 0, bytes, 448, digest.length);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
    return bytes;
  }

  /** The beginning of a disk with both copies. */
  public static byte[] disk(String json) {
    return disk(copy(json, 7, 0), copy(json, 7, COPY_BYTES));
  }

  /** The beginning of a disk with these copies. */
  public static byte[] disk(byte[] primary, byte[] secondary) {
    byte[] disk = Arrays.copyOf(primary, 2 * COPY_BYTES);
    System.arraycopy(secondary, 0, disk, COPY_BYTES, secondary.length);
    return disk;
  }

  /** Reads a header from the beginning of a disk. */
  public static Header read(byte[] disk) throws VolumeException {
    return Header.read(source(disk));
  }

  /** Bytes as a disk. */
  public static Header.Source source(byte[] disk) {
    return (offset, length) ->
        offset >= disk.length
            ? new byte[0]
            : Arrays.copyOfRange(disk, (int) offset, (int) Math.min(disk.length, offset + length));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
