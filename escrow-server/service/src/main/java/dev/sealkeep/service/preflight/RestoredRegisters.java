package dev.sealkeep.service.preflight;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a running machine with its registers as they were before it extended them. A guest
 * says how they were, and the evidence proves it: the register that was quoted is the hash of that
 * value and the known events, and there is no second value that is.
 */
sealed interface RestoredRegisters {
  /** The evidence proves it. */
  record Proven(ClaimSet claims) implements RestoredRegisters {}

  /** The register that was quoted, if it was, does not come from that value by those events. */
  record False(NextBoot.Before stated) implements RestoredRegisters {}

  /** Puts the stated values in place of the present ones. */
  static RestoredRegisters of(ClaimSet present, List<NextBoot.Before> before) {
    Map<String, ClaimValue> claims = new HashMap<>(present.claims());
    for (NextBoot.Before stated : before) {
      String name = stated.claim().name();
      if (!extended(stated).equals(claims.get(name))) {
        return new False(stated);
      }
      claims.put(name, ClaimValue.Bytes.ofHex(stated.value()));
    }
    return new Proven(new ClaimSet(present.technology(), claims));
  }

  /** PCR or RTMR := H(PCR or RTMR ‖ H(event)), for each event. */
  private static ClaimValue extended(NextBoot.Before stated) {
    byte[] register = LowerHex.decode(stated.value()).orElseThrow();
    for (BootEvent event : stated.events()) {
      byte[] text = event.text().getBytes(StandardCharsets.US_ASCII);
      register =
          stated.claim().bytes() == Digest.SHA256_BYTES
              ? Sha2.sha256(register, Sha2.sha256(text))
              : Sha2.sha384(register, Sha2.sha384(text));
    }
    return ClaimValue.Bytes.of(register);
  }
}
