package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a checked quote says, as claims. */
public final class QuoteClaims {
  /** The banks that claims speak of; SHA-1 is too weak to decide by. */
  private static final List<TcgHash> BANKS = List.of(TcgHash.SHA256, TcgHash.SHA384);

  /** PCR 0 to 23 exist on every platform. */
  private static final int PCRS = 24;

  private QuoteClaims() {}

  /**
   * The claims of a quote without objections: {@code tpm.clock}, {@code tpm.reset_count}, {@code
   * tpm.restart_count}, {@code tpm.safe}, {@code tpm.firmware_version}, {@code
   * tpm.qualified_signer} where it has 34 bytes, {@code sha256.pcr0} to {@code sha384.pcr23} as far
   * as they are quoted.
   *
   * @param pcrs the values that were checked with it
   */
  public static Map<String, ClaimValue> of(TpmQuote quote, PcrValues pcrs) {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("tpm.clock", new ClaimValue.Int(quote.clock()));
    claims.put("tpm.reset_count", new ClaimValue.Int(quote.resetCount()));
    claims.put("tpm.restart_count", new ClaimValue.Int(quote.restartCount()));
    claims.put("tpm.safe", new ClaimValue.Bool(quote.safe()));
    claims.put("tpm.firmware_version", new ClaimValue.Int(quote.firmwareVersion()));
    if (quote.qualifiedSigner().length == Short.BYTES + TcgHash.SHA256.size()) {
      claims.put("tpm.qualified_signer", ClaimValue.Bytes.of(quote.qualifiedSigner()));
    }
    for (TcgHash bank : BANKS) {
      for (int i = 0; i < PCRS; i++) {
        String name = bank.bank() + ".pcr" + i;
        pcrs.value(bank, i).ifPresent(v -> claims.put(name, ClaimValue.Bytes.of(v)));
      }
    }
    return claims;
  }
}
