package dev.sealkeep.simulator;

/**
 * What a guest is launched with. A report carries all of it.
 *
 * @param measurement the launch digest, 48 bytes
 * @param policy the guest policy, a bit field
 * @param guestSvn the guest's security version number, an unsigned 32-bit number
 * @param familyId 16 bytes
 * @param imageId 16 bytes
 * @param hostData 32 bytes
 * @param idKeyDigest 48 bytes, zero without an ID block
 * @param authorKeyDigest 48 bytes; AUTHOR_KEY_EN is set unless they are all zero
 * @param vmpck which VMPCK the guest's requests use, so the lowest VMPL it may name, 0 to 3
 */
@SuppressWarnings("ArrayRecordComponent") // raw fields; never compared by equals
public record GuestConfiguration(
    byte[] measurement,
    long policy,
    int guestSvn,
    byte[] familyId,
    byte[] imageId,
    byte[] hostData,
    byte[] idKeyDigest,
    byte[] authorKeyDigest,
    int vmpck) {
  /** SMT allowed, and the bit that is always one. */
  public static final long POLICY_SMT = 0x3_0000L;

  /** The policy bit that allows debugging. */
  public static final long POLICY_DEBUG = 1L << 19;

  /** The policy bit that allows a migration agent. */
  public static final long POLICY_MIGRATE_MA = 1L << 18;

  /** Copies and checks the sizes; throws {@link IllegalArgumentException} for a wrong one. */
  public GuestConfiguration {
    measurement = sized(ReportField.MEASUREMENT, measurement);
    familyId = sized(ReportField.FAMILY_ID, familyId);
    imageId = sized(ReportField.IMAGE_ID, imageId);
    hostData = sized(ReportField.HOST_DATA, hostData);
    idKeyDigest = sized(ReportField.ID_KEY_DIGEST, idKeyDigest);
    authorKeyDigest = sized(ReportField.AUTHOR_KEY_DIGEST, authorKeyDigest);
    if (vmpck < 0 || vmpck > 3) {
      throw new IllegalArgumentException("vmpck is 0 to 3, not " + vmpck);
    }
  }

  /** Starts a configuration with that launch digest, {@link #POLICY_SMT} and zeros elsewhere. */
  public static Builder of(byte[] measurement) {
    return new Builder(measurement);
  }

  /** Starts from this configuration. */
  public Builder toBuilder() {
    return new Builder(measurement)
        .policy(policy)
        .guestSvn(guestSvn)
        .familyId(familyId)
        .imageId(imageId)
        .hostData(hostData)
        .idKeyDigest(idKeyDigest)
        .authorKeyDigest(authorKeyDigest)
        .vmpck(vmpck);
  }

  boolean hasAuthorKey() {
    for (byte b : authorKeyDigest) {
      if (b != 0) {
        return true;
      }
    }
    return false;
  }

  private static byte[] sized(ReportField field, byte[] value) {
    if (value.length != field.size()) {
      throw new IllegalArgumentException(
          "%s has %d bytes, not %d".formatted(field, field.size(), value.length));
    }
    return value.clone();
  }

  /** Builds a configuration. */
  public static final class Builder {
    private byte[] measurement;
    private long policy = POLICY_SMT;
    private int guestSvn;
    private byte[] familyId = new byte[ReportField.FAMILY_ID.size()];
    private byte[] imageId = new byte[ReportField.IMAGE_ID.size()];
    private byte[] hostData = new byte[ReportField.HOST_DATA.size()];
    private byte[] idKeyDigest = new byte[ReportField.ID_KEY_DIGEST.size()];
    private byte[] authorKeyDigest = new byte[ReportField.AUTHOR_KEY_DIGEST.size()];
    private int vmpck;

    private Builder(byte[] measurement) {
      this.measurement = measurement;
    }

    /** Sets the launch digest, 48 bytes. */
    public Builder measurement(byte[] value) {
      measurement = value;
      return this;
    }

    /** Sets the guest policy. */
    public Builder policy(long value) {
      policy = value;
      return this;
    }

    /** Sets the guest's security version number. */
    public Builder guestSvn(int value) {
      guestSvn = value;
      return this;
    }

    /** Sets the family id, 16 bytes. */
    public Builder familyId(byte[] value) {
      familyId = value;
      return this;
    }

    /** Sets the image id, 16 bytes. */
    public Builder imageId(byte[] value) {
      imageId = value;
      return this;
    }

    /** Sets the host's data, 32 bytes. */
    public Builder hostData(byte[] value) {
      hostData = value;
      return this;
    }

    /** Sets the digest of the ID key, 48 bytes. */
    public Builder idKeyDigest(byte[] value) {
      idKeyDigest = value;
      return this;
    }

    /** Sets the digest of the author key, 48 bytes. */
    public Builder authorKeyDigest(byte[] value) {
      authorKeyDigest = value;
      return this;
    }

    /** Sets which VMPCK the guest uses. */
    public Builder vmpck(int value) {
      vmpck = value;
      return this;
    }

    /** Makes the configuration. */
    public GuestConfiguration build() {
      return new GuestConfiguration(
          measurement,
          policy,
          guestSvn,
          familyId,
          imageId,
          hostData,
          idKeyDigest,
          authorKeyDigest,
          vmpck);
    }
  }
}
