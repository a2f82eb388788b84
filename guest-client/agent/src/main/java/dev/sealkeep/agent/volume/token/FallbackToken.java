package dev.sealkeep.agent.volume.token;

import dev.sealkeep.agent.volume.header.CanonicalJson;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.FallbackMac;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A LUKS2 token of type {@code sealkeep-fallbacks}: the memory of a volume that was opened without
 * the escrow, until the escrow is told. It names no slot. Its MAC is under a secret of the volume's
 * own key ({@link FallbackMac}), so that it outlives every change of slots: a host can take it away
 * or put an older one back, and make none up.
 *
 * @param number the token's number
 * @param uses what it says, unverified
 * @param mac 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FallbackToken(int number, Fallbacks uses, byte[] mac) {
  /** The token's type. */
  public static final String TYPE = "sealkeep-fallbacks";

  private static final int FORMAT = 1;
  private static final int MAC_BYTES = 32;
  private static final int MOST_TOKEN_BYTES = 1024;

  /**
   * The tokens of this type that read as one, by their numbers. Others are as good as none: what a
   * host makes illegible it could have taken away.
   */
  public static List<FallbackToken> in(Header header) {
    return header.metadata().tokens().values().stream()
        .filter(token -> token.type().equals(TYPE))
        .flatMap(token -> read(token).stream())
        .toList();
  }

  private static Optional<FallbackToken> read(Token token) {
    return StrictJson.parse(
            CanonicalJson.write(token.json()),
            JsonLimits.ofMessage(MOST_TOKEN_BYTES),
            members -> read(token.number(), members))
        .toOptional();
  }

  private static FallbackToken read(int number, ObjectReader members) throws Mismatch {
    String _ = members.text("type", TYPE.length(), TYPE.length());
    List<String> _ = members.texts("keyslots", 0, 0, Optional::of, WireReason.OUT_OF_RANGE);
    long _ = members.integer("format", FORMAT, FORMAT);
    int count = (int) members.integer("count", 1, Fallbacks.MAX_COUNT);
    long first = members.integer("first", 0, Fallbacks.MAX_SECONDS);
    long last = members.integer("last", first, Fallbacks.MAX_SECONDS);
    return new FallbackToken(
        number, new Fallbacks(count, first, last), members.bytes("mac", MAC_BYTES, MAC_BYTES));
  }

  /** Whether the volume's key vouches for it. */
  public boolean verifiedBy(FallbackMac key) {
    return key.verifies(uses, mac);
  }

  /** The token for a header. */
  public static Token seal(int number, Fallbacks uses, FallbackMac key) {
    Map<String, JsonValue> members = new HashMap<>();
    members.put("type", new JsonText(TYPE, 0));
    members.put("keyslots", Metadata.texts(List.of()));
    members.put("format", new JsonInteger(FORMAT, 0));
    members.put("count", new JsonInteger(uses.count(), 0));
    members.put("first", new JsonInteger(uses.firstSeconds(), 0));
    members.put("last", new JsonInteger(uses.lastSeconds(), 0));
    members.put("mac", new JsonText(Base64Url.encode(key.of(uses)), 0));
    return new Token(number, TYPE, List.of(), new JsonObject(Map.copyOf(members), 0));
  }
}
