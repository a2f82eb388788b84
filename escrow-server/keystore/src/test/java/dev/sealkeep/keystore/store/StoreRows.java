package dev.sealkeep.keystore.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Rows to store; the same arguments give the same row. */
public final class StoreRows {
  /** A time with milliseconds. */
  public static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089Z");

  private StoreRows() {}

  /** {@code length} bytes, all {@code value}. */
  public static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** 16 bytes that differ for each index. */
  public static byte[] id(long index) {
    return ByteBuffer.allocate(16).putLong(8, index).array();
  }

  public static LogRow log(long index, String tenant) {
    byte[] entry = ("entry " + index).getBytes(StandardCharsets.UTF_8);
    byte[] leaf = ByteBuffer.allocate(64).putLong(56, index).array();
    return new LogRow(index, id(index), "state", tenant, entry, filled(32, 7), leaf);
  }

  public static LogHead head(long size) {
    return new LogHead(size, filled(32, (int) size), TIME.plusMillis(size));
  }

  public static Stamp stamp(long version) {
    return new Stamp(version, filled(32, 1), version + 40, filled(32, (int) version));
  }

  public static TenantRow tenant(String name, int value) {
    return new TenantRow(
        name, filled(90, value), filled(65, value + 1), filled(65, value + 2), stamp(value));
  }

  public static PolicyRow policy(String tenant, String name, long version) {
    return new PolicyRow(tenant, name, "policy ä " + version + "\n", stamp(version));
  }

  public static ReferenceRow reference(String tenant, String name, long version) {
    return new ReferenceRow(tenant, name, "row " + version + "\n", stamp(version));
  }

  public static KeyRow key(String tenant, String name, boolean enabled, int version) {
    return new KeyRow(tenant, name, "policy", enabled, version, stamp(version));
  }

  public static KeyVersionRow keyVersion(String tenant, String key, int version, int value) {
    return new KeyVersionRow(tenant, key, version, filled(60, value), TIME);
  }

  public static DecisionRow decision(long index, String tenant, boolean released) {
    Optional<String> claims = released ? Optional.of("{\"vmpl\":0}") : Optional.empty();
    return new DecisionRow(
        id(index), tenant, "root", TIME, released, "policy.denied", "{}", claims);
  }

  public static CollateralRow collateral(String id, String subject, long fetched, long verified) {
    return new CollateralRow(
        id,
        subject,
        filled(40, 5),
        "application/json",
        "chain",
        TIME.plusMillis(fetched),
        verified == 0 ? Instant.EPOCH : TIME.plusMillis(verified));
  }
}
