package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.kek.KekRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node makes, keeps and refuses over its starts. */
class NodeLifeTest {
  @TempDir Path directory;
  private Path data;

  @BeforeEach
  void place() {
    data = directory.resolve("parent/node");
  }

  @Test
  void aRestartedNodeKeepsTokenKeysAndLog() {
    String token;
    JsonObject tenant;
    String keys;
    long size;
    try (Node first = Node.start(data)) {
      token = first.token();
      tenant = first.scene(first.operator(), "acme");
      keys = keys(first.operator());
      size = size(first.operator());
      first.server().firstTokenIsKept();
    }
    try (Node second = Node.start(data)) {
      assertThat(second.server().firstToken()).isEmpty();
      Operator operator = second.operator(token);
      assertThat(keys(operator)).isEqualTo(keys);
      assertThat(size(operator)).isEqualTo(size);
      assertThat(second.server().logRoot()).isEqualTo(tenant.getString("log_root"));
      Guest guest = new Guest(second.http(), Guest.GOOD);
      Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
      HttpAnswer answer = guest.send(attempt.request());
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(Guest.open(attempt, answer.body(), tenant))
          .isInstanceOf(ReceiptOutcome.Verified.class);
      assertThat(size(operator)).isEqualTo(size + 1);
    }
  }

  @Test
  void aTokenThatNobodyWasShownIsGivenAtTheNextStart() throws IOException {
    String token;
    try (Node first = Node.start(data)) {
      token = first.token();
    }
    try (Node second = Node.start(data)) {
      assertThat(second.server().firstToken()).contains(token);
      second.scene(second.operator(), "acme");
      second.server().firstTokenIsKept();
    }
    try (Node third = Node.start(data)) {
      assertThat(third.server().firstToken()).isEmpty();
    }
    assertThat(data.resolve("unseen-token")).doesNotExist();
    Files.writeString(data.resolve("unseen-token"), "sealkeep-of-another-database\n");
    try (Node fourth = Node.start(data)) {
      assertThat(fourth.server().firstToken()).isEmpty();
    }
  }

  private static String keys(Operator operator) {
    return operator.get("/v1/tenants/acme/keys").text();
  }

  private static long size(Operator operator) {
    String note = operator.get("/v1/audit/checkpoint").json().getString("checkpoint");
    return note.lines().skip(1).findFirst().map(Long::valueOf).orElseThrow();
  }

  @Test
  void theTokenAndTheTenantsSecretsStandInNoFile() throws IOException {
    try (Node node = Node.start(data)) {
      JsonObject tenant = node.scene(node.operator(), "acme");
      String token = node.token();
      node.server().firstTokenIsKept();
      byte[] tokenBytes = Base64.getUrlDecoder().decode(token.substring("sealkeep-".length()));
      String tenantKey = tenant.getString("tenant_key");
      List<byte[]> secrets =
          List.of(
              token.substring("sealkeep-".length()).getBytes(StandardCharsets.US_ASCII),
              tokenBytes,
              tenantKey.getBytes(StandardCharsets.US_ASCII),
              Base64.getUrlDecoder().decode(tenantKey));
      Map<Path, byte[]> files = files();
      assertThat(files).containsKey(data.resolve("sealkeep.db-wal"));
      assertThat(holding(files, "acme".getBytes(StandardCharsets.US_ASCII)))
          .as("what is no secret is found")
          .isNotEmpty();
      for (byte[] secret : secrets) {
        assertThat(holding(files, secret)).isEmpty();
      }
    }
  }

