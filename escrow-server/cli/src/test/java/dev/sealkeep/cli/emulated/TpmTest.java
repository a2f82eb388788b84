package dev.sealkeep.cli.emulated;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.configuration.TrustedRoot;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent with a software TPM, judged by the real verifier and by a real server. */
@Timeout(300)
final class TpmTest {
  private static final byte[] KEY = HexFormat.of().parseHex("5a".repeat(16) + "c3".repeat(16));
  private static final String ZERO = "00".repeat(32);
  @TempDir private static Path shared;
  private static EmulatedTpm tpm = new EmulatedTpm(Path.of(""));
  @TempDir private Path work = Path.of("");

  @BeforeAll
  static void makeTpm() throws Exception {
    tpm = EmulatedTpm.make(shared.resolve("tpm"));
  }

  private static String evidence(Path folder, String... options) {
    String[] where = {"--technology", "tpm2", "--tpm-path", tpm.socket().toString()};
    String[] all = Arrays.copyOf(where, where.length + options.length);
    System.arraycopy(options, 0, all, where.length, options.length);
    return Agent.line(Evidence.into(folder, all));
  }

  private static String qualifyingData() throws Exception {
    byte[] reportData = HexFormat.of().parseHex(Evidence.REPORT_DATA);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(reportData));
  }

  private static Outcome verify(Path folder, String qualifyingData) {
    return new CommandRun()
        .run(
            "evidence",
            "verify",
            folder.toString(),
            "--technology",
            "tpm2",
            "--report-data",
            qualifyingData);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecc", "rsa"})
  void quoteOfANewKeyVerifiesOverTheDataAloneAndNothingStaysLoaded(String kind) throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended =
        tpm.run(
            evidence(folder, "--tpm-ak", kind, "--tpm-pcrs", "sha256:0-11,23")
                + " && tpm2_getcap handles-transient && tpm2_getcap handles-loaded-session");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("quoted data  " + qualifyingData())
        .endsWith(qualifyingData() + "\n");
    Outcome verified = verify(folder, qualifyingData());
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("\"ak_bound_by\" : \"none\"");
    String other = "00" + qualifyingData().substring(2);
    assertThat(verify(folder, other).out()).contains("tpm.extra_data.mismatch");
  }

  @Test
  void persistentKeyThatSomebodyMadeBeforeSigns() throws Exception {
    Path folder = work.resolve("evidence");
    String make =
        """
        cd '%s' &&
        tpm2_createek -Q -G rsa -c ek.ctx -u ek.pub &&
        tpm2_createak -Q -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub &&
        tpm2_flushcontext -t &&
        tpm2_evictcontrol -Q -C o -c ak.ctx 0x81010abc &&
        tpm2_flushcontext -t &&
        """
            .formatted(work);

    Ended ended = tpm.run(make + evidence(folder, "--tpm-ak", "0x81010abc"));

    assertThat(ended.status()).as(ended.err()).isZero();
    Outcome verified = verify(folder, qualifyingData());
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    String json = Files.readString(folder.resolve("report.bin"), US_ASCII);
    byte[] ak = Files.readAllBytes(work.resolve("ak.pub"));
    assertThat(json)
        .contains("\"ak_public\":\"" + HexFormat.of().formatHex(ak, 2, ak.length))
        .as("it is below the endorsement key, and so that is named")
        .contains("\"ek_public\":");
  }

  @Test
  void eventLogStandsBesideTheQuote() throws Exception {
    Path folder = work.resolve("evidence");
    Path log = Files.write(work.resolve("Measured"), new byte[] {1, 2, 3});

    Ended ended = tpm.run(evidence(folder, "--event-logs", log.toString(), "--output", "json"));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\"event_logs\":[{\"kind\":\"measured\",\"bytes\":3}]");
    assertThat(folder.resolve("event-log-1.bin")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tpm-ak 0x81777777|tpm.handle_absent",
        "--tpm-pcrs sha1:0|tpm.unsupported",
        "--tpm-path /dev/null|tpm.malformed",
        "--tpm-ek-certificates /nowhere|tpm.certificates",
        "--event-logs /nowhere|log.unreadable"
      })
  void whatIsWrongIsNamedAndNothingIsWritten(String line) throws Exception {
    String[] parts = line.split("\\|", -1);
    Path folder = work.resolve("evidence");
    String[] options = parts[0].split(" ", -1);
    String command =
        options[0].equals("--tpm-path")
            ? Agent.line(Evidence.into(folder, "--technology", "tpm2", options[0], options[1]))
            : evidence(folder, options);

    Ended ended = tpm.run(command);

    assertThat(ended.status()).as(ended.err()).isEqualTo(5);
    assertThat(ended.err()).contains("(" + parts[1] + ")");
    assertThat(FaultRun.documented()).contains(parts[1]);
    assertThat(folder).doesNotExist();
  }

  @Test
  void importedKeyComesOutForTheCertifiedTpmWhileItsPcrsAreAsThePolicyWants() throws Exception {
    EmulatedTpm stranger = EmulatedTpm.make(shared.resolve("stranger"));
    Escrow.Scene scene =
        new Escrow.Scene(
            policy(tpm.ekSpkiSha256()),
            "tpm2 sha256.pcr8 " + ZERO + "\n",
            Technology.TPM2,
            settings -> settings.withTrustedRoots(List.of(new TrustedRoot("tpm2", root(tpm)))));
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY, scene)) {
      Path config =
          escrow.configuration(
              work.resolve("guest.properties"),
              "tpm_path=" + tpm.socket(),
              "tpm_ek_certificates=" + tpm.issuers());
      Path foreign =
          escrow.configuration(
              work.resolve("foreign.properties"),
              "tpm_path=" + stranger.socket(),
              "tpm_ek_certificates=" + stranger.issuers());

      Ended released = tpm.run(get(config, "released"));
      Ended measured =
          tpm.run("tpm2_pcrextend 8:sha256=" + "11".repeat(32) + " && " + get(config, "measured"));
      Ended unknown = stranger.run(get(foreign, "unknown"));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(work.resolve("released"))).isEqualTo(KEY);
      assertThat(measured.status()).as(measured.err()).isEqualTo(1);
      assertThat(work.resolve("measured")).doesNotExist();
      assertThat(escrow.explanation(decision(measured))).contains("sha256.pcr8");
      assertThat(unknown.status()).as(unknown.err()).isEqualTo(1);
      assertThat(work.resolve("unknown")).doesNotExist();
      assertThat(escrow.explanation(decision(unknown))).contains("evidence.key_unbound");
    }
  }

  private static String policy(String ekSpkiSha256) {
    return """
    sealkeep 1
    policy workload {
      description "one machine, before anything was measured into PCR 8"
      permit tpm2 {
        tpm.ak_bound_by == ek_certificate
        tpm.ek_sha256 == hex"%s"
        sha256.pcr8 == hex"%s"
      }
    }
    """
        .formatted(ekSpkiSha256, ZERO);
  }

  private static String root(EmulatedTpm of) {
    try {
      return of.rootSpkiSha256();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String get(Path config, String output) {
    return Agent.line(
        "get", "--config", config.toString(), "--output", work.resolve(output).toString());
  }

  private static String decision(Ended ended) {
    String message = ended.err();
    int start = message.indexOf("decision ") + "decision ".length();
    return message.substring(start, start + 32);
  }
}
