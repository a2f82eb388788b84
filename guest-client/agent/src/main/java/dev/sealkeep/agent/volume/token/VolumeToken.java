package dev.sealkeep.agent.volume.token;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.CanonicalJson;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.Sha2;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A LUKS2 token of type {@code sealkeep}: what the key of one slot comes from, and a MAC under that
 * key over this and over the part of the header that opening the slot relies on.
 *
 * <p>The MAC is HMAC-SHA-256 ({@link VolumeSecret}) over {@code field("sealkeep/volume/mac/v1") ‖
 * field(uuid) ‖ field(tenant) ‖ field(key) ‖ field(u64 key version) ‖ field(volume, or empty) ‖
 * field(u64 keyslot) ‖ field(mode) ‖ field(u64 header length) ‖ field(SHA-256 of the header)},
 * where {@code field(x)} is x behind its length as a u32, integers are big-endian, and the header
 * is the canonical JSON of the metadata reduced to that one slot and no token. That JSON is, byte
 * for byte, what libcryptsetup is given to open the slot. In mode {@code derived} tenant and key
 * are empty and the version is 0.
 *
 * <p>In the modes {@code derived} and {@code split} there follow {@code field(technology) ‖
 * field(root) ‖ field(u64 number of fields) ‖ field(each) ‖ field(u64 vmpl) ‖ field(u64 guest SVN)
 * ‖ field(the 8 bytes of the TCB)} and, if the slot is pending, {@code field(u64 since) ‖
 * field(boot)}.
 *
 * @param source where the slot's key comes from
 * @param volume the volume's name at the escrow, or empty
 * @param keyslot the slot
 * @param pending that the slot has not opened a boot yet; of slots with a derived part alone
 */