  private Map<Path, byte[]> files() throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    for (Path file : walk(Files::isRegularFile)) {
      files.put(file, Files.readAllBytes(file));
    }
    return files;
  }

  private List<Path> walk(Predicate<Path> which) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(which).toList();
    }
  }

  private static List<Path> holding(Map<Path, byte[]> files, byte[] needle) {
    String sought = new String(needle, StandardCharsets.ISO_8859_1);
    return files.entrySet().stream()
        .filter(file -> new String(file.getValue(), StandardCharsets.ISO_8859_1).contains(sought))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void everythingItMakesIsItsOwnersAlone() throws IOException {
    try (Node node = Node.start(data)) {
      node.scene(node.operator(), "acme");
      for (Path folder : walk(Files::isDirectory)) {
        assertThat(mode(folder)).as(folder.toString()).isEqualTo("rwx------");
      }
      List<Path> files = new ArrayList<>(walk(Files::isRegularFile));
      assertThat(files.stream().map(file -> data.relativize(file).toString()))
          .contains(
              "sealkeep.db",
              "sealkeep.db-wal",
              "root-kek",
              "log-root.key",
              "high-water",
              "tls/server-key.pem");
      files.remove(data.resolve("high-water")); // what a public checkpoint says
      for (Path file : files) {
        assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keysThatAreMissingOrOpenToOthersAreRefusedByName() throws IOException {
    Node.start(data).close();
    Path kek = data.resolve("root-kek");

    Files.setPosixFilePermissions(kek, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .cause()
        .isInstanceOfSatisfying(
            KekRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(KekRefusedException.Reason.OPEN_MODE))
        .hasMessageContaining("chmod 600 " + kek);

    byte[] saved = Files.readAllBytes(kek);
    Files.delete(kek);
    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(kek + " is missing")
        .hasMessageContaining("Restore it from its backup");
    assertThat(kek).as("no new key takes its place").doesNotExist();

    Files.write(kek, saved);
    Files.setPosixFilePermissions(kek, PosixFilePermissions.fromString("rw-------"));
    Files.delete(data.resolve("log-root.key"));
    Node.start(data).close();
    assertThat(data.resolve("log-root.key")).as("it is kept offline").doesNotExist();
  }

  @Test
  void anotherNodesKeyIsRefused() throws IOException {
    Node.start(data).close();
    Path other = directory.resolve("other");
    Node.start(other).close();
    Files.copy(
        other.resolve("root-kek"),
        data.resolve("root-kek"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);

    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("the root KEK " + data.resolve("root-kek"))
        .hasMessageContaining("is not the one");
  }

  @Test
  void aSecondNodeOnTheSameDataOrPortIsRefused() {
    try (Node node = Node.start(data)) {
      int port = node.server().port();
      assertThatThrownBy(() -> Node.start(data))
          .isInstanceOf(StartRefusedException.class)
          .cause()
          .isInstanceOfSatisfying(
              StoreRefusedException.class,
              e -> assertThat(e.reason()).isEqualTo(StoreRefusedException.Reason.IN_USE));
      assertThatThrownBy(
              () ->
                  Node.start(
                      directory.resolve("other"),
                      InstantSource.system(),
                      configuration -> configuration.withListen("127.0.0.1", port)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ")
          .hasMessageContaining("in use")
          .hasMessageEndingWith("; stop what listens there, or name another address");
      assertThat(node.http().get("/readyz").status()).isEqualTo(200);
    }
    Node.start(directory.resolve("other")).close();
  }

  @Test
  void aNodeOnOneAddressOrOnAllWarmsItselfUpWhereItListens() {
    for (String host : List.of("127.0.0.2", "0.0.0.0")) {
      Node node =
          Node.start(
              directory.resolve("on-" + host),
              InstantSource.system(),
              configuration -> configuration.withListen(host, 0));
      node.close();
      assertThat(node.server().port()).as(host).isPositive();
    }
  }

  @Test
  void aFileInPlaceOfTheDataDirectoryIsSaidAndLeftAsItIs() throws Exception {
    Path file = Files.writeString(directory.resolve("not-a-folder"), "mine");

    assertThatThrownBy(() -> Node.start(file))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage(
            "the data directory %s is a file; name a folder, or a path at which to make one"
                .formatted(file));
    assertThat(file).hasContent("mine");
  }
}
