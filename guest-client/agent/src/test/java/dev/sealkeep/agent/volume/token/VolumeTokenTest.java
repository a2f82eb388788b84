package dev.sealkeep.agent.volume.token;

import static dev.sealkeep.agent.volume.VolumeLab.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.HeaderBytes;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The MAC covers the token and all of the header that opening relies on. */
final class VolumeTokenTest {
  private static final VolumeToken TOKEN =
      new VolumeToken(
          new KeySource.Escrow(new EscrowedKey(new Name("acme"), new Name("payments"), 3)),
          Optional.of(new Name("root")),
          0);
  private static final UUID VOLUME = UUID.fromString(HeaderBytes.UUID);

  private static VolumeSecret secret() throws VolumeException {
    return VolumeSecret.of(SecretBytes.owning(new byte[32]), VOLUME);
  }

  /** A disk whose header is enrolled. */
  private static byte[] enrolled() throws VolumeException {
    Header header = HeaderBytes.read(HeaderBytes.disk(HeaderBytes.JSON));
    Token token = TOKEN.seal(4, secret(), header);
    List<Keyslot> slots = List.copyOf(header.metadata().keyslots().values());
    List<byte[]> copies =
        header.next(header.metadata().with(slots, List.of(token))).encode(new Random(1));
    return HeaderBytes.disk(copies.get(0), copies.get(1));
  }

  private static String json() throws VolumeException {
    return new String(HeaderBytes.read(enrolled()).metadata().encode(), StandardCharsets.UTF_8);
  }

  private static boolean verifies(String json) throws VolumeException {
    Header header = HeaderBytes.read(HeaderBytes.disk(json));
    Stored stored = VolumeToken.in(header).getFirst();
    return stored.verifiedBy(secret(), header);
  }

  @Test
  void tokenSurvivesTheDisk() throws Exception {
    Header header = HeaderBytes.read(enrolled());
    List<Stored> stored = VolumeToken.in(header);
    assertThat(stored).singleElement().extracting(Stored::value).isEqualTo(TOKEN);
    assertThat(stored.getFirst().number()).isEqualTo(4);
    assertThat(stored.getFirst().verifiedBy(secret(), header)).isTrue();
  }

  /** The format is fixed, for volumes outlive programs; computed with another program. */
  @Test
  void macIsThatOfTheFirstRelease() throws Exception {
    assertThat(json())
        .contains(
            "\"4\":{\"format\":1,\"key\":\"payments\",\"key_version\":3,\"keyslots\":[\"0\"],"
                + "\"mac\":\"2j0YFLz3-vJNxHXCkrDvgbn4DDXHsaoR7r_N97rZu9k\",\"mode\":\"escrow\",\"tenant\":\"acme\","
                + "\"type\":\"sealkeep\",\"volume\":\"root\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tenant\":\"acme\"|\"tenant\":\"acme2\"",
        "\"key\":\"payments\"|\"key\":\"payment\"",
        "\"key_version\":3|\"key_version\":4",
        ",\"volume\":\"root\"|''",
        "\"volume\":\"root\"|\"volume\":\"boot\"",
        "\"mac\":\"|\"mac\":\"A",
        // What the header says of slot, data and key.
        "\"memory\":65536|\"memory\":65537",
        "\"time\":4|\"time\":5",
        "\"offset\":\"32768\"|\"offset\":\"36864\"",
        "\"size\":\"258048\"|\"size\":\"262144\"",
        "\"salt\":\"qVYW|\"salt\":\"qVYX",
        "\"salt\":\"8Jww|\"salt\":\"8Jwx",
        "\"digest\":\"6Phz|\"digest\":\"6Pha",
        "\"iterations\":1000|\"iterations\":1001",
        "\"sector_size\":4096|\"sector_size\":512",
        "\"offset\":\"16777216\"|\"offset\":\"20971520\"",
        "\"keyslots_size\":\"16744448\"|\"keyslots_size\":\"8388608\"",
        "\"keyslots_size\":\"16744448\"|\"keyslots_size\":\"16744448\",\"flags\":[\"allow-discards\"]",
        "\"key_size\":64,\"type\":\"luks2\"|\"key_size\":64,\"priority\":0,\"type\":\"luks2\"",
      })
  void anyChangeIsNoticed(String from, String to) throws Exception {
    String json = json();
    assertThat(verifies(json)).isTrue();
    assertThat(json).contains(from);
    String changed = json.replace(from, to);
    if (from.startsWith("\"mac\"")) {
      int end = changed.indexOf('"', changed.indexOf("\"mac\":\"") + 7) - 1;
      changed = changed.substring(0, end) + changed.substring(end + 1);
      int last = end - 1;
      changed = changed.substring(0, last) + "A" + changed.substring(last + 1);
    }
    assertThat(verifies(changed)).isFalse();
  }

