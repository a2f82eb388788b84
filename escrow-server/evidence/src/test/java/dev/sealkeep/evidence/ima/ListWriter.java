package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.eventlog.TcgHash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Lists as the kernel writes them, byte by byte from Documentation/security/IMA-templates.rst and
 * ima_measurements_show, with nothing of the reader's.
 */
final class ListWriter {
  private static final HexFormat HEX = HexFormat.of();

  /**
   * An entry.
   *
   * @param hashed what the template digest covers
   * @param binary what stands behind the template's name
   * @param ascii what stands behind the template's name and a space
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Written(
      int register,
      String template,
      byte[] hashed,
      byte[] binary,
      String ascii,
      boolean violation) {}

  private final List<Written> entries = new ArrayList<>();

  List<Written> entries() {
    return entries;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] u32(long value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] sized(byte[] value) {
    return join(u32(value.length), value);
  }

  private static byte[] labelled(String label, byte[] digest) {
    return join(utf8(label), utf8(":\0"), digest);
  }

  /** An entry of any template but the first. */
  ListWriter add(int register, String template, byte[] data, String ascii, boolean violation) {
    entries.add(new Written(register, template, data, sized(data), ascii, violation));
    return this;
  }

  /** Template ima: SHA-1 of a file and its name. */
  ListWriter ima(byte[] sha1, String name) {
    byte[] padded = Arrays.copyOf(utf8(name), 256);
    entries.add(
        new Written(
            10,
            "ima",
            join(sha1, padded),
            join(sha1, sized(utf8(name))),
            HEX.formatHex(sha1) + " " + name,
            false));
    return this;
  }

  /** Template ima-ng in some PCR. */
  ListWriter ng(int register, String function, byte[] digest, String path) {
    byte[] data = join(sized(labelled(function, digest)), sized(utf8(path + "\0")));
    return add(
        register, "ima-ng", data, function + ":" + HEX.formatHex(digest) + " " + path, false);
  }

  /** Template ima-ng of a file with a SHA-256 digest that its path makes up. */
  ListWriter file(String path) {
    return ng(10, "sha256", TcgHash.SHA256.of(utf8(path)), path);
  }

  /** Template ima-sig. */
  ListWriter sig(byte[] sha256, String path, byte[] signature) {
    byte[] data =
        join(sized(labelled("sha256", sha256)), sized(utf8(path + "\0")), sized(signature));
    return add(
        10,
        "ima-sig",
        data,
        "sha256:" + HEX.formatHex(sha256) + " " + path + " " + HEX.formatHex(signature),
        false);
  }

  /** Template ima-ngv2 or, with a signature, ima-sigv2. */
  ListWriter v2(String kind, byte[] sha256, String path, byte[]... signature) {
    byte[] common = join(sized(labelled(kind + ":sha256", sha256)), sized(utf8(path + "\0")));
    String ascii = kind + ":sha256:" + HEX.formatHex(sha256) + " " + path;
    return signature.length == 0
        ? add(10, "ima-ngv2", common, ascii, false)
        : add(
            10,
            "ima-sigv2",
            join(common, sized(signature[0])),
            ascii + " " + HEX.formatHex(signature[0]),
            false);
  }

  /** Template ima-buf. */
  ListWriter buffer(String name, byte[] content) {
    byte[] digest = TcgHash.SHA256.of(content);
    byte[] data = join(sized(labelled("sha256", digest)), sized(utf8(name + "\0")), sized(content));
    return add(
        10,
        "ima-buf",
        data,
        "sha256:" + HEX.formatHex(digest) + " " + name + " " + HEX.formatHex(content),
        false);
  }

  /** Template ima-modsig of a module with an appended signature and none in an attribute. */
  ListWriter module(String path, byte[] digest, byte[] appended) {
    byte[] data =
        join(
            sized(labelled("sha256", digest)),
            sized(utf8(path + "\0")),
            sized(new byte[0]),
            sized(labelled("sha512", TcgHash.SHA512.of(digest))),
            sized(appended));
    return add(
        10,
        "ima-modsig",
        data,
        "sha256:%s %s  sha512:%s %s"
            .formatted(
                HEX.formatHex(digest),
                path,
                HEX.formatHex(TcgHash.SHA512.of(digest)),
                HEX.formatHex(appended)),
        false);
  }

  /** Template evm-sig of a file of user 1000 and group 100, mode 0100755. */
  ListWriter metadata(String path, byte[] digest, byte[] signature) {
    byte[] data =
        join(
            sized(labelled("sha256", digest)),
            sized(utf8(path + "\0")),
            sized(signature),
            sized(utf8("security.ima\0")),
            sized(u32(33)),
            sized(digest),
            sized(u32(1000)),
            sized(u32(100)),
            sized(new byte[] {(byte) 0xED, (byte) 0x81}));
    return add(
        10,
        "evm-sig",
        data,
        "sha256:%s %s %s security.ima 21000000 %s 1000 100 33261"
            .formatted(
                HEX.formatHex(digest), path, HEX.formatHex(signature), HEX.formatHex(digest)),
        false);
  }

  /** A violation, as ima-ng records it. */
  ListWriter violation(String path) {
    byte[] data = join(sized(labelled("sha1", new byte[20])), sized(utf8(path + "\0")));
    return add(10, "ima-ng", data, "sha1:" + "00".repeat(20) + " " + path, true);
  }

  private static byte[] logged(Written entry, TcgHash hash) {
    return entry.violation() ? new byte[hash.size()] : hash.of(entry.hashed());
  }

  /** The file binary_runtime_measurements of a bank. */
  byte[] binary(TcgHash hash) {
    return join(entries.stream().map(e -> binary(e, hash)).toArray(byte[][]::new));
  }

  static byte[] binary(Written entry, TcgHash hash) {
    return join(
        u32(entry.register()), logged(entry, hash), sized(utf8(entry.template())), entry.binary());
  }

  /** The file binary_runtime_measurements. */
  byte[] binary() {
    return binary(TcgHash.SHA1);
  }

  /** The file ascii_runtime_measurements of a bank. */
  String ascii(TcgHash hash) {
    StringBuilder out = new StringBuilder();
    for (Written entry : entries) {
      out.append("%2d ".formatted(entry.register()))
          .append(HEX.formatHex(logged(entry, hash)))
          .append(' ')
          .append(entry.template())
          .append(' ')
          .append(entry.ascii())
          .append('\n');
    }
    return out.toString();
  }

  /** What a PCR holds after the first entries: each digest by the bank's own hash. */
  byte[] pcr(int register, TcgHash bank, int count) {
    return pcr(register, bank, bank, count);
  }

  /** The same, extended with digests by another hash, padded with zeros. */
  byte[] pcr(int register, TcgHash bank, TcgHash hash, int count) {
    byte[] value = new byte[bank.size()];
    for (Written entry : entries.subList(0, count)) {
      if (entry.register() == register) {
        value = bank.of(value, extended(entry, bank, hash));
      }
    }
    return value;
  }

  static byte[] extended(Written entry, TcgHash bank, TcgHash hash) {
    byte[] ones = new byte[hash.size()];
    Arrays.fill(ones, (byte) 0xFF);
    byte[] digest = entry.violation() ? ones : hash.of(entry.hashed());
    return Arrays.copyOf(digest, bank.size());
  }
}
