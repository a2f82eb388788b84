package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import dev.sealkeep.keystore.store.postgresql.FreePort;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.service.cluster.ClusterScene;
import dev.sealkeep.service.configuration.Clustering;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.LoopbackDatabase;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 8 on nodes that hear one another, and on nodes that no longer do. */
@Timeout(180)
@SuppressWarnings("NullAway.Init") // A test starts the nodes that it uses.
class SeveralNodesTest {
  /** Longer than any test: what a node learns here it learns by the bus. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String NONE =
      Guest.POLICY.replace(
          "vmpl == 0", "vmpl == 0\n    policy.smt == false and policy.smt == true");

  @TempDir private Path directory;
  private PostgresqlServer database;
  private ClusterScene scene;
  private final List<Node> nodes = new ArrayList<>();
  private Node first;
  private Node second;
  private Operator atFirst;
  private Operator atSecond;

  @BeforeEach
  void place() {
    database = PostgresqlServer.shared();
    scene = new ClusterScene(directory.resolve("cluster"));
  }

  private void start(Clustering one, Clustering two) throws IOException {
    first = open("first", settings -> settings.withCluster(one));
    Files.createDirectories(directory.resolve("second"));
    Files.copy(directory.resolve("first/root-kek"), directory.resolve("second/root-kek"));
    second = open("second", settings -> settings.adoptingLog().withCluster(two));
    atFirst = first.operator();
    atSecond = second.operator(first.token());
    first.scene(atFirst, "acme");
  }

  private void startTogether() throws IOException {
    int one = FreePort.any();
    int two = FreePort.any();
    start(scene.node("one", one, one, two), scene.node("two", two, one, two));
    awaitMembers(2);
  }

  @AfterEach
  void stop() {
    nodes.reversed().forEach(Node::close);
  }

  private Node open(String name, UnaryOperator<ServerConfiguration> settings) {
    Node node =
        Node.start(
            directory.resolve(name),
            InstantSource.system(),
            configuration ->
                settings.apply(configuration.withDatabase(LoopbackDatabase.at(database.port()))),
            NEVER);
    nodes.add(node);
    return node;
  }

  private static HttpAnswer ask(Node node) {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  private static long metric(Node node, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " ([0-9.]+)$")
            .matcher(node.http().get("/metrics").text());
    assertThat(matcher.find()).as(name).isTrue();
    return (long) Double.parseDouble(matcher.group(1));
  }

  private static long members(Node node) {
    return metric(node, "sealkeep_cluster_members");
  }

  /** Until both see so many nodes; a node that has not joined yet sees none. */
  private void awaitMembers(long count) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(List.of(members(first), members(second)))
                    .as("what each sees")
                    .containsExactly(count, count));
  }

  private static long size(Node node) {
    return metric(node, "sealkeep_log_size");
  }

  private static long received(Node node) {
    return metric(node, "sealkeep_cluster_messages_total{direction=\"received\"}");
  }

  @Test
  void whatOneNodeCommitsTheOtherFollowsAtOnce() throws IOException {
    startTogether();
    // What is published before the second's registration has spread is lost, and costs nothing.
    await().atMost(LIMIT).until(() -> ask(first).status() == 200 && received(second) > 0);

    for (int round = 0; round < 10; round++) {
      assertThat(ask(first).status()).isEqualTo(200);
      long committed = size(first);
      await().atMost(Duration.ofSeconds(10)).until(() -> size(second) == committed);
    }
    assertThat(received(second)).isGreaterThanOrEqualTo(10);
    assertThat(metric(first, "sealkeep_cluster_messages_total{direction=\"sent\"}"))
        .isGreaterThanOrEqualTo(10);
    assertThat(metric(second, "sealkeep_cluster_messages_total{direction=\"sent\"}"))
        .as("what was heard is not told on")
        .isZero();
  }

  @Test
  void withoutHazelcastBothReleaseAndARevocationHoldsAtOnce() throws IOException {
    startTogether();
    Hazelcast.getAllHazelcastInstances().stream()
        .filter(instance -> instance.getCluster().getMembers().size() == 2)
        .findFirst()
        .map(HazelcastInstance::getLifecycleService)
        .orElseThrow()
        .terminate();
    await().atMost(LIMIT).until(() -> members(first) < 2 && members(second) < 2);

    releasesStayRight();
  }

  @Test
  void splitNodesBothReleaseAndARevocationHoldsAtOnce() throws IOException {
    int one = FreePort.any();
    int two = FreePort.any();
    start(scene.node("one", one, one), scene.node("two", two, two));
    awaitMembers(1);

    releasesStayRight();
  }

  /**
   * Each takes the other for dead, as after too many lost heartbeats. Two members need no one's
   * agreement for that; how several split is the fault test's (ops/fault-test).
   */
  private static void splitUp() {
    List<HazelcastInstanceProxy> members =
        Hazelcast.getAllHazelcastInstances().stream()
            .map(HazelcastInstanceProxy.class::cast)
            .toList();
    for (HazelcastInstanceProxy by : members) {
      for (HazelcastInstanceProxy other : members) {
        if (!by.equals(other)) {
          suspect(by.getOriginal().node.getClusterService(), other);
        }
      }
    }
  }

  /** As the one sees the other, if it still does. */
  private static void suspect(ClusterServiceImpl view, HazelcastInstanceProxy other) {
    MemberImpl seen = view.getMember(other.getOriginal().node.address);
    if (seen != null) {
      view.suspectMember(seen, "a test", true);
    }
  }

  @Test
  void nodesThatAreCutOffAfterJoiningReleaseAndJoinAgainByThemselves() throws IOException {
    startTogether();

    splitUp();
    awaitMembers(1);
    releasesStayRight();

    awaitMembers(2);
    long heard = received(second);
    await().atMost(LIMIT).until(() -> ask(first).status() == 200 && received(second) > heard);
  }

  private void releasesStayRight() {
    for (int round = 0; round < 3; round++) {
      assertThat(ask(first).status()).isEqualTo(200);
      assertThat(ask(second).status()).isEqualTo(200);
      atSecond.putPolicy("acme", "root", NONE);
      assertThat(ask(first).problem()).isEqualTo("denied");
      atFirst.putPolicy("acme", "root", Guest.POLICY);
      assertThat(ask(second).status()).isEqualTo(200);
    }
  }

  @Test
  void aNodeIsReadyBeforeItHasFoundAnyPeer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int own = FreePort.any();
      Clustering clustering = scene.node("one", own, silent.getLocalPort());
      first = open("first", settings -> settings.withCluster(clustering));

      assertThat(members(first)).isZero();
      assertThat(first.http().get("/readyz").status()).isEqualTo(200);
      first.scene(first.operator(), "acme");
      assertThat(ask(first).status()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatOthersCouldReachIsRefused() {
    Clustering good = scene.node("one", FreePort.any());
    for (String host : List.of("0.0.0.0", "::", "8.8.8.8")) {
      Clustering bad =
          new Clustering(good.discovery(), host, good.port(), good.busPort(), good.tls());
      assertThatThrownBy(() -> open("first", settings -> settings.withCluster(bad)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("neither a loopback nor a private address");
    }
  }

  @Test
  void aNodeWithoutItsCertificateIsRefused() {
    Clustering good = scene.node("one", FreePort.any());
    Clustering bare =
        new Clustering(
            good.discovery(),
            good.host(),
            good.port(),
            good.busPort(),
            directory.resolve("nothing"));
    Clustering otherName =
        new Clustering(good.discovery(), "127.0.0.2", good.port(), good.busPort(), good.tls());

    assertThatThrownBy(() -> open("first", settings -> settings.withCluster(bare)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("sealkeep cluster init");
    assertThatThrownBy(() -> open("first", settings -> settings.withCluster(otherName)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("the other nodes would not accept it");
  }
}
