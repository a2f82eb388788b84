package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.configuration.TrustedRoot;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The agent below an emulated SVSM whose vTPM is a software TPM: configfs-tsm with its service
 * attributes, reports of VMPL 0 by the simulated processor, judged by the real verifier and a real
 * server.
 */
@Timeout(600)
final class SvsmVtpmTest {
  private static final byte[] KEY = HexFormat.of().parseHex("7d".repeat(16) + "d7".repeat(16));
  private static final String ZERO = "00".repeat(32);

  /** An EK that signs, so that the manifest vouches for quotes by itself. */
  private static final int SIGNING_EK = 0x81010777;

  /** An attestation key below a common EK, which can only decrypt. */
  private static final int AK = 0x81010abc;

  @TempDir private static Path shared;
  private static EmulatedMachine machine = new EmulatedMachine(Path.of(""));
  private static EmulatedTpm tpm = new EmulatedTpm(Path.of(""));
  @TempDir private Path work = Path.of("");

  /** Each run ends as a power cut does, which counts against a TPM's keys unless they say noda. */
  @BeforeAll
  static void makeMachine() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(shared.resolve("machine"), 0, EmulatedMachine.MEASUREMENT, 2);
    tpm = EmulatedTpm.make(shared.resolve("tpm"));
    Ended made =
        tpm.run(
            """
            cd '%s' &&
            tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -g sha256 -c signing.ctx \\
              -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign|noda' &&
            tpm2_evictcontrol -Q -C o -c signing.ctx 0x%x &&
            tpm2_readpublic -Q -c 0x%x -o signing-ek.pub &&
            tpm2_flushcontext -t &&
            tpm2_createek -Q -G rsa -c ek.ctx -u common-ek.pub &&
            tpm2_createak -Q -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub &&
            tpm2_flushcontext -t &&
            tpm2_evictcontrol -Q -C o -c ak.ctx 0x%x &&
            tpm2_readpublic -Q -c 0x%x -f der -o ak.der &&
            tpm2_dictionarylockout -Q -s -n 1000 -t 1 -l 1
            """
                .formatted(shared, SIGNING_EK, SIGNING_EK, AK, AK));
    assertThat(made.status()).as(made.err()).isZero();
  }

  /** Runs the agent below the SVSM, whose vTPM has that EK. */
  private Ended run(String ek, List<String> faults, String... arguments) throws Exception {
    Path front = Path.of(System.getProperty("sealkeep.root"), "ops/emulate/configfs-tsm");
    StringBuilder command =
        new StringBuilder(
            "'%s' --machine '%s' --mount '%s' --vtpm-ek '%s'"
                .formatted(
                    front.toAbsolutePath().normalize(),
                    machine.folder(),
                    EmulatedMachine.mount(work),
                    shared.resolve(ek)));
    faults.forEach(fault -> command.append(" --fault '").append(fault).append('\''));
    return tpm.run(command.append(" -- ").append(Agent.line(arguments)).toString());
  }

  private String[] evidence(Path folder, int handle) throws Exception {
    return Evidence.into(
        folder,
        "--technology",
        "svsm-vtpm",
        "--tsm-path",
        EmulatedMachine.mount(work).toString(),
        "--tpm-path",
        tpm.socket().toString(),
        "--tpm-ak",
        "0x%x".formatted(handle));
  }

  private static Outcome verify(Path folder, String reportData) {
    return new CommandRun()
        .run(
            "evidence",
            "verify",
            folder.toString(),
            "--technology",
            "svsm-vtpm",
            "--trust",
            machine.folder().resolve("ark.pem").toString(),
            "--report-data",
            reportData);
  }

  @Test
  void evidenceVerifiesOverTheDataAloneAndTheManifestVouchesForTheKey() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run("signing-ek.pub", List.of(), evidence(folder, SIGNING_EK));

    assertThat(ended.status()).as(ended.err()).isZero();
    Outcome verified = verify(folder, Evidence.REPORT_DATA);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("\"ak_bound_by\" : \"hardware_vmpl0\"");
    assertThat(verify(folder, "00" + Evidence.REPORT_DATA.substring(2)).out())
        .contains("svsm.binding.mismatch");
  }

  @Test
  void reportThatWasLostOrOvertakenIsMadeAgain() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended =
        run(
            "signing-ek.pub",
            List.of("inblob:lost*1", "manifestblob:interloper*1", "outblob:errno=EBUSY@3*1"),
            evidence(folder, SIGNING_EK));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(verify(folder, Evidence.REPORT_DATA).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "outblob:errno=EINVAL, svsm.refused",
    "service_guid:errno=EINVAL, svsm.refused",
    "manifestblob:short=0, svsm.no_manifest",
    "manifestblob:garbled, report.data_mismatch",
    "manifestblob:errno=ETIMEDOUT, vmm.timeout",
    "outblob:short=100, report.size",
    "generation:says=9@2, tsm.generation",
  })
  void whatIsWrongIsNamedAndNothingIsWritten(String fault, String code) throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run("signing-ek.pub", List.of(fault), evidence(folder, SIGNING_EK));

    assertThat(ended.status()).as(ended.err()).isEqualTo(5);
    assertThat(ended.err()).contains("(" + code + ")");
    assertThat(FaultRun.documented()).contains(code);
    assertThat(folder).doesNotExist();
  }

  private static String enrolled() throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256")
                .digest(Files.readAllBytes(shared.resolve("ak.der"))));
  }

  private static Escrow.Scene scene(String boundBy) throws Exception {
    String ak = enrolled();
    return new Escrow.Scene(
        """
        sealkeep 1
        policy workload {
          reference builds = set "workload/builds"
          permit simulated-svsm-vtpm {
            snp.measurement in builds
            snp.policy.debug == false
            hardware.fresh
            tpm.ak_bound_by == %s
            sha256.pcr8 == hex"%s"
          }
        }
        """
            .formatted(boundBy, ZERO),
        "simulated-svsm-vtpm snp.measurement %s%n"
            .formatted(HexFormat.of().formatHex(EmulatedMachine.MEASUREMENT)),
        Technology.SVSM_VTPM,
        settings ->
            settings
                .withSimulatedRoots(List.of(EmulatedMachine.rootSpkiSha256()))
                .withTrustedRoots(List.of(new TrustedRoot("tpm2", ak))));
  }

  private Path configuration(Escrow escrow, int handle) throws Exception {
    return escrow.configuration(
        work.resolve("guest-%x.properties".formatted(handle)),
        "tsm_path=" + EmulatedMachine.mount(work),
        "tpm_path=" + tpm.socket(),
        "tpm_ak=0x%x".formatted(handle));
  }

  private String[] get(Path config, String output) {
    return new String[] {
      "get", "--config", config.toString(), "--output", work.resolve(output).toString()
    };
  }

  @Test
  void keyComesOutForTheEkThatSignsAndForNoOtherKey() throws Exception {
    try (Escrow escrow =
        Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY, scene("hardware_vmpl0"))) {
      Path signing = configuration(escrow, SIGNING_EK);

      Ended released = run("signing-ek.pub", List.of(), get(signing, "released"));
      Ended other = run("common-ek.pub", List.of(), get(signing, "other"));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(work.resolve("released"))).isEqualTo(KEY);
      assertThat(other.status()).as(other.err()).isEqualTo(1);
      assertThat(work.resolve("other")).doesNotExist();
    }
  }

  @Test
  void keyComesOutForAnEnrolledKey() throws Exception {
    try (Escrow escrow =
        Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY, scene("enrolled"))) {
      Ended released = run("common-ek.pub", List.of(), get(configuration(escrow, AK), "released"));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(work.resolve("released"))).isEqualTo(KEY);
    }
  }
}
