package dev.sealkeep.evidence.cose;

import com.upokecenter.cbor.CBORObject;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Makes COSE_Sign1 messages. */
public final class TestCose {
  private TestCose() {}

  /** An untagged message under an algorithm. */
  public static byte[] sign1(CoseAlgorithm algorithm, PrivateKey key, byte[] payload) {
    return sign1(CBORObject.NewMap().Add(1, algorithm.label()), algorithm, key, payload);
  }

  /** An untagged message with a given protected header. */
  public static byte[] sign1(
      CBORObject header, CoseAlgorithm algorithm, PrivateKey key, byte[] payload) {
    byte[] protectedHeader = header.EncodeToBytes();
    byte[] structure =
        CBORObject.NewArray()
            .Add("Signature1")
            .Add(protectedHeader)
            .Add(new byte[0])
            .Add(payload)
            .EncodeToBytes();
    return CBORObject.NewArray()
        .Add(protectedHeader)
        .Add(CBORObject.NewMap())
        .Add(payload)
        .Add(signature(algorithm, key, structure))
        .EncodeToBytes();
  }

  private static byte[] signature(CoseAlgorithm algorithm, PrivateKey key, byte[] message) {
    try {
      Signature signature =
          Signature.getInstance(
              algorithm.scheme().hash().replace("-", "") + "withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
