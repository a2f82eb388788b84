package dev.sealkeep.agent.volume.header;

import static dev.sealkeep.agent.volume.VolumeLab.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a header may say, and what is refused for which reason. */
final class HeaderTest {
  private static Header read(String json) throws VolumeException {
    return HeaderBytes.read(HeaderBytes.disk(json));
  }

  /** The ordinary header with one text in place of another that is there. */
  private static String with(String from, String to) {
    assertThat(HeaderBytes.JSON).contains(from);
    return HeaderBytes.JSON.replace(from, to);
  }

  @Test
  void ordinaryHeaderIsRead() throws Exception {
    Header header = read(HeaderBytes.JSON);
    assertThat(header.uuid()).hasToString(HeaderBytes.UUID);
    assertThat(header.binary().sequence()).isEqualTo(7);
    assertThat(header.intactCopies()).isEqualTo(2);
    assertThat(header.bytes()).isEqualTo(16 << 20);
    assertThat(header.metadata().keyslots().values())
        .singleElement()
        .satisfies(
            slot -> {
              assertThat(slot.area()).isEqualTo(new Area(32768, 258048));
              assertThat(slot.kdf().type()).isEqualTo("argon2id");
            });
    assertThat(header.metadata().segment().offset()).isEqualTo(16 << 20);
    assertThat(header.metadata().segment().sectorBytes()).isEqualTo(4096);
  }

  /**
   * CVE-2025-59054 and CVE-2025-58356: a host writes a header whose slot is encrypted by nothing,
   * so that any passphrase opens it, and the guest seals its data under a key that the host chose.
   */
  @ParameterizedTest
  @CsvSource({
    "cipher_null-ecb",
    "cipher_null",
    "null",
    "CIPHER_NULL-ECB",
    "''",
    "capi:cipher_null-ecb",
  })
  void cipherThatEncryptsNothingIsRefusedInASlot(String cipher) {
    assertFault(
        VolumeFault.HEADER_CIPHER,
        () ->
            read(
                with(
                    "\"encryption\":\"aes-xts-plain64\",\"key_size\":64}",
                    "\"encryption\":\"%s\",\"key_size\":64}".formatted(cipher))));
  }

  /** The same for the data themselves. */
  @ParameterizedTest
  @CsvSource({"cipher_null-ecb", "aes-ecb", "aes-cbc-plain", "aes-xts-plain64:null", "serpent"})
  void cipherThatIsNotAllowedIsRefusedForData(String cipher) {
    assertFault(
        VolumeFault.HEADER_CIPHER,
        () ->
            read(
                with(
                    "\"encryption\":\"aes-xts-plain64\",\"sector_size\"",
                    "\"encryption\":\"%s\",\"sector_size\"".formatted(cipher))));
  }

  /** Also in a slot that this guest would never open. */
  @Test
  void cipherThatEncryptsNothingIsRefusedInAnySlot() {
    String second =
        "\"1\":{\"type\":\"luks2\",\"key_size\":64,"
            + "\"af\":{\"type\":\"luks1\",\"stripes\":4000,\"hash\":\"sha256\"},"
            + "\"area\":{\"type\":\"raw\",\"offset\":\"290816\",\"size\":\"258048\","
            + "\"encryption\":\"%s\",\"key_size\":64},"
            + "\"kdf\":{\"type\":\"pbkdf2\",\"hash\":\"sha256\",\"iterations\":1000,"
            + "\"salt\":\"8JwwsMxQ1FM2X+3O7rRHn9WlSPMG8Qx7OA8YUylbWrw=\"}}";
    String two =
        with("\"tokens\":{}", "\"tokens\":{}")
            .replace("}},\"tokens\"", "}," + second + "},\"tokens\"")
            .replace("\"keyslots\":[\"0\"]", "\"keyslots\":[\"0\",\"1\"]");
    assertThat(catchNothing(two.formatted("aes-xts-plain64"))).isEqualTo(2);
    assertFault(VolumeFault.HEADER_CIPHER, () -> read(two.formatted("cipher_null-ecb")));
  }