public record VolumeToken(
    KeySource source, Optional<Name> volume, int keyslot, Optional<Pending> pending) {
  /** The tokens' type. */
  public static final String TYPE = "sealkeep";

  private static final String PURPOSE = "sealkeep/volume/mac/v1";
  private static final int FORMAT = 1;
  private static final int MAC_BYTES = 32;
  private static final int MOST_TOKEN_BYTES = 4096;

  /** The last second of the year 9999. */
  private static final long MOST_SECONDS = 253_402_300_799L;

  /** A token of a slot that proved itself, or never had to. */
  public VolumeToken(KeySource source, Optional<Name> volume, int keyslot) {
    this(source, volume, keyslot, Optional.empty());
  }

  /**
   * A token as it stands on a disk, unverified.
   *
   * @param number its number
   * @param value what it says
   * @param mac what it says to prove it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Stored(int number, VolumeToken value, byte[] mac) {
    /** Whether the key vouches for the token and for what it relies on in the header. */
    public boolean verifiedBy(VolumeSecret secret, Header header) throws VolumeException {
      return MessageDigest.isEqual(mac, value.mac(secret, header));
    }
  }

  /**
   * The tokens of this type in a header, by their numbers. One whose slot is gone says nothing.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_MALFORMED}
   */
  public static List<Stored> in(Header header) throws VolumeException {
    List<Stored> stored = new ArrayList<>();
    for (Token token :
        header.metadata().tokens().values().stream()
            .filter(token -> token.type().equals(TYPE) && !token.keyslots().isEmpty())
            .sorted(Comparator.comparingInt(Token::number))
            .toList()) {
      stored.add(read(token));
    }
    return List.copyOf(stored);
  }

  private static Stored read(Token token) throws VolumeException {
    if (token.keyslots().size() != 1) {
      throw new VolumeException(
          VolumeFault.TOKEN_MALFORMED, "token %d names not one slot".formatted(token.number()));
    }
    int slot = token.keyslots().getFirst();
    byte[] text = CanonicalJson.write(token.json());
    Parsed<Stored> parsed =
        StrictJson.parse(
            text,
            JsonLimits.ofMessage(MOST_TOKEN_BYTES),
            members -> {
              String _ = members.text("type", TYPE.length(), TYPE.length());
              List<String> _ =
                  members.texts("keyslots", 1, 1, Optional::of, WireReason.OUT_OF_RANGE);
              long _ = members.integer("format", FORMAT, FORMAT);
              KeySource source = source(members);
              VolumeToken value =
                  new VolumeToken(
                      source,
                      members.has("volume")
                          ? Optional.of(
                              members.parsed("volume", Name::parse, WireReason.NOT_A_NAME))
                          : Optional.empty(),
                      slot,
                      source.derived().isPresent() && members.has("pending")
                          ? Optional.of(members.object("pending", VolumeToken::pending))
                          : Optional.empty());
              return new Stored(token.number(), value, members.bytes("mac", MAC_BYTES, MAC_BYTES));
            });
    return switch (parsed) {
      case Parsed.Accepted<Stored>(Stored stored) -> stored;
      case Parsed.Rejected<Stored>(var fault) ->
          throw new VolumeException(
              VolumeFault.TOKEN_MALFORMED,
              "token %d: %s".formatted(token.number(), fault.display()));
    };
  }

  private static KeySource source(ObjectReader members) throws Mismatch {
    return switch (members.parsed("mode", KeyMode::parse, WireReason.OUT_OF_RANGE)) {
      case ESCROW -> new KeySource.Escrow(key(members));
      case DERIVED -> new KeySource.Derived(members.object("derivation", DerivationJson::read));
      case SPLIT ->
          new KeySource.Split(key(members), members.object("derivation", DerivationJson::read));
      // Of a volume, not of a slot.
      case ESCROW_OR_DERIVED -> throw members.mismatch(WireReason.OUT_OF_RANGE, "mode");
    };
  }

  private static EscrowedKey key(ObjectReader members) throws Mismatch {
    return new EscrowedKey(
        members.parsed("tenant", Name::parse, WireReason.NOT_A_NAME),
        members.parsed("key", Name::parse, WireReason.NOT_A_NAME),
        (int) members.integer("key_version", 1, Integer.MAX_VALUE));
  }

  private static Pending pending(ObjectReader members) throws Mismatch {
    return new Pending(
        members.integer("since", 0, MOST_SECONDS),
        members.parsed("boot", VolumeToken::uuid, WireReason.OUT_OF_RANGE));
  }

  /** A UUID in its one spelling. */
  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(uuid -> uuid.toString().equals(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** The same of a slot that has proved itself. */
  public VolumeToken confirmed() {
    return new VolumeToken(source, volume, keyslot);
  }

  /**
   * The token with its MAC, for a header that has the slot.
   *
   * @param number the token's number
   */
  public Token seal(int number, VolumeSecret secret, Header header) throws VolumeException {
    Map<String, JsonValue> members = new HashMap<>();
    members.put("type", new JsonText(TYPE, 0));
    members.put("keyslots", Metadata.texts(List.of(keyslot)));
    members.put("format", new JsonInteger(FORMAT, 0));
    source
        .escrowed()
        .ifPresent(
            key -> {
              members.put("tenant", new JsonText(key.tenant().value(), 0));
              members.put("key", new JsonText(key.name().value(), 0));
              members.put("key_version", new JsonInteger(key.version(), 0));
            });
    volume.ifPresent(name -> members.put("volume", new JsonText(name.value(), 0)));
    members.put("mode", new JsonText(source.mode().spelling(), 0));
    source
        .derived()
        .ifPresent(derivation -> members.put("derivation", DerivationJson.write(derivation)));
    pending.ifPresent(
        wait ->
            members.put(
                "pending",
                new JsonObject(
                    Map.of(
                        "since",
                        new JsonInteger(wait.since(), 0),
                        "boot",
                        new JsonText(wait.boot().toString(), 0)),
                    0)));
    members.put("mac", new JsonText(Base64Url.encode(mac(secret, header)), 0));
    return new Token(number, TYPE, List.of(keyslot), new JsonObject(Map.copyOf(members), 0));
  }

  private byte[] mac(VolumeSecret secret, Header header) throws VolumeException {
    Keyslot slot = header.metadata().keyslots().get(keyslot);
    if (slot == null) {
      throw new VolumeException(VolumeFault.TOKEN_MALFORMED, "slot %d".formatted(keyslot));
    }
    Optional<EscrowedKey> key = source.escrowed();
    FieldWriter message =
        new FieldWriter()
            .field(PURPOSE)
            .field(header.uuid().toString())
            .field(key.map(escrowed -> escrowed.tenant().value()).orElse(""))
            .field(key.map(escrowed -> escrowed.name().value()).orElse(""))
            .fieldU64(key.map(EscrowedKey::version).orElse(0))
            .field(volume.map(Name::value).orElse(""))
            .fieldU64(keyslot)
            .field(source.mode().spelling())
            .fieldU64(header.binary().headerBytes())
            .field(Sha2.sha256(header.only(slot).metadata().encode()));
    DerivationJson.mac(source.derived(), message);
    pending.ifPresent(wait -> message.fieldU64(wait.since()).field(wait.boot().toString()));
    return secret.mac(message.toBytes());
  }
}