  /** Another volume's token, or this one's under another key. */
  @Test
  void anotherVolumeAndAnotherKeyAreNoticed() throws Exception {
    Header header = HeaderBytes.read(enrolled());
    Stored stored = VolumeToken.in(header).getFirst();
    UUID other = new UUID(1, 2);
    assertThat(stored.verifiedBy(VolumeSecret.of(SecretBytes.owning(new byte[32]), other), header))
        .isFalse();
    byte[] key = new byte[32];
    key[31] = 1;
    assertThat(stored.verifiedBy(VolumeSecret.of(SecretBytes.owning(key), VOLUME), header))
        .isFalse();
  }

  /** Slots and tokens of others may come and go. */
  @Test
  void whatOthersDoWithTheVolumeIsNoChange() throws Exception {
    String more =
        json()
            .replace(
                "\"tokens\":{", "\"tokens\":{\"9\":{\"keyslots\":[\"0\"],\"type\":\"clevis\"},");
    assertThat(verifies(more)).isTrue();
    String slot =
        "\"7\":{\"type\":\"luks2\",\"key_size\":64,"
            + "\"af\":{\"type\":\"luks1\",\"stripes\":4000,\"hash\":\"sha256\"},"
            + "\"area\":{\"type\":\"raw\",\"offset\":\"290816\",\"size\":\"258048\","
            + "\"encryption\":\"aes-xts-plain64\",\"key_size\":64},"
            + "\"kdf\":{\"type\":\"pbkdf2\",\"hash\":\"sha256\",\"iterations\":1000,"
            + "\"salt\":\"8JwwsMxQ1FM2X+3O7rRHn9WlSPMG8Qx7OA8YUylbWrw=\"}},";
    String two =
        json()
            .replace("\"keyslots\":{\"0\"", "\"keyslots\":{" + slot + "\"0\"")
            .replace("\"keyslots\":[\"0\"],\"salt\"", "\"keyslots\":[\"0\",\"7\"],\"salt\"");
    assertThat(HeaderBytes.read(HeaderBytes.disk(two)).metadata().keyslots()).hasSize(2);
    assertThat(verifies(two)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\":1|\"format\":2",
        "\"tenant\":\"acme\"|\"tenant\":\"Acme\"",
        "\"key_version\":3|\"key_version\":0",
        "\"key_version\":3|\"key_version\":2147483648",
        "\"mode\":\"escrow\"|\"mode\":\"other\"",
        "\"mode\":\"escrow\"|\"mode\":\"derived\"",
        "\"mode\":\"escrow\"|\"mode\":\"split\"",
        "\"mode\":\"escrow\"|\"mode\":\"escrow-or-derived\"",
        "\"mode\":\"escrow\"|\"mode\":\"escrow\",\"more\":1",
        "\"mode\":\"escrow\",|''",
        "\"mac\":\"|\"mac\":\"AAAA",
      })
  void tokenThatBreaksItsFormatIsRefused(String from, String to) throws Exception {
    String json = json();
    assertThat(json).contains(from);
    assertFault(
        VolumeFault.TOKEN_MALFORMED,
        () -> VolumeToken.in(HeaderBytes.read(HeaderBytes.disk(json.replace(from, to)))));
  }

  /** Programs that remove a slot leave its token behind. */
  @Test
  void tokenWhoseSlotIsGoneSaysNothing() throws Exception {
    String gone =
        json()
            .replace("\"key_version\":3,\"keyslots\":[\"0\"]", "\"key_version\":3,\"keyslots\":[]");
    assertThat(gone).isNotEqualTo(json());
    assertThat(VolumeToken.in(HeaderBytes.read(HeaderBytes.disk(gone)))).isEmpty();
  }
}
