package dev.sealkeep.cli.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpInstallation;
import dev.sealkeep.simulator.SnpProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollateralCommandTest {
  private static final SnpInstallation GENOA =
      SnpInstallation.inMemory(
          Product.GENOA, new SecureRandom(), Instant.parse("2025-01-01T00:00:00Z"));

  private static HttpServer kds;
  private static Instant issued = Instant.EPOCH;

  @TempDir Path directory;
  private Path items;
  private Path privateKey;
  private Path publicKey;

  @BeforeAll
  static void serve() throws IOException {
    issued = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    SnpProcessor chip = GENOA.processor(1);
    byte[] vcek = chip.certificate(SigningKey.VCEK);
    byte[] chain = concat(pem(GENOA.ask(), "CERTIFICATE"), pem(GENOA.ark(), "CERTIFICATE"));
    byte[] list = GENOA.crl(List.of(), issued, issued.plus(Duration.ofDays(30)));
    kds = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    kds.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body =
              path.endsWith("/Genoa/cert_chain")
                  ? chain
                  : path.endsWith("/Genoa/crl") ? list : vcek;
          boolean known = path.startsWith("/vcek/v1/Genoa/");
          exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
          if (known) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    kds.start();
  }

  @AfterAll
  static void stop() {
    kds.stop(0);
  }

  @BeforeEach
  void keys() throws Exception {
    items = directory.resolve("items");
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    privateKey =
        Files.write(
            directory.resolve("sign.pem"), pem(pair.getPrivate().getEncoded(), "PRIVATE KEY"));
    publicKey =
        Files.write(
            directory.resolve("trust.pem"), pem(pair.getPublic().getEncoded(), "PUBLIC KEY"));
  }

  private static byte[] pem(byte[] der, String label) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static String kdsUrl() {
    return "http://127.0.0.1:" + kds.getAddress().getPort();
  }

  private static Outcome run(Object... arguments) {
    return new CommandRun()
        .run(
            Stream.concat(Stream.of("collateral"), Arrays.stream(arguments).map(String::valueOf))
                .toArray(String[]::new));
  }

  private void fetch() {
    assertThat(run("fetch", "--out", items, "--product", "genoa", "--amd", kdsUrl()).exitCode())
        .isZero();
  }

  private Path export(String name) {
    Path bundle = directory.resolve(name);
    Outcome outcome = run("export", "--dir", items, "--out", bundle, "--sign", privateKey);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return bundle;
  }

  private Outcome importInto(Path target, Path bundle, Object... more) {
    return run(
        Stream.concat(
                Stream.of("import", bundle, "--dir", target, "--trust", publicKey),
                Arrays.stream(more))
            .toArray());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  @Test
  void aProductsCollateralIsFetchedAndWhatIsAbsentIsSaid() throws IOException {
    Outcome outcome = run("fetch", "--out", items, "--product", "GENOA", "--amd", kdsUrl() + "/");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("found", "amd-vcek-v1-Genoa-crl", "absent", "vlek");
    assertThat(names(items))
        .containsExactly("amd-vcek-v1-Genoa-cert_chain", "amd-vcek-v1-Genoa-crl");
  }

  @Test
  void evidenceIsVerifiedWithWhatWasFetchedForIt() throws IOException {
    byte[] report =
        GENOA
            .processor(1)
            .launch(GuestConfiguration.of(new byte[48]).build(), new SecureRandom())
            .report(new byte[64]);
    Path evidence = Files.write(directory.resolve("report.bin"), report);
    Path root = Files.write(directory.resolve("root.pem"), pem(GENOA.ark(), "CERTIFICATE"));

    Outcome fetched = run("fetch", "--out", items, "--for", evidence, "--amd", kdsUrl());

    assertThat(fetched.exitCode()).as(fetched.err()).isZero();
    assertThat(names(items)).hasSize(3).anyMatch(name -> name.contains(",blSPL="));
    Outcome verified =
        new CommandRun()
            .run(
                "evidence",
                "verify",
                evidence.toString(),
                "--collateral",
                items.toString(),
                "--technology",
                "simulated-amd-sev-snp",
                "--trust",
                root.toString());
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  @Test
  void aVendorThatCannotBeReachedIsNoAnswer() {
    Outcome outcome =
        run("fetch", "--out", items, "--fmspc", "00806F050000", "--intel", "http://127.0.0.1:1");

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.out()).contains("unreachable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetch --out x",
        "fetch --out x --product Naples",
        "fetch --out x --fmspc 00",
        "fetch --out x --product Genoa --amd ftp://x",
        "fetch --out x --product Genoa --amd http://x?y",
        "status --dir /nonexistent",
        "export --dir /nonexistent --out x --sign y"
      })
  void wrongUseIsSaidWithACure(String line) {
    Outcome outcome = run((Object[]) line.split(" ", -1));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err().lines().count()).isBetween(1L, 3L);
  }

  @Test
  void statusTellsHowLongEachItemIsGood() {
    fetch();

    Outcome now = run("status", "--dir", items);
    Outcome soon = run("status", "--dir", items, "--at", issued.plus(Duration.ofDays(26)));
    Outcome late =
        run("status", "--dir", items, "--at", issued.plus(Duration.ofDays(31)), "--output", "json");

    assertThat(now.exitCode()).isZero();
    assertThat(now.out()).contains("STATE", "ok", "revocation_list", "ARK-Genoa", "2d");
    assertThat(soon.exitCode()).isZero();
    assertThat(soon.out()).contains("expiring");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.out()).contains("\"state\" : \"expired\"", "\"next_update\" :");
  }

  @Test
  void aBundleBringsTheSameFilesAgainAndAgain() throws IOException {
    fetch();
    Path bundle = export("bundle");
    Path target = directory.resolve("target");

    for (int i = 0; i < 2; i++) {
      Outcome outcome = importInto(target, bundle);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }

    assertThat(names(target))
        .containsExactly(
            "amd-vcek-v1-Genoa-cert_chain", "amd-vcek-v1-Genoa-crl", BundleDirectory.MANIFEST);
    for (String name : names(items)) {
      assertThat(target.resolve(name)).hasSameBinaryContentAs(items.resolve(name));
    }
  }

  @Test
  void aBundleIsNeverOverwritten() {
    fetch();
    Path bundle = export("bundle");

    Outcome again = run("export", "--dir", items, "--out", bundle, "--sign", privateKey);

    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            """
            sealkeep: cannot write the bundle %s: it exists already.
            Name a new file in a folder you can write to.
            """
                .formatted(bundle));
  }

  @Test
  void pathsThatCannotBeUsedAreSaidInWords() {
    fetch();
    Path bundle = export("bundle");

    assertThat(run("import", bundle, "--dir", bundle, "--trust", publicKey).err())
        .contains("cannot write to " + bundle + ": it exists already and is no folder.");
    assertThat(run("status", "--dir", "/nonexistent").err())
        .contains("cannot read /nonexistent: it does not exist.");
  }

  @Test
  void everyChangedByteOfABundleIsRefused() throws IOException {
    fetch();
    byte[] good = Files.readAllBytes(export("bundle"));
    LogVerifierKey key = BundleKeys.verifier(publicKey);
    assertThat(Bundle.read(good, key)).isInstanceOf(Bundle.Reading.Good.class);

    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << (i % 8));
      assertThat(Bundle.read(bad, key)).as("byte %s", i).isInstanceOf(Bundle.Reading.Bad.class);
    }
    for (int length = 0; length < good.length; length += 97) {
      assertThat(Bundle.read(Arrays.copyOf(good, length), key))
          .as("%s bytes", length)
          .isInstanceOf(Bundle.Reading.Bad.class);
    }
    assertThat(Bundle.read(Arrays.copyOf(good, good.length + 1), key))
        .isEqualTo(new Bundle.Reading.Bad(Bundle.Fault.MALFORMED));
  }

  @Test
  void anotherSignersBundleIsRefusedAndWritesNothing() throws Exception {
    fetch();
    Path bundle = export("bundle");
    keys();
    Path target = directory.resolve("target");

    Outcome outcome = importInto(target, bundle);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("the trusted key did not sign it", "Nothing was written");
    assertThat(target).doesNotExist();
  }

  @Test
  void aKeyWhoseMarkersOverlapIsNoKey() throws Exception {
    fetch();
    Path bundle = export("bundle");
    Files.writeString(publicKey, "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----");

    Outcome outcome = importInto(directory.resolve("target"), bundle);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(publicKey + " is not an Ed25519 public key in PEM");
  }

  private Path dated(Instant created, String... names) throws IOException {
    List<BundleDirectory.Content> files =
        new BundleDirectory(items)
            .files().stream().filter(f -> List.of(names).contains(f.entry().name())).toList();
    Manifest manifest =
        new Manifest(created, files.stream().map(BundleDirectory.Content::entry).toList());
    try (LogSigner signer = BundleKeys.signer(privateKey)) {
      return Files.write(
          directory.resolve("bundle-" + created.getEpochSecond()),
          new Bundle(
                  manifest,
                  Bundle.sign(manifest, signer).orElseThrow(),
                  files.stream().map(BundleDirectory.Content::bytes).toList())
              .encode());
    }
  }

  @Test
  void aFolderWhoseLastImportCannotBeToldIsLeftAlone() throws IOException {
    fetch();
    Path bundle = dated(issued, "amd-vcek-v1-Genoa-crl");
    Path target = Files.createDirectory(directory.resolve("target"));
    Files.writeString(target.resolve(BundleDirectory.MANIFEST), "torn");

    Outcome refused = importInto(target, bundle, "--allow-older");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("is not the manifest of a bundle");
    assertThat(names(target)).containsExactly(BundleDirectory.MANIFEST);
  }

  @Test
  void anOlderBundleIsRefusedUnlessItIsMeant() throws IOException {
    fetch();
    String chain = "amd-vcek-v1-Genoa-cert_chain";
    String list = "amd-vcek-v1-Genoa-crl";
    Path older = dated(issued, chain, list);
    Path newer = dated(issued.plusSeconds(1), list);
    Path target = directory.resolve("target");
    assertThat(importInto(target, newer).exitCode()).isZero();

    Outcome refused = importInto(target, older);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("--allow-older");
    assertThat(names(target)).containsExactly(list, BundleDirectory.MANIFEST);
    assertThat(importInto(target, older, "--allow-older").exitCode()).isZero();
    assertThat(names(target)).contains(chain);
    assertThat(importInto(target, newer).exitCode()).isZero();
    assertThat(names(target)).as("what the newer one lacks is gone").doesNotContain(chain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", ".hidden", "", "a b", "a\u0000b", "bundle\\x", "a,b;c"})
  void aFilesNameStaysInItsDirectory(String name) {
    assertThat(Manifest.isName(name)).isFalse();
    String text =
        Manifest.HEADER
            + "\ncreated 2026-01-01T00:00:00Z\n"
            + "0".repeat(64)
            + " 1 2026-01-01T00:00:00Z "
            + name
            + "\n";
    assertThat(Manifest.parse(text)).isEmpty();
  }
}
