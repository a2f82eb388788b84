package dev.sealkeep.protocol.log;

import static dev.sealkeep.protocol.log.GoldenEntries.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
  private static final int MAX = 1 << 16;

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff"
  })
  void integersTakeTheFewestBytes(long value, String encoding) {
    assertThat(CborWriter.encode(new Cbor.Uint(value))).isEqualTo(hex(encoding));
    assertThat(CborReader.decode(hex(encoding), MAX)).contains(new Cbor.Uint(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "1817", // 23 in two bytes
        "1900ff", // 255 in three
        "1a0000ffff", // 65535 in five
        "1b00000000ffffffff", // 2^32 - 1 in nine
        "1b8000000000000000", // over 2^63 - 1
        "580100", // a byte string whose length is not shortest
        "1c", // reserved information
        "1f", // indefinite
        "5f4100ff", // indefinite byte string
        "9fff", // indefinite array
        "bfff", // indefinite map
        "20", // negative
        "c000", // a tag
        "f6", // null
        "f7", // undefined
        "f800", // a simple value
        "f93c00", // a float
        "0000", // trailing bytes
        "41", // truncated byte string
        "62c3", // truncated text
        "61ff", // no UTF-8
        "63eda080", // a surrogate
        "8100ff", // trailing bytes after an array
        "81", // truncated array
        "9b7fffffffffffffff00", // a length beyond the input
        "bb7fffffffffffffff00",
        "5b7fffffffffffffff00",
        "a2616200616100", // keys out of order
        "a26262620061630000", // a longer key first
        "a2616100616101", // a duplicate key
        "a10000", // a key that is no text
        "a16161", // a key without a value
        "81818181818181818100" // nine levels
      })
  void everythingElseIsRefused(String encoding) {
    assertThat(CborReader.decode(hex(encoding), MAX)).isEmpty();
  }

  @Test
  void shorterKeysComeFirst() {
    Cbor dict = new Cbor.Dict(Map.of("aa", new Cbor.Uint(1), "b", new Cbor.Uint(2)));
    assertThat(CborWriter.encode(dict)).isEqualTo(hex("a2616202626161 01"));
    assertThat(CborReader.decode(CborWriter.encode(dict), MAX)).contains(dict);
  }

  @Test
  void theBoundOnBytesHolds() {
    byte[] array = CborWriter.encode(new Cbor.Bytes(new byte[30]));
    assertThat(CborReader.decode(array, array.length)).isPresent();
    assertThat(CborReader.decode(array, array.length - 1)).isEmpty();
  }

  @Test
  void randomItemsSurviveARoundTrip() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      Cbor item = item(random, 0);
      byte[] bytes = CborWriter.encode(item);
      assertThat(CborReader.decode(bytes, MAX)).contains(item);
    }
  }

  @Test
  void whatIsReadHasOneEncoding() {
    Random random = new Random(8);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = CborWriter.encode(item(random, 4));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      var item = CborReader.decode(bytes, MAX);
      if (item.isPresent()) {
        assertThat(CborWriter.encode(item.get())).isEqualTo(bytes);
        read++;
      }
    }
    assertThat(read).isPositive();
  }

  private static Cbor item(Random random, int depth) {
    return switch (random.nextInt(depth > 5 ? 4 : 6)) {
      case 0 -> new Cbor.Uint(random.nextLong() >>> (1 + random.nextInt(63)));
      case 1 -> new Cbor.Bool(random.nextBoolean());
      case 2 -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield new Cbor.Bytes(bytes);
      }
      case 3 -> new Cbor.Text(text(random));
      case 4 -> {
        List<Cbor> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(item(random, depth + 1));
        }
        yield new Cbor.Array(items);
      }
      default -> {
        Map<String, Cbor> members = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.put(text(random), item(random, depth + 1));
        }
        yield new Cbor.Dict(members);
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.appendCodePoint("aZ0_\u00e9\u2014".charAt(random.nextInt(6)));
    }
    return text.toString();
  }
}
