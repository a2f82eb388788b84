package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * An installation on disk: {@code installation.properties} ({@code format} = 1, {@code product},
 * {@code not_before}); {@code ark.key}, {@code ask.key}, {@code asvk.key} (PKCS #8, PEM) and {@code
 * seed.key} (32 bytes), all mode 0600; and {@code ark.pem}, {@code ask.pem}, {@code asvk.pem} for
 * people and tools. The certificates are a function of the rest and are not read back.
 */
final class InstallationDirectory {
  private static final String DESCRIPTION = "installation.properties";
  private static final String SEED = "seed.key";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private InstallationDirectory() {}

  static void requireFree(Path directory) throws IOException {
    if (Files.exists(directory.resolve(DESCRIPTION))) {
      throw new IOException(
          directory + " holds a simulator installation already; load it or choose another folder");
    }
  }

  /** Writes the description last, so that a directory with one is complete. */
  static void store(Path directory, SnpInstallation installation) throws IOException {
    requireFree(directory);
    Files.createDirectories(directory);
    for (Authority authority : Authority.values()) {
      KeyPair keys = installation.keys().of(authority);
      // The installation owns these keys; the file is readable by its owner alone.
      writeSecret(
          keyFile(directory, authority),
          pem("PRIVATE KEY", keys.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
      Files.writeString(
          directory.resolve(fileName(authority) + ".pem"),
          pem("CERTIFICATE", installation.certificate(authority)));
    }
    writeSecret(directory.resolve(SEED), installation.seed(SecretAccess.get()));
    Files.writeString(
        directory.resolve(DESCRIPTION),
        "format = 1\nproduct = %s\nnot_before = %s\n"
            .formatted(name(installation.product()), installation.notBefore()));
  }

  static SnpInstallation load(Path directory) throws IOException {
    Path description = directory.resolve(DESCRIPTION);
    if (!Files.exists(description)) {
      throw new IOException("no simulator installation in " + directory + "; create one first");
    }
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(description)));
      if (!"1".equals(properties.getProperty("format"))) {
        throw new IOException(description + ": format is not 1");
      }
      AuthorityKeys keys =
          new AuthorityKeys(
              readKey(directory, Authority.ARK),
              readKey(directory, Authority.ASK),
              readKey(directory, Authority.ASVK));
      return SnpInstallation.of(
          product(properties.getProperty("product", "")),
          keys,
          SecretBytes.owning(Files.readAllBytes(directory.resolve(SEED))),
          Instant.parse(properties.getProperty("not_before", "")));
    } catch (GeneralSecurityException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(
          "damaged simulator installation in " + directory + ": " + e.getMessage(), e);
    }
  }

  static String name(Product product) {
    return product.line().toLowerCase(Locale.ROOT);
  }

  private static Product product(String name) {
    return Product.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static KeyPair readKey(Path directory, Authority authority)
      throws IOException, GeneralSecurityException {
    Path file = keyFile(directory, authority);
    try (PemReader reader = new PemReader(Files.newBufferedReader(file))) {
      PemObject pem = reader.readPemObject();
      if (pem == null) {
        throw new IOException(file + " holds no PEM object");
      }
      KeyFactory factory = KeyFactory.getInstance("RSA", "SunRsaSign");
      if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(pem.getContent()))
          instanceof RSAPrivateCrtKey key)) {
        throw new IOException(file + " holds no RSA key with its public exponent");
      }
      return new KeyPair(
          factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
          key);
    }
  }

  private static void writeSecret(Path file, byte[] content) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private static Path keyFile(Path directory, Authority authority) {
    return directory.resolve(fileName(authority) + ".key");
  }

  private static String fileName(Authority authority) {
    return authority.name().toLowerCase(Locale.ROOT);
  }

  private static String pem(String type, byte[] der) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    }
    return text.toString();
  }
}