  private static int catchNothing(String json) {
    try {
      return read(json).metadata().keyslots().size();
    } catch (VolumeException refused) {
      throw new AssertionError(refused);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Key derivations.
        "HEADER_KDF|\"type\":\"argon2id\"|\"type\":\"argon2d\"",
        "HEADER_KDF|\"type\":\"argon2id\"|\"type\":\"none\"",
        "HEADER_KDF|\"time\":4|\"time\":3",
        "HEADER_KDF|\"time\":4|\"time\":513",
        "HEADER_KDF|\"time\":4|\"time\":9223372036854775807",
        "HEADER_KDF|\"memory\":65536|\"memory\":31",
        "HEADER_KDF|\"memory\":65536|\"memory\":1048577",
        "HEADER_KDF|\"cpus\":2|\"cpus\":0",
        "HEADER_KDF|\"cpus\":2|\"cpus\":17",
        "HEADER_KDF|\"iterations\":1000|\"iterations\":999",
        "HEADER_KDF|\"iterations\":1000|\"iterations\":20000001",
        "HEADER_KDF|\"hash\":\"sha256\"}|\"hash\":\"md5\"}",
        "HEADER_KDF|\"segments\":[\"0\"],\"hash\":\"sha256\"|\"segments\":[\"0\"],\"hash\":\"sha1\"",
        // Requirements and reencryption.
        "HEADER_REQUIREMENT|\"type\":\"luks2\"|\"type\":\"reencrypt\"",
        "HEADER_REQUIREMENT|\"16744448\"|\"16744448\",\"requirements\":{\"mandatory\":[\"online-reencrypt-v2\"]}",
        "HEADER_REQUIREMENT|\"16744448\"|\"16744448\",\"requirements\":{\"mandatory\":[\"something\"]}",
        "HEADER_REQUIREMENT|\"16744448\"|\"16744448\",\"flags\":[\"something\"]",
        "HEADER_REQUIREMENT|\"sector_size\":4096|\"sector_size\":4096,\"flags\":[\"in-reencryption\"]",
        "HEADER_REQUIREMENT|\"type\":\"raw\"|\"type\":\"journal\"",
        // Segments.
        "HEADER_SEGMENT|\"type\":\"crypt\"|\"type\":\"linear\"",
        "HEADER_SEGMENT|\"segments\":{\"0\":{|\"segments\":{\"1\":{",
        "HEADER_SEGMENT|\"size\":\"dynamic\"|\"size\":\"4096\"",
        "HEADER_SEGMENT|\"iv_tweak\":\"0\"|\"iv_tweak\":\"8\"",
        "HEADER_LAYOUT|\"sector_size\":4096|\"sector_size\":1000",
        "HEADER_CIPHER|\"sector_size\":4096|\"sector_size\":4096,\"integrity\":{\"type\":\"none\"}",
        // Layout.
        "HEADER_LAYOUT|\"offset\":\"32768\"|\"offset\":\"0\"",
        "HEADER_LAYOUT|\"offset\":\"32768\"|\"offset\":\"28672\"",
        "HEADER_LAYOUT|\"offset\":\"32768\"|\"offset\":\"32769\"",
        "HEADER_LAYOUT|\"offset\":\"32768\"|\"offset\":\"16773120\"",
        "HEADER_LAYOUT|\"offset\":\"32768\"|\"offset\":\"999999999999995904\"",
        "HEADER_LAYOUT|\"size\":\"258048\"|\"size\":\"4096\"",
        "HEADER_LAYOUT|\"size\":\"258048\"|\"size\":\"1052672\"",
        "HEADER_LAYOUT|\"16777216\"|\"16773120\"",
        "HEADER_LAYOUT|\"16777216\"|\"1\"",
        "HEADER_LAYOUT|\"json_size\":\"12288\"|\"json_size\":\"28672\"",
        "HEADER_LAYOUT|\"keyslots_size\":\"16744448\"|\"keyslots_size\":\"16744449\"",
        "HEADER_LAYOUT|\"keyslots_size\":\"16744448\"|\"keyslots_size\":\"999999999999999999\"",
        // Digests.
        "HEADER_DIGEST|\"keyslots\":[\"0\"]|\"keyslots\":[]",
        "HEADER_DIGEST|\"keyslots\":[\"0\"]|\"keyslots\":[\"0\",\"1\"]",
        "HEADER_DIGEST|\"segments\":[\"0\"]|\"segments\":[]",
        "HEADER_DIGEST|\"digests\":{\"0\"|\"digests\":{\"1\":{},\"0\"",
        "HEADER_DIGEST|\"digests\":{\"0\":{\"type\":\"pbkdf2\"|\"digests\":{\"0\":{\"type\":\"none\"",
        // Sizes of keys.
        "HEADER_CIPHER|\"type\":\"luks2\",\"key_size\":64|\"type\":\"luks2\",\"key_size\":16",
        "HEADER_CIPHER|\"type\":\"luks2\",\"key_size\":64|\"type\":\"luks2\",\"key_size\":48",
        // Syntax and members that are not known.
        "HEADER_JSON|\"type\":\"luks2\"|\"type\":\"luks3\"",
        "HEADER_JSON|\"stripes\":4000|\"stripes\":1",
        "HEADER_JSON|\"tokens\":{}|\"tokens\":{},\"more\":{}",
        "HEADER_JSON|\"time\":4|\"time\":4,\"time\":4",
        "HEADER_JSON|\"time\":4|\"time\":4.0",
        "HEADER_JSON|\"time\":4|\"time\":\"4\"",
        "HEADER_JSON|\"time\":4|\"time\":4,\"more\":1",
        "HEADER_JSON|\"offset\":\"32768\"|\"offset\":32768",
        "HEADER_JSON|\"offset\":\"32768\"|\"offset\":\"032768\"",
        "HEADER_JSON|\"offset\":\"32768\"|\"offset\":\"-1\"",
        "HEADER_JSON|\"offset\":\"32768\"|\"offset\":\"9999999999999999999\"",
        "HEADER_JSON|\"keyslots\":{\"0\"|\"keyslots\":{\"32\"",
        "HEADER_JSON|\"keyslots\":{\"0\"|\"keyslots\":{\"00\"",
        "HEADER_JSON|\"tokens\":{}|\"tokens\":{\"0\":{\"type\":\"x\",\"keyslots\":[\"1\"]}}",
        "HEADER_JSON|\"tokens\":{}|\"tokens\":{\"0\":{\"type\":\"x\"}}",
        "HEADER_JSON|\"tokens\":{}|\"tokens\":[]",
        "HEADER_JSON|\"salt\":\"8Jww|\"salt\":\"!Jww",
        "HEADER_JSON|\"salt\":\"qVYWDDTMR/9NwRr/nTGh8F0S/K/X7vaend/8NBdhQXI=\"|\"salt\":\"qVYW\"",
      })
  void whatIsNotAllowedIsRefusedForItsReason(VolumeFault fault, String from, String to) {
    assertFault(fault, () -> read(with(from, to)));
  }

