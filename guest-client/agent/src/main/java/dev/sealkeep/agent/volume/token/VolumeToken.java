package dev.sealkeep.agent.volume.token;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.CanonicalJson;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.KeyMode;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
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

/**
 * A LUKS2 token of type {@code sealkeep}: which key opens which slot, and a MAC under that key over
 * this and over the part of the header that opening the slot relies on.
 *
 * <p>The MAC is HMAC-SHA-256 ({@link VolumeSecret}) over {@code field("sealkeep/volume/mac/v1") ‖
 * field(uuid) ‖ field(tenant) ‖ field(key) ‖ field(u64 key version) ‖ field(volume, or empty) ‖
 * field(u64 keyslot) ‖ field(mode) ‖ field(u64 header length) ‖ field(SHA-256 of the header)},
 * where {@code field(x)} is x behind its length as a u32, integers are big-endian, and the header
 * is the canonical JSON of the metadata reduced to that one slot and no token. That JSON is, byte
 * for byte, what libcryptsetup is given to open the slot.
 *
 * @param tenant the tenant
 * @param key the key's name at the escrow
 * @param keyVersion its version, from 1
 * @param volume the volume's name at the escrow
 * @param keyslot the slot
 * @param mode where the key comes from
 */
public record VolumeToken(
    Name tenant, Name key, int keyVersion, Optional<Name> volume, int keyslot, KeyMode mode) {
  /** The tokens' type. */
  public static final String TYPE = "sealkeep";

  private static final String PURPOSE = "sealkeep/volume/mac/v1";
  private static final int FORMAT = 1;
  private static final int MAC_BYTES = 32;
  private static final int MOST_TOKEN_BYTES = 4096;

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
   * The tokens of this type in a header, by their numbers.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_MALFORMED}
   */
  public static List<Stored> in(Header header) throws VolumeException {
    List<Stored> stored = new ArrayList<>();
    for (Token token :
        header.metadata().tokens().values().stream()
            .filter(token -> token.type().equals(TYPE))
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
              VolumeToken value =
                  new VolumeToken(
                      members.parsed("tenant", Name::parse, WireReason.NOT_A_NAME),
                      members.parsed("key", Name::parse, WireReason.NOT_A_NAME),
                      (int) members.integer("key_version", 1, Integer.MAX_VALUE),
                      members.has("volume")
                          ? Optional.of(
                              members.parsed("volume", Name::parse, WireReason.NOT_A_NAME))
                          : Optional.empty(),
                      slot,
                      members.parsed("mode", KeyMode::parse, WireReason.OUT_OF_RANGE));
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

  /** Whether the token speaks of the same key, version aside, and the same volume. */
  public boolean sameKey(VolumeToken other) {
    return tenant.equals(other.tenant)
        && key.equals(other.key)
        && volume.equals(other.volume)
        && mode == other.mode;
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
    members.put("tenant", new JsonText(tenant.value(), 0));
    members.put("key", new JsonText(key.value(), 0));
    members.put("key_version", new JsonInteger(keyVersion, 0));
    volume.ifPresent(name -> members.put("volume", new JsonText(name.value(), 0)));
    members.put("mode", new JsonText(mode.spelling(), 0));
    members.put("mac", new JsonText(Base64Url.encode(mac(secret, header)), 0));
    return new Token(number, TYPE, List.of(keyslot), new JsonObject(Map.copyOf(members), 0));
  }

  private byte[] mac(VolumeSecret secret, Header header) throws VolumeException {
    Keyslot slot = header.metadata().keyslots().get(keyslot);
    if (slot == null) {
      throw new VolumeException(VolumeFault.TOKEN_MALFORMED, "slot %d".formatted(keyslot));
    }
    return secret.mac(
        new FieldWriter()
            .field(PURPOSE)
            .field(header.uuid().toString())
            .field(tenant.value())
            .field(key.value())
            .fieldU64(keyVersion)
            .field(volume.map(Name::value).orElse(""))
            .fieldU64(keyslot)
            .field(mode.spelling())
            .fieldU64(header.binary().headerBytes())
            .field(Sha2.sha256(header.only(slot).metadata().encode()))
            .toBytes());
  }
}
