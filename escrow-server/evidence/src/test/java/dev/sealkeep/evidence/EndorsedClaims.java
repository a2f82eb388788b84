package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the claims that every technology makes have to say. */
public final class EndorsedClaims {
  private EndorsedClaims() {}

  /**
   * Asserts that evidence was verified at a time, by certificates from the signer to the root that
   * the verdict names.
   *
   * @return the certificates' entries
   */
  public static List<Map<String, ClaimValue>> assertEndorsed(Appraisal appraisal, Instant at) {
    Appraisal.Verified verified = (Appraisal.Verified) appraisal;
    assertThat(verified.claims().get("verified_at")).contains(new ClaimValue.Time(at));
    List<Map<String, ClaimValue>> chain =
        ((ClaimValue.Entries) verified.claims().get("certificates").orElseThrow()).entries();
    for (int i = 0; i + 1 < chain.size(); i++) {
      assertThat(chain.get(i).get("issuer")).isEqualTo(chain.get(i + 1).get("subject"));
    }
    Map<String, ClaimValue> root = chain.getLast();
    assertThat(root.get("issuer")).isEqualTo(root.get("subject"));
    assertThat(root.get("public_key_sha256"))
        .isEqualTo(ClaimValue.Bytes.ofHex(verified.anchorSpkiSha256()));
    chain.forEach(entry -> assertAdmitted(verified.technology(), entry));
    return chain;
  }

  /** Asserts that evidence was verified at a time, and that no certificate vouches for it. */
  public static void assertUnendorsed(Appraisal appraisal, Instant at) {
    assertThat(((Appraisal.Verified) appraisal).claims().claims())
        .containsEntry("verified_at", new ClaimValue.Time(at))
        .doesNotContainKey("certificates");
  }

  private static void assertAdmitted(String technology, Map<String, ClaimValue> entry) {
    ClaimType type =
        ClaimSchemas.forTechnology(technology)
            .flatMap(schema -> schema.claim("certificates"))
            .orElseThrow()
            .type();
    assertThat(entry)
        .containsOnlyKeys(((ClaimType.Entries) type).names())
        .allSatisfy(
            (name, value) ->
                assertThat(
                        ((ClaimType.Entries) type).field(name).orElseThrow().type().admits(value))
                    .as(name)
                    .isTrue());
  }
}