  @Test
  void whatStandsBehindTheTextIsRefused() {
    assertFault(VolumeFault.HEADER_JSON, () -> read(HeaderBytes.JSON + "{}"));
    assertFault(VolumeFault.HEADER_JSON, () -> read(HeaderBytes.JSON + "\0{}"));
    assertFault(VolumeFault.HEADER_JSON, () -> read("x".repeat(12288)));
    assertFault(VolumeFault.HEADER_JSON, () -> read(""));
    assertFault(VolumeFault.HEADER_JSON, () -> read("[".repeat(12000)));
  }

  @Test
  void detailOfTheDisksChoosingIsPrintable() {
    String detail =
        assertFault(
            VolumeFault.HEADER_CIPHER,
            () ->
                read(
                    with(
                        "\"encryption\":\"aes-xts-plain64\",\"sector_size\"",
                        "\"encryption\":\"\\u001b[2J" + "x".repeat(5000) + "\",\"sector_size\"")));
    assertThat(detail).hasSizeLessThanOrEqualTo(300).doesNotContain("\u001b").contains("?[2J");
  }

  /** What is written again is what was read, and nothing else. */
  @Test
  void writtenHeaderReadsAsTheSame() throws Exception {
    Header header = read(HeaderBytes.JSON);
    List<byte[]> copies = header.encode(new Random(1));
    Header again = HeaderBytes.read(HeaderBytes.disk(copies.get(0), copies.get(1)));
    assertThat(again.intactCopies()).isEqualTo(2);
    assertThat(again.uuid()).isEqualTo(header.uuid());
    assertThat(again.binary().sequence()).isEqualTo(header.binary().sequence());
    assertThat(again.metadata().encode()).isEqualTo(header.metadata().encode());
    assertThat(value(header.metadata().encode()))
        .isEqualTo(value(HeaderBytes.JSON.getBytes(StandardCharsets.UTF_8)));
  }

  /** A value without the places of its parts. */
  private static String value(byte[] json) {
    JsonValue value =
        StrictJson.parse(json, new JsonLimits(1 << 16, 16, 64)).toOptional().orElseThrow();
    return new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
  }

