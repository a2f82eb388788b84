package dev.sealkeep.evidence.nitro;

import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.x509.PathRevocation;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The claims of a verified document. */
final class NitroClaims {
  private static final int DIGEST_BYTES = 48;

  private NitroClaims() {}

  static ClaimSet of(
      String technology, NitroDocument document, PathRevocation revocation, Instant at) {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("module_id", new ClaimValue.Text(document.moduleId()));
    claims.put("digest", new ClaimValue.Text(NitroDocument.DIGEST));
    claims.put("timestamp", new ClaimValue.Time(document.madeAt()));
    document
        .pcrs()
        .forEach(
            (number, value) -> {
              // The digest is SHA-384, so a register of another size would have no meaning.
              if (value.length == DIGEST_BYTES) {
                claims.put("pcr" + number, ClaimValue.Bytes.of(value));
              }
            });
    document.debug().ifPresent(debug -> claims.put("debug", new ClaimValue.Bool(debug)));
    document.publicKey().ifPresent(v -> claims.put("public_key", ClaimValue.Bytes.of(v)));
    document.userData().ifPresent(v -> claims.put("user_data", ClaimValue.Bytes.of(v)));
    document.nonce().ifPresent(v -> claims.put("nonce", ClaimValue.Bytes.of(v)));
    claims.put("crl.present", new ClaimValue.Bool(revocation.present()));
    claims.put("crl.fresh", new ClaimValue.Bool(revocation.freshAt(at)));
    revocation.ageAt(at).ifPresent(age -> claims.put("collateral.age", new ClaimValue.Span(age)));
    CommonClaims.addTo(claims, at, revocation.path().certificates());
    return new ClaimSet(technology, claims);
  }
}
