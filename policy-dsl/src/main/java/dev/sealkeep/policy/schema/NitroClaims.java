package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of an AWS Nitro Enclaves attestation document.
 *
 * <p>Source: aws-nitro-enclaves-nsm-api, attestation process, section 3.1; AWS Nitro Enclaves user
 * guide for the meaning of the registers.
 */
final class NitroClaims {
  private static final String DOCUMENT =
      "signature of the document by a certificate whose chain ends in the pinned AWS root";
  private static final String LISTS =
      "signatures of the revocation lists by the chain's issuers, and the verifier's clock";

  private static final int PCRS = 32;
  private static final int FIELD_BYTES = 1024;
  private static final List<String> PCR_MEANINGS =
      List.of(
          "Digest of the enclave's image",
          "Digest of the kernel and boot ramdisk",
          "Digest of the application, without the boot ramdisk",
          "Digest of the ARN of the parent instance's IAM role",
          "Digest of the parent instance's id");
  private static final int PCR_SIGNING = 8;

  private final List<Claim> claims = new ArrayList<>();

  private NitroClaims() {}

  static ClaimSchema schema() {
    NitroClaims nitro = new NitroClaims();
    nitro.document();
    nitro.registers();
    nitro.endorsement();
    return new ClaimSchema("aws-nitro", nitro.claims);
  }

  private void document() {
    add("module_id", new ClaimType.Text(), "The module that made the document: the enclave");
    add("digest", new ClaimType.Text(), "Digest of the registers; always SHA384");
    add("timestamp", new ClaimType.Time(), "When the document was made, by the module's clock");
    bytes("user_data", 0, "What the enclave put there; carries a release's transcript");
    bytes("nonce", 0, "What the enclave put there; not looked at for a release's transcript");
    bytes("public_key", 1, "What the enclave put there");
  }

  private void registers() {
    claims.add(
        new Claim(
            "debug",
            new ClaimType.Bool(),
            "Whether the enclave runs in debug mode, where its host reads its console",
            "pcrs 0 to 2, all zero",
            DOCUMENT));
    for (int number = 0; number < PCRS; number++) {
      claims.add(
          new Claim(
              "pcr" + number,
              ClaimType.Bytes.digest(HashAlgorithm.SHA384),
              meaning(number),
              "pcrs " + number,
              DOCUMENT));
    }
  }

  private static String meaning(int number) {
    if (number < PCR_MEANINGS.size()) {
      return PCR_MEANINGS.get(number);
    }
    return number == PCR_SIGNING
        ? "Digest of the certificate that signed the image; zero for an unsigned one"
        : "Register " + number + "; zero unless the enclave extended it";
  }

  private void endorsement() {
    list("crl.present", new ClaimType.Bool(), "Whether there was a list of every issuer");
    list("crl.fresh", new ClaimType.Bool(), "Whether those lists are within their own validity");
    list(
        "collateral.age",
        new ClaimType.Span(),
        "Now minus the oldest issue date among the lists; absent without any");
  }

  private void bytes(String name, int min, String documentation) {
    add(name, new ClaimType.Bytes(min, FIELD_BYTES), documentation);
  }

  private void add(String name, ClaimType type, String documentation) {
    claims.add(new Claim(name, type, documentation, "document field " + name, DOCUMENT));
  }

  private void list(String name, ClaimType type, String documentation) {
    claims.add(new Claim(name, type, documentation, "verifier", LISTS));
  }
}