  /** Every bit of a copy is covered by its checksum or by a check. */
  @Test
  void changedBitIsNoticed() throws Exception {
    byte[] good = HeaderBytes.disk(HeaderBytes.JSON);
    List<Integer> unnoticed = new ArrayList<>();
    for (int at = 0; at < HeaderBytes.COPY_BYTES; at += 11) {
      byte[] disk = good.clone();
      disk[at] ^= (byte) (1 << (at % 8));
      if (HeaderBytes.read(disk).intactCopies() != 1) {
        unnoticed.add(at);
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  @Test
  void newerCopyCountsAndOfEqualOnesTheFirst() throws Exception {
    String other = with("\"tokens\":{}", "\"tokens\":{\"0\":{\"type\":\"x\",\"keyslots\":[]}}");
    int size = HeaderBytes.COPY_BYTES;
    assertThat(tokens(7, HeaderBytes.JSON, 8, other)).isEqualTo(1);
    assertThat(tokens(8, HeaderBytes.JSON, 7, other)).isEqualTo(0);
    assertThat(tokens(7, HeaderBytes.JSON, 7, other)).isEqualTo(0);
    byte[] broken = HeaderBytes.copy(other, 8, size);
    broken[5000] ^= 1;
    Header first = HeaderBytes.read(HeaderBytes.disk(HeaderBytes.copy(other, 7, 0), broken));
    assertThat(first.intactCopies()).isEqualTo(1);
    assertThat(first.binary().offset()).isZero();
    byte[] lost = new byte[size];
    Header second = HeaderBytes.read(HeaderBytes.disk(lost, HeaderBytes.copy(other, 7, size)));
    assertThat(second.binary().offset()).isEqualTo(size);
  }

  private static int tokens(long one, String first, long two, String second)
      throws VolumeException {
    return HeaderBytes.read(
            HeaderBytes.disk(
                HeaderBytes.copy(first, one, 0),
                HeaderBytes.copy(second, two, HeaderBytes.COPY_BYTES)))
        .metadata()
        .tokens()
        .size();
  }

  @Test
  void diskWithoutAnIntactCopyIsRefused() {
    byte[] disk = HeaderBytes.disk(HeaderBytes.JSON);
    disk[5000] ^= 1;
    disk[HeaderBytes.COPY_BYTES + 5000] ^= 1;
    assertFault(VolumeFault.HEADER_DAMAGED, () -> HeaderBytes.read(disk));
    assertFault(VolumeFault.HEADER_ABSENT, () -> HeaderBytes.read(new byte[1 << 20]));
    assertFault(VolumeFault.HEADER_ABSENT, () -> HeaderBytes.read(new byte[0]));
    byte[] old = HeaderBytes.disk(HeaderBytes.JSON);
    old[7] = 1;
    old[HeaderBytes.COPY_BYTES + 7] = 1;
    assertFault(VolumeFault.HEADER_VERSION, () -> HeaderBytes.read(old));
  }

  /** A sequence number that would overflow, sizes that are no size, a place that is another. */
  @ParameterizedTest
  @CsvSource({
    "16,7fffffffffffffff",
    "16,ffffffffffffffff",
    "8,0000000000000000",
    "8,0000000000001000",
    "8,0000000000006000",
    "8,0000000000800000",
    "8,ffffffffffffffff",
    "256,0000000000004000",
  })
  void numbersThatMakeNoSenseMakeNoHeader(int at, String hex) {
    byte[] copy = HeaderBytes.copy(HeaderBytes.JSON, 7, 0);
    ByteBuffer.wrap(copy).putLong(at, Long.parseUnsignedLong(hex, 16));
    byte[] lost = new byte[HeaderBytes.COPY_BYTES];
    assertFault(
        VolumeFault.HEADER_DAMAGED,
        () -> HeaderBytes.read(HeaderBytes.disk(HeaderBytes.sealed(copy), lost)));
  }

  /** A host that answers each read with something else gains nothing. */
  @Test
  void eachCopyIsJudgedByTheBytesThatAreKept() {
    byte[] good = HeaderBytes.disk(HeaderBytes.JSON);
    byte[] bad =
        HeaderBytes.disk(
            with("\"aes-xts-plain64\",\"key_size\"", "\"cipher_null-ecb\",\"key_size\""));
    Header.Source disk =
        (offset, length) ->
            HeaderBytes.source(length > BinaryHeader.BYTES ? bad : good).read(offset, length);
    assertFault(VolumeFault.HEADER_CIPHER, () -> Header.read(disk));
  }
}
