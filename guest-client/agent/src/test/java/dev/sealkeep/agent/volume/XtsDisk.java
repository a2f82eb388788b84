package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.protocol.secret.SecretAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads the data of a volume in a file without the kernel: AES-256-XTS (IEEE 1619) with the number
 * of a 512-byte unit as the tweak, {@code plain64}.
 */
final class XtsDisk {
  private static final int BLOCK = 16;
  private static final int UNIT = 512;

  private XtsDisk() {}

  /** What is decrypted of a part of the data with the key that a passphrase gives. */
  static byte[] read(VolumeLab lab, Path disk, byte[] passphrase, long at, int length, int sector)
      throws Exception {
    byte[] key = volumeKey(lab, disk, passphrase);
    byte[] plain = VolumeLab.read(disk, (16L << 20) + at, length);
    for (int offset = 0; offset < length; offset += sector) {
      decrypt(key, plain, offset, sector, (at + offset) / UNIT);
    }
    return plain;
  }

  /** What the data are under the slot of version 1 of the escrow's key. */
  static byte[] read(VolumeLab lab, Path disk, int length) throws Exception {
    try (VolumeSecret secret = VolumeSecret.of(VolumeLab.secret(1), lab.uuid(disk))) {
      return read(lab, disk, secret.passphrase().bytes(SecretAccess.get()), 0, length, 4096);
    }
  }

  /** The volume's key as the program cryptsetup tells it. */
  static byte[] volumeKey(VolumeLab lab, Path disk, byte[] passphrase) throws Exception {
    Path file = lab.path("volume-key");
    Files.deleteIfExists(file);
    lab.cryptsetup(
        passphrase,
        "luksDump",
        "--dump-volume-key",
        "--volume-key-file",
        file.toString(),
        disk.toString());
    byte[] key = Files.readAllBytes(file);
    Files.delete(file);
    assertThat(key).hasSize(64);
    return key;
  }

  private static void decrypt(byte[] key, byte[] data, int offset, int length, long tweak)
      throws GeneralSecurityException {
    Cipher cipher = aes(Cipher.DECRYPT_MODE, Arrays.copyOf(key, 32));
    byte[] mask =
        aes(Cipher.ENCRYPT_MODE, Arrays.copyOfRange(key, 32, 64))
            .doFinal(
                ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN).putLong(tweak).array());
    for (int at = offset; at < offset + length; at += BLOCK) {
      byte[] block = Arrays.copyOfRange(data, at, at + BLOCK);
      mix(block, mask);
      block = cipher.doFinal(block);
      mix(block, mask);
      System.arraycopy(block, 0, data, at, BLOCK);
      next(mask);
    }
  }

  private static Cipher aes(int mode, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"));
    return cipher;
  }

  private static void mix(byte[] block, byte[] mask) {
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= mask[i];
    }
  }

  /** Times x in GF(2^128), little-endian. */
  private static void next(byte[] mask) {
    int carry = 0;
    for (int i = 0; i < BLOCK; i++) {
      int doubled = (mask[i] & 0xff) << 1 | carry;
      mask[i] = (byte) doubled;
      carry = doubled >>> 8;
    }
    mask[0] ^= (byte) (carry == 0 ? 0 : 0x87);
  }

  /** The first vector of IEEE 1619-2007 for AES-256, number 10: its first block. */
  static void selfTest() throws Exception {
    byte[] key =
        HexFormat.of()
            .parseHex(
                "2718281828459045235360287471352662497757247093699959574966967627"
                    + "3141592653589793238462643383279502884197169399375105820974944592");
    byte[] data = HexFormat.of().parseHex("1c3b3a102f770386e4836c99e370cf9b");
    decrypt(key, data, 0, BLOCK, 0xff);
    assertThat(data).isEqualTo(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Fills the data part with bytes that differ everywhere; what they decrypt to is of no matter.
   */
  static void fill(Path disk, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    VolumeLab.overwrite(disk, 16L << 20, noise);
  }
}
