package dev.sealkeep.simulator;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/**
 * Signs certificates and CRLs as AMD does: RSASSA-PSS, SHA-384, MGF1 with SHA-384, a salt of 48
 * bytes, and the default trailer field omitted from the encoding.
 */
final class PssSigner implements ContentSigner {
  private static final int SALT_BYTES = 48;
  private static final PSSParameterSpec PARAMETERS =
      new PSSParameterSpec(
          "SHA-384",
          "MGF1",
          MGF1ParameterSpec.SHA384,
          SALT_BYTES,
          PSSParameterSpec.TRAILER_FIELD_BC);
  private static final AlgorithmIdentifier ALGORITHM = algorithm();

  private final PrivateKey key;
  private final SecureRandom saltSource;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  PssSigner(PrivateKey key, SecureRandom saltSource) {
    this.key = key;
    this.saltSource = saltSource;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return ALGORITHM;
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    try {
      // This provider draws the salt from the given source, so equal certificates come out equal.
      Signature signature = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
      signature.setParameter(PARAMETERS);
      signature.initSign(key, saltSource);
      signature.update(content.toByteArray());
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with RSASSA-PSS", e);
    }
  }

  private static AlgorithmIdentifier algorithm() {
    AlgorithmIdentifier sha384 =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384, DERNull.INSTANCE);
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(
            sha384,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha384),
            new ASN1Integer(SALT_BYTES),
            RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
  }
}
