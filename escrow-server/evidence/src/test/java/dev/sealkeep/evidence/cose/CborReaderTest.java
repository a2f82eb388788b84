package dev.sealkeep.evidence.cose;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void everyKindIsRead() {
    byte[] encoded = hex("8701" + "38ff" + "6161" + "f4" + "f6" + "80" + "a1016162");
    assertThat(CborReader.read(encoded))
        .contains(
            new CborValue.Items(
                List.of(
                    new CborValue.Int(1),
                    new CborValue.Int(-256),
                    new CborValue.Text("a"),
                    new CborValue.Flag(false),
                    new CborValue.Null(),
                    new CborValue.Items(List.of()),
                    new CborValue.Entries(Map.of(new CborValue.Int(1), new CborValue.Text("b"))))));
  }

  @Test
  void tagsAndIndefiniteLengthsAreRead() {
    assertThat(CborReader.read(hex("d28101")))
        .contains(new CborValue.Tagged(18, new CborValue.Items(List.of(new CborValue.Int(1)))));
    assertThat(CborReader.read(hex("9f01ff")))
        .contains(new CborValue.Items(List.of(new CborValue.Int(1))));
    assertThat(CborReader.read(hex("5f41004101ff")).flatMap(CborValue::octets))
        .hasValueSatisfying(octets -> assertThat(octets).containsExactly(0, 1));
  }

  /** Each item is refused for one reason: see the comments in the list's order. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0101", // something behind the end
        "a201000102", // a key twice
        "a1410000", // a byte string as a key
        "a1f400", // a flag as a key
        "f90000", // a floating-point number
        "f7", // undefined
        "e0", // another simple value
        "1bffffffffffffffff", // beyond 64 bits
        "61ff", // no UTF-8
        "5bffffffffffffffff", // a length without content
        "5a7fffffff00", // a length without content
        "9bffffffffffffffff", // a count without elements
        "9a7fffffff", // a count without elements
        "bb7fffffffffffffff", // a count without entries
        "1c", // a reserved length
        "ff", // an end without a beginning
        "9f01", // a beginning without an end
        "dbffffffffffffffff00", // a tag beyond 63 bits
      })
  void anythingElseIsRefused(String digits) {
    assertThat(CborReader.read(hex(digits))).isEmpty();
  }

  @Test
  void depthIsBounded() {
    assertThat(CborReader.read(hex("81".repeat(15) + "00"))).isPresent();
    assertThat(CborReader.read(hex("81".repeat(16) + "00"))).isEmpty();
    assertThat(CborReader.read(hex("81".repeat(60_000)))).isEmpty();
    assertThat(CborReader.read(hex("c1".repeat(60_000)))).isEmpty();
    assertThat(CborReader.read(hex("9f".repeat(60_000)))).isEmpty();
  }

  @Test
  void itemsAndBytesAreBounded() {
    CBORObject many = CBORObject.NewArray();
    for (int i = 1; i < CborReader.MAX_ITEMS; i++) {
      many.Add(0);
    }
    assertThat(CborReader.read(many.EncodeToBytes())).isPresent();
    assertThat(CborReader.read(many.Add(0).EncodeToBytes())).isEmpty();
    byte[] longest = CBORObject.FromObject(new byte[CborReader.MAX_BYTES - 3]).EncodeToBytes();
    assertThat(CborReader.read(longest)).isPresent();
    byte[] longer = CBORObject.FromObject(new byte[CborReader.MAX_BYTES - 2]).EncodeToBytes();
    assertThat(CborReader.read(longer)).isEmpty();
  }
}
