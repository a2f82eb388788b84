package dev.sealkeep.agent.preflight;

import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A register that this program extended when the key was used.
 *
 * @param bank the bank's name of a PCR; nothing counts for an RTMR
 * @param value as it is now
 */
@SuppressWarnings("ArrayRecordComponent") // a digest; never compared as a record
public record UsedRegister(Register register, String bank, byte[] value) {
  /**
   * How it was before, if it was zero: then its value now tells. One that was not zero, or was
   * extended by others since, has to be named by hand.
   */
  public Optional<NextBoot.Before> before() {
    return claim()
        .filter(claim -> claim.bytes() == value.length)
        .filter(claim -> Arrays.equals(value, usedOnce(claim)))
        .map(
            claim ->
                new NextBoot.Before(
                    claim, LowerHex.encode(new byte[claim.bytes()]), List.of(BootEvent.USED)));
  }

  private Optional<BootClaim> claim() {
    return BootClaim.parse(
        switch (register.kind()) {
          case TPM -> bank + ".pcr" + register.index();
          case RTMR -> "rtmr" + register.index();
        });
  }

  private static byte[] usedOnce(BootClaim claim) {
    byte[] event = BootEvent.USED.text().getBytes(StandardCharsets.US_ASCII);
    byte[] zero = new byte[claim.bytes()];
    return claim.bytes() == Digest.SHA256_BYTES
        ? Sha2.sha256(zero, Sha2.sha256(event))
        : Sha2.sha384(zero, Sha2.sha384(event));
  }
}
