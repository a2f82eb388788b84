package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The container's bytes: every bit that is signed, every length at its extremes. */
class QuoteTest {
  private static final int SIGNED = 48 + 584;
  private static final int QE_REPORT = SIGNED + 4 + 128 + 6;
  private static final int AUTHENTICATION = QE_REPORT + 384 + 64 + 2;

  @Test
  void everySignedBitCounts() {
    Machine machine = Machine.tdx();
    EvidenceVerifier verifier = machine.verifier();
    AppraisalContext context = machine.context();
    byte[] quote = machine.quote();
    assertThat(Machine.codes(verifier.verify(Evidence.of(quote), context))).isEmpty();
    for (int bit = 0; bit < (AUTHENTICATION + 32) * 8; bit += 5) {
      quote[bit / 8] ^= (byte) (1 << bit % 8);
      List<String> codes = Machine.codes(verifier.verify(Evidence.of(quote), context));
      quote[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(codes).as("bit %d", bit).isNotEmpty();
      if (isSigned(bit / 8)) {
        assertThat(codes)
            .as("bit %d", bit)
            .containsAnyOf(
                "intel.signature.invalid",
                "intel.qe.signature_invalid",
                "intel.qe.key_digest_mismatch");
      }
    }
  }

  /** What a signature or digest covers, but version and TEE type, which say how all is read. */
  private static boolean isSigned(int offset) {
    return (offset >= 8 && offset < SIGNED)
        || (offset >= SIGNED + 4 && offset < SIGNED + 4 + 128)
        || (offset >= QE_REPORT && offset < AUTHENTICATION - 2)
        || offset >= AUTHENTICATION;
  }

  @Test
  void everyLengthIsHeldAgainstWhatIsThere() {
    byte[] quote = Machine.tdx().quote();
    int inner = AUTHENTICATION + 32 + 2;
    for (int offset : new int[] {SIGNED, SIGNED + 4 + 130, inner}) {
      int real = ByteBuffer.wrap(quote).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
      for (int length : new int[] {0, 1, real - 1, real + 1, 0x7fff_ffff, 0x8000_0000, -1}) {
        byte[] changed = quote.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, length);
        assertMalformed(changed, "length " + length + " at " + offset);
      }
    }
    for (int length : new int[] {0, 31, 33, 0x7fff, 0xffff}) {
      byte[] changed = quote.clone();
      ByteBuffer.wrap(changed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort(AUTHENTICATION - 2, (short) length);
      assertMalformed(changed, "authentication data of " + length);
    }
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] quote = Machine.tdx().quote();
    for (int length = 0; length < quote.length; length++) {
      assertMalformed(Arrays.copyOf(quote, length), "length " + length);
    }
  }

  private static void assertMalformed(byte[] quote, String what) {
    assertThat(Quote.parse(quote)).as(what).isInstanceOf(Parsed.Refused.class);
    Machine machine = Machine.tdx();
    assertThat(machine.verifier().verify(Evidence.of(quote), emptyContext(machine)))
        .as(what)
        .isInstanceOfSatisfying(
            Appraisal.Rejected.class,
            rejected ->
                assertThat(rejected.reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason.code()).startsWith("intel.quote.")));
  }

  private static AppraisalContext emptyContext(Machine machine) {
    return new AppraisalContext(Collateral.none(), machine.at, Optional.empty());
  }

  @Test
  void bodyOfVersionFiveHasToFitItsTypeAndSize() {
    Machine machine = Machine.tdx();
    machine.version = 5;
    byte[] quote = machine.quote();
    for (int type : new int[] {0, 4, 0xffff}) {
      assertThat(codes(quote, 48, type)).containsExactly("intel.quote.body_unsupported");
    }
    quote[48] = 4;
    assertThat(((Parsed.Refused<Quote>) Quote.parse(quote)).reason().detail())
        .isEqualTo("The body's type is 4, TD 1.5 with extended fields.");
    quote[48] = 2;
    for (int type : new int[] {1, 3}) {
      assertThat(codes(quote, 48, type)).containsExactly("intel.quote.body_mismatch");
    }
    for (int size : new int[] {0, 583, 585, 0xffff}) {
      assertThat(codes(quote, 50, size)).containsExactly("intel.quote.body_mismatch");
    }
  }

  private static List<String> codes(byte[] quote, int offset, int value) {
    byte[] changed = quote.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    Machine machine = Machine.tdx();
    return Machine.codes(machine.verifier().verify(Evidence.of(changed), emptyContext(machine)));
  }

  @Test
  void bytesBehindTheSignatureDataAreAllowed() {
    Machine machine = Machine.tdx();
    byte[] quote = machine.quote();
    byte[] padded = Arrays.copyOf(quote, quote.length + 39);
    Appraisal appraisal = machine.verifier().verify(Evidence.of(padded), machine.context());

    assertThat(Machine.codes(appraisal)).isEmpty();
    assertThat(appraisal.fields().get("quote")).hasFieldOrPropertyWithValue("trailing", 39);
    assertThat(
            Machine.codes(
                machine
                    .verifier()
                    .verify(
                        Evidence.of(Arrays.copyOf(quote, Quote.MAX_BYTES + 1)), machine.context())))
        .containsExactly("intel.quote.oversized");
  }

  @Test
  void quotesAreRecognisedByContent() {
    Machine tdx = Machine.tdx();
    Machine sgx = Machine.sgx();

    assertThat(tdx.verifier().role(tdx.quote())).isEqualTo(Role.EVIDENCE);
    assertThat(sgx.verifier().role(sgx.quote())).isEqualTo(Role.EVIDENCE);
    assertThat(tdx.verifier().role(sgx.quote())).isEqualTo(Role.NONE);
    assertThat(sgx.verifier().role(tdx.quote())).isEqualTo(Role.NONE);
    assertThat(Quote.isRecognised(new byte[1184], IntelTee.SGX)).isFalse();
    assertThat(Quote.isRecognised(new byte[0], IntelTee.TDX)).isFalse();
  }

  @Test
  void quoteOfTheOtherKindIsRefused() {
    Machine tdx = Machine.tdx();
    Machine sgx = Machine.sgx();

    assertThat(Machine.codes(tdx.verifier().verify(Evidence.of(sgx.quote()), tdx.context())))
        .containsExactly("tdx.body.mismatch");
    assertThat(Machine.codes(sgx.verifier().verify(Evidence.of(tdx.quote()), sgx.context())))
        .containsExactly("sgx.body.mismatch");
  }
}
