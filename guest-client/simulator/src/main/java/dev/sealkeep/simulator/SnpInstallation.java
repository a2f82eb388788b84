package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One installation of the simulator: ARK, ASK and ASVK of one product line, and a seed from which
 * the secrets of all its chips and providers derive. Everything an installation makes is a function
 * of these, so a loaded installation has the same chips as the one that was stored.
 *
 * <p>Authorities have RSA-4096 keys and sign with RSASSA-PSS, SHA-384, MGF1-SHA-384 and a 48-byte
 * salt, as the real ones do. Secrets: {@code seed} is 32 bytes; a chip's secret is {@link
 * KeyDerivation} of it under {@code chip} and the chip's number as u32; a provider's under {@code
 * csp} and the CSP id; a VCEK or VLEK is derived from either under {@code vcek} or {@code vlek} and
 * the 8 bytes of the TCB.
 */
public final class SnpInstallation {
  static final int SEED_BYTES = 32;
  private static final int SECRET_BYTES = 48;

  private final Product product;
  private final Instant notBefore;
  private final AuthorityKeys keys;
  private final SecretBytes seed;
  private final CertificateFactory certificates;
  private final Map<Authority, byte[]> authorities = new EnumMap<>(Authority.class);

  private SnpInstallation(
      Product product, AuthorityKeys keys, SecretBytes seed, Instant notBefore) {
    this.product = product;
    this.notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    this.keys = keys;
    this.seed = seed;
    this.certificates = new CertificateFactory(product, keys, seed);
    for (Authority authority : Authority.values()) {
      authorities.put(authority, certificates.authority(authority, this.notBefore));
    }
  }

  /**
   * Makes an installation and stores it in {@code directory}, which is created if absent.
   *
   * @param notBefore the start of the validity of all its certificates
   * @throws IOException if the directory holds an installation already or cannot be written
   */
  public static SnpInstallation create(
      Path directory, Product product, SecureRandom random, Instant notBefore) throws IOException {
    InstallationDirectory.requireFree(directory);
    SnpInstallation installation = inMemory(product, random, notBefore);
    installation.store(directory);
    return installation;
  }

  /**
   * Loads an installation.
   *
   * @throws IOException if the directory holds none, or a damaged one
   */
  public static SnpInstallation load(Path directory) throws IOException {
    return InstallationDirectory.load(directory);
  }

  /** Makes an installation that is not stored. Takes seconds. */
  public static SnpInstallation inMemory(Product product, SecureRandom random, Instant notBefore) {
    AuthorityKeys keys = AuthorityKeys.generate(random);
    return new SnpInstallation(product, keys, SecretBytes.random(random, SEED_BYTES), notBefore);
  }

  /** Makes an installation from ready-made keys and a seed of 32 bytes. */
  public static SnpInstallation of(
      Product product, AuthorityKeys keys, SecretBytes seed, Instant notBefore) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException("a seed has 32 bytes");
    }
    return new SnpInstallation(product, keys, seed, notBefore);
  }

  /** Stores this installation in {@code directory}; see {@link #create}. */
  public void store(Path directory) throws IOException {
    InstallationDirectory.store(directory, this);
  }

  /** The same keys and seed for another product line; no key is generated. */
  public SnpInstallation forProduct(Product other) {
    return new SnpInstallation(other, keys, seed, notBefore);
  }

  /**
   * An installation with the same names under another root, made without generating keys: the three
   * key pairs change places. For tests of a root that is not pinned.
   */
  public SnpInstallation impostor() {
    AuthorityKeys moved = new AuthorityKeys(keys.ask(), keys.asvk(), keys.ark());
    return new SnpInstallation(product, moved, seed, notBefore);
  }

  /** The product line. */
  public Product product() {
    return product;
  }

  /** The start of validity of its certificates, whole seconds. */
  public Instant notBefore() {
    return notBefore;
  }

  /** The root's certificate, DER. */
  public byte[] ark() {
    return certificate(Authority.ARK);
  }

  /** The certificate of the VCEKs' issuer, DER. */
  public byte[] ask() {
    return certificate(Authority.ASK);
  }

  /** The certificate of the VLEKs' issuer, DER. */
  public byte[] asvk() {
    return certificate(Authority.ASVK);
  }

  /** The certificate of an authority, DER. */
  public byte[] certificate(Authority authority) {
    byte[] der = authorities.get(authority);
    if (der == null) {
      throw new IllegalStateException("no certificate of " + authority);
    }
    return der.clone();
  }

  /**
   * The SHA-256 of the root's DER SubjectPublicKeyInfo, lower-case hex: what a server pins to
   * accept this installation.
   */
  public String rootSpkiSha256() {
    return LowerHex.encode(Sha2.sha256(keys.ark().getPublic().getEncoded()));
  }

  /** A DER CRL signed by the ARK that lists those serial numbers; times in whole seconds. */
  public byte[] crl(List<BigInteger> revokedSerials, Instant thisUpdate, Instant nextUpdate) {
    return crl(Authority.ARK, revokedSerials, thisUpdate, nextUpdate);
  }

  /** A CRL of another issuer; verifiers accept the ARK's alone. */
  public byte[] crl(
      Authority issuer, List<BigInteger> revokedSerials, Instant thisUpdate, Instant nextUpdate) {
    return certificates.crl(issuer, revokedSerials, thisUpdate, nextUpdate);
  }

  /** Issues a DER certificate for {@code key}; any issuer may be given, for wrong ones too. */
  public byte[] certify(EndorsementProfile profile, Authority issuer, EndorsementKey key) {
    return certificates.endorsement(profile, issuer, key);
  }

  /** The chip with that number, at the product's initial TCB. Each call gives a chip anew. */
  public SnpProcessor processor(int chipNumber) {
    return processor(chipNumber, product.initialTcb());
  }

  /** The chip with that number, with {@code tcb} as current, committed and reported TCB. */
  public SnpProcessor processor(int chipNumber, TcbVersion tcb) {
    byte[] number = ByteBuffer.allocate(4).putInt(chipNumber).array();
    return new SnpProcessor(
        this, KeyDerivation.deriveSecret(seed, SECRET_BYTES, "chip", number), tcb);
  }

  /** The secret from which a provider's VLEKs derive, the same on all chips. */
  SecretBytes providerSecret(String cspId) {
    return KeyDerivation.deriveSecret(
        seed, SECRET_BYTES, "csp", cspId.getBytes(StandardCharsets.UTF_8));
  }

  AuthorityKeys keys() {
    return keys;
  }

  byte[] seed(SecretAccess access) {
    return seed.bytes(access);
  }

  /** Names the product and the root, no secret. */
  @Override
  public String toString() {
    return "SnpInstallation[" + product + ", root " + rootSpkiSha256() + "]";
  }
}
