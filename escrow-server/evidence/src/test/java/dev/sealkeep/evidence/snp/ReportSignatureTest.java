package dev.sealkeep.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;

class ReportSignatureTest {
  private static final BigInteger ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          16);

  private static Parsed<byte[]> der(BigInteger r, BigInteger s) {
    ReportBuilder report = ReportBuilder.plausible();
    put(report, 0x2A0, r);
    put(report, 0x2E8, s);
    return switch (SnpReport.parse(report.build())) {
      case Parsed.Accepted<SnpReport>(SnpReport parsed) -> ReportSignature.der(parsed);
      case Parsed.Refused<SnpReport> refused -> throw new AssertionError(refused.reason());
    };
  }

  private static void put(ReportBuilder report, int offset, BigInteger scalar) {
    for (int i = 0; i < 48; i++) {
      report.u8(offset + i, scalar.shiftRight(8 * i).intValue() & 0xFF);
    }
  }

  @Test
  void everyScalarInRangeIsEncodedAsAnAsn1LibraryWould() throws IOException {
    Random random = new Random(7);
    List<BigInteger> scalars =
        new ArrayList<>(
            List.of(
                BigInteger.ONE,
                BigInteger.valueOf(0x7F),
                BigInteger.valueOf(0x80),
                BigInteger.ONE.shiftLeft(376),
                BigInteger.ONE.shiftLeft(383),
                ORDER.subtract(BigInteger.ONE)));
    for (int bits = 1; bits < 384; bits++) {
      scalars.add(new BigInteger(bits, random).setBit(bits - 1));
    }
    for (BigInteger r : scalars) {
      BigInteger s = scalars.get(random.nextInt(scalars.size()));
      byte[] expected =
          new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)}).getEncoded();
      assertThat(der(r, s))
          .isInstanceOfSatisfying(
              Parsed.Accepted.class,
              accepted -> assertThat((byte[]) accepted.value()).isEqualTo(expected));
    }
  }

  @Test
  void scalarsOutsideTheGroupAreMalformed() {
    BigInteger last = BigInteger.ONE.shiftLeft(384).subtract(BigInteger.ONE);
    for (BigInteger outside : List.of(BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE), last)) {
      for (Parsed<byte[]> outcome :
          List.of(der(outside, BigInteger.ONE), der(BigInteger.ONE, outside))) {
        assertThat(outcome)
            .isInstanceOfSatisfying(
                Parsed.Refused.class,
                refused ->
                    assertThat(refused.reason().code()).isEqualTo("snp.signature.malformed"));
      }
    }
  }
}
