package dev.sealkeep.evidence.appraise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.appraise.Authenticity.Standing;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticityTest {
  private static final String AMD = "roots/amd-milan/ask_ark_vcek.pem";
  private static final String INTEL = "roots/intel-sgx/tcb_signing_chain_2025.pem";

  private final Authenticity authenticity =
      new Authenticity(TrustAnchors.vendors(), SignatureChecks.fastest());

  private static byte[] read(String path) {
    String folder = path.substring(0, path.indexOf('/'));
    return Vectors.read(Vectors.folder(folder).resolve(path.substring(folder.length() + 1)));
  }

  private static Collateral bag(byte[]... blobs) {
    return Collateral.of(List.of(blobs));
  }

  private Standing standing(byte[] item, byte[]... others) {
    return authenticity.of(bag(item), bag(others));
  }

  @ParameterizedTest
  @CsvSource({
    "roots/amd-milan/ask_ark_vcek.pem",
    "roots/amd-milan/asvk_ark_vlek.pem",
    "roots/amd-genoa/ask_ark_vcek.pem",
    "roots/amd-genoa/asvk_ark_vlek.pem",
    "roots/amd-turin/ask_ark_vcek.pem",
    "roots/amd-turin/asvk_ark_vlek.pem",
    "roots/intel-sgx/tcb_signing_chain_2018.pem",
    "roots/intel-sgx/tcb_signing_chain_2025.pem"
  })
  void vendorsChainsAreProvenByThemselves(String chain) {
    assertThat(standing(read(chain))).isEqualTo(Standing.PROVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "snp/milan-v3-oak-release/vcek.der, roots/amd-milan/ask_ark_vcek.pem",
    "tdx/v4-debug-outofdate/pck_crl.der, roots/intel-sgx/pck_platform_ca.der",
    "tdx/v4-debug-outofdate/root_ca_crl.der, roots/intel-sgx/intel_sgx_root_ca.pem"
  })
  void itemsAreProvenByTheirIssuersAndForgedWithABitLess(String item, String issuer) {
    byte[] root = read("roots/intel-sgx/intel_sgx_root_ca.pem");
    byte[] genuine = read(item);
    assertThat(standing(genuine, read(issuer), root)).isEqualTo(Standing.PROVEN);
    assertThat(standing(genuine)).isEqualTo(Standing.UNDECIDED);

    byte[] forged = genuine.clone();
    forged[forged.length - 5] ^= 1;
    assertThat(standing(forged, read(issuer), root)).isEqualTo(Standing.FORGED);
  }

  @Test
  void aDocumentIsProvenBySomeKeyThatSignsDocuments() {
    byte[] document = read("tdx/v4-debug-outofdate/tcb_info.json");
    assertThat(standing(document, read(INTEL), read("roots/intel-sgx/tcb_signing_chain_2018.pem")))
        .isEqualTo(Standing.PROVEN);
    assertThat(standing(document, read(AMD))).isEqualTo(Standing.UNDECIDED);

    String raised =
        new String(document, StandardCharsets.UTF_8)
            .replaceFirst("\"issueDate\":\"20", "\"issueDate\":\"21");
    assertThat(standing(raised.getBytes(StandardCharsets.UTF_8), read(INTEL)))
        .isEqualTo(Standing.FORGED);
  }

  @Test
  void whatReachesNoPinnedRootIsUndecided() {
    Authenticity pinsNothing = new Authenticity(TrustAnchors.none(), SignatureChecks.fastest());
    assertThat(pinsNothing.of(bag(read(AMD)), Collateral.none())).isEqualTo(Standing.UNDECIDED);
    assertThat(authenticity.of(Collateral.none(), bag(read(AMD)))).isEqualTo(Standing.UNDECIDED);
  }
}
