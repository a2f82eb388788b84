package dev.sealkeep.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCommandTest {
  @TempDir Path directory;

  private Outcome run(String verb, String data, String... names) {
    return new CommandRun()
        .run(
            Stream.concat(
                    Stream.of(
                        "cluster",
                        verb,
                        "--authority",
                        directory.resolve("ca").toString(),
                        "--data",
                        directory.resolve(data).toString(),
                        "--output",
                        "json",
                        "--name"),
                    Stream.of(names))
                .toArray(String[]::new));
  }

  private X509Certificate certificate(String file) throws Exception {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void nodesThatInitAndJoinMakeShareOneCa() throws Exception {
    Outcome init = run("init", "a", "node1.example", "10.0.0.1");
    assertThat(init.exitCode()).as(init.err()).isZero();
    assertThat(init.out()).contains("\"names\"").doesNotContain("PRIVATE");
    Outcome join = run("join", "b", "fd00::2");
    assertThat(join.exitCode()).as(join.err()).isZero();

    X509Certificate ca = certificate("ca/cluster-ca.pem");
    assertThat(ca.getBasicConstraints()).isZero();
    for (String node : List.of("a", "b")) {
      assertThat(certificate(node + "/cluster/ca.pem")).isEqualTo(ca);
      X509Certificate own = certificate(node + "/cluster/node.pem");
      own.verify(ca.getPublicKey());
      assertThat(own.getBasicConstraints()).isEqualTo(-1);
      assertThat(own.getExtendedKeyUsage())
          .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    }
    assertThat(certificate("a/cluster/node.pem").getSubjectAlternativeNames())
        .hasToString("[[2, node1.example], [7, 10.0.0.1]]");
    for (String key : List.of("ca/cluster-ca-key.pem", "a/cluster/node-key.pem")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(key))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    assertThat(run("init", "a", "node1").exitCode()).isZero();
    byte[] ca = Files.readAllBytes(directory.resolve("ca/cluster-ca-key.pem"));
    byte[] key = Files.readAllBytes(directory.resolve("a/cluster/node-key.pem"));

    Outcome again = run("init", "b", "node2");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("holds a cluster CA already").contains("cluster join");
    assertThat(directory.resolve("b")).doesNotExist();
    Outcome twice = run("join", "a", "node1");
    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err()).contains("is not overwritten");
    assertThat(Files.readAllBytes(directory.resolve("ca/cluster-ca-key.pem"))).isEqualTo(ca);
    assertThat(Files.readAllBytes(directory.resolve("a/cluster/node-key.pem"))).isEqualTo(key);
  }

  @Test
  void withoutACaNobodyJoins() {
    Outcome join = run("join", "a", "node1");

    assertThat(join.exitCode()).isEqualTo(2);
    assertThat(join.err()).contains("there is no cluster CA").contains("cluster init");
  }

  @Test
  void aKeyOfAnotherCaIsFoundOut() throws Exception {
    assertThat(run("init", "a", "node1").exitCode()).isZero();
    Path key = directory.resolve("ca/cluster-ca-key.pem");
    Files.write(key, Files.readAllBytes(directory.resolve("a/cluster/node-key.pem")));

    Outcome join = run("join", "b", "node2");
    assertThat(join.exitCode()).isEqualTo(2);
    assertThat(join.err()).contains("the key is not the certificate's");
    assertThat(directory.resolve("b")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*.example.org", "a b", "-a", "10.0.0", "10.0.0.256", "a..b", "[::1]", ""})
  void aNameThatIsNoneIsQuoted(String name) {
    Outcome init = run("init", "a", name);

    assertThat(init.exitCode()).isEqualTo(2);
    assertThat(init.err()).contains("'" + name + "'");
    assertThat(directory.resolve("ca")).doesNotExist();
  }
}
