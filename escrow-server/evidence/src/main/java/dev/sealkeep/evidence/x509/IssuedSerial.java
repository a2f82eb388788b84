package dev.sealkeep.evidence.x509;

import java.math.BigInteger;

/**
 * What a revocation list knows a certificate by, in few bytes.
 *
 * @param issuerHash of the issuer's name: equal names have equal ones
 */
public record IssuedSerial(int issuerHash, BigInteger serialNumber) {
  static IssuedSerial of(Certificate certificate) {
    return new IssuedSerial(Names.hash(certificate.issuer()), certificate.serialNumber());
  }
}
