package dev.sealkeep.cli.demo;

import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.simulator.AuthorityKeys;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SimulatedGuestFile;
import dev.sealkeep.simulator.SnpInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.conscrypt.Conscrypt;

/** Simulated SEV-SNP machines that share one root of their own. */
final class Machines {
  private static final Duration CRL_VALIDITY = Duration.ofDays(1);
  private static final Duration PAST = Duration.ofHours(1);

  private final SnpInstallation installation;
  private final Instant now;

  private Machines(SnpInstallation installation, Instant now) {
    this.installation = installation;
    this.now = now;
  }

  /** Makes a root; takes a second or a few. */
  static Machines create(SecureRandom random, Instant now) {
    return new Machines(
        SnpInstallation.of(
            Product.GENOA, authorityKeys(random), SecretBytes.random(random, 32), now.minus(PAST)),
        now);
  }

  /** The SHA-256 of the root's public key, which the server pins. */
  String root() {
    return installation.rootSpkiSha256();
  }

  /** A launch digest for that image, 48 bytes. */
  static byte[] measurement(String image) {
    try {
      return MessageDigest.getInstance("SHA-384").digest(image.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-384", e);
    }
  }

  /** Writes a machine with one guest into a folder. */
  void write(Path folder, int chip, byte[] measurement) {
    try {
      installation.store(folder);
      SimulatedGuestFile.of(GuestConfiguration.of(measurement).build())
          .withChip(chip)
          .write(folder);
      Files.write(
          folder.resolve(SimulatedGuestFile.CRL_FILE_NAME),
          installation.crl(List.of(), now.minus(PAST), now.plus(CRL_VALIDITY)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AuthorityKeys authorityKeys(SecureRandom random) {
    // BoringSSL makes three RSA-4096 keys in about a second, where the JDK needs up to twenty.
    Provider provider;
    try {
      provider = Conscrypt.newProvider();
    } catch (UnsatisfiedLinkError e) {
      return AuthorityKeys.generate(random);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<KeyPair> ark = threads.submit(() -> keyPair(provider));
      Future<KeyPair> ask = threads.submit(() -> keyPair(provider));
      Future<KeyPair> asvk = threads.submit(() -> keyPair(provider));
      return new AuthorityKeys(ark.get(), ask.get(), asvk.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot make RSA keys", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while making the simulator's root");
    }
  }

  /** A key pair of the JDK's own classes, whoever made the numbers. */
  private static KeyPair keyPair(Provider provider) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
    generator.initialize(AuthorityKeys.RSA_BITS);
    KeyPair made = generator.generateKeyPair();
    KeyFactory factory = KeyFactory.getInstance("RSA", "SunRsaSign");
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(made.getPublic().getEncoded())),
        factory.generatePrivate(new PKCS8EncodedKeySpec(made.getPrivate().getEncoded())));
  }
}
